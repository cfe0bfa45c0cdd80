"""Registrations of one's own company and its branches: the pages of the staff, in the managers' area."""
