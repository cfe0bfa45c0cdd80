"""The academy's own settings, for admins."""
