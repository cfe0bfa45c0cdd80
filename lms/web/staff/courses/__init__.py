"""Courses, question banks and online tests as lists, for those who write them."""
