"""Face-to-face exams for who takes them: sittings, slots, results."""
