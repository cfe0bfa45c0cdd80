"""Saying yes or no to another e-mail address, by a link."""
