"""What one was told: the bell."""
