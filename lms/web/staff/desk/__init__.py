"""What waits for an admin: the eligible, decided in place, each with its explanation."""
