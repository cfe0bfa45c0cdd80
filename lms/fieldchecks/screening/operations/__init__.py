"""Deeds of screening rounds."""
