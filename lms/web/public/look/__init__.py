"""What an academy looks like: its colours as a style sheet, its logo."""
