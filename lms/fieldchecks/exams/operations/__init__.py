"""Deeds about exams: forms, sittings, bookings, markings, results."""
