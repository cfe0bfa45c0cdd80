"""The cards of one's own company and its people."""
