"""A level: what it asks, what is met, what is still missing."""
