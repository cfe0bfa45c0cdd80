"""Whose answers are more alike than chance makes them: a reason to look, and a record of who looked."""
