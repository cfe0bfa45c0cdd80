"""Face-to-face exams of a manager's people."""
