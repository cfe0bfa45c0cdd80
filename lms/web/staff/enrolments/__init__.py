"""Enrolling somebody on a course, with a day by which it is due."""
