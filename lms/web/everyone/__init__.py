"""Pages of: everyone who is signed in, whatever the role."""
