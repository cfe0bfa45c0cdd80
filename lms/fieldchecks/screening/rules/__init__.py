"""Decisions of screening rounds, pure."""
