"""Courses and question banks as lists, for those who write them."""
