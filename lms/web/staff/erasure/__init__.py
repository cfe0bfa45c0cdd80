"""Having somebody erased, by an admin."""
