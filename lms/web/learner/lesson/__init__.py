"""A lesson: reading, watching, going on."""
