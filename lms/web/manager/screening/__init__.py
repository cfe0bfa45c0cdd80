"""The applications of one's people to screening exams."""
