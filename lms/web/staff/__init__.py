"""Pages of: staff."""
