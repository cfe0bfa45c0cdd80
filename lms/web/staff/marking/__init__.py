"""Marking answers that a person has to read."""
