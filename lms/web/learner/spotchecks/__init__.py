"""One's own phone spot checks."""
