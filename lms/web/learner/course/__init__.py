"""A course: what one can do afterwards, its lessons, the way in."""
