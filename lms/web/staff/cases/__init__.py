"""Cases of learners: what waits for a moderator."""
