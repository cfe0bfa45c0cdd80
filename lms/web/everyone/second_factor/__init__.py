"""Setting up and keeping a second factor."""
