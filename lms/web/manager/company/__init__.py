"""A partner manager's own company: its place, its branches."""
