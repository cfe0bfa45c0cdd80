"""One's own data."""
