"""Cases of learners: writing one, reading those of others."""
