"""Measuring by questions: banks, questions and versions, online tests (``Assessment``), attempts, responses, grading.

Correct answers never leave the server before the review phase allows it. An acknowledged answer is never lost. Time is
the server's.

Not here: what a result is good for (``certification``), lessons that contain a test (``learning``).
"""
