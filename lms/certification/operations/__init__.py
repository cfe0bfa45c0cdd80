"""Deeds of certification: recording evidence, granting and declining, and what happens to a certification afterwards."""
