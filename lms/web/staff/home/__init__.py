"""What staff can do today, by role."""
