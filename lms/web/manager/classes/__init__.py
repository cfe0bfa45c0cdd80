"""Classes for a manager's own people."""
