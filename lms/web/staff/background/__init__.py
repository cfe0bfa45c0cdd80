"""Recorded work that failed or waits, and the way to try it again."""
