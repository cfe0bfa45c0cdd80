"""An academy's content out and in as a zip file."""
