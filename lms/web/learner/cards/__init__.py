"""One's own cards."""
