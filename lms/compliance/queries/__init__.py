"""Reads of standings, scoped by who looks."""
