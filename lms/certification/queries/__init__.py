"""Reads of certification: what is known of a person, what is asked, what waits, what is held."""
