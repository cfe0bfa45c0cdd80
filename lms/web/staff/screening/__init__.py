"""Screening exams: rounds, their dossiers, what is decided."""
