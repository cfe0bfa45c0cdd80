"""Who learns what: enrolment, progress, completion.

Words: an *enrolment* ties one person to one course, on the version they began with until they choose to move; a
*standing* is how far one is in a lesson; a lesson is *done* by the rule of its kind, a course when all its lessons are.
Done stays done. Not here: what a completion is good for (``certification``), what a lesson says (``catalogue``), its
test (``assessment``).
"""
