"""Reads of campaigns, of checks as callers, managers and the people called see them, of scores over time and of proposals."""
