"""Planning classes, and keeping their registers."""
