"""Goes at online tests, under way and over, as a list."""
