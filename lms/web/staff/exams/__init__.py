"""Face-to-face exams for the staff: sittings, forms, the examiner's day, the chair's decision, figures."""
