"""Reads of exams, each scoped by who looks."""
