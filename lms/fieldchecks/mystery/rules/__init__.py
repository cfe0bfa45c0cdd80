"""Decisions about checklists and visits, as pure functions."""
