"""Everybody whom an admin looks after, and each one's page."""
