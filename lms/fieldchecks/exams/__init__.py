"""Face-to-face exams: people are examined for a level by one or two examiners, at an hour that they booked.

Words: a *form* is a rubric with its terms, in versions that never change: *criteria*, each with *steps* described in words. A *sitting* is a
day of exams for one level; it has *slots*, each an hour of one or two examiners; a *booking* is a person's slot, and what became of it.
A *marking* is what one examiner gave, blind until all have sent theirs; where two differ too much, the *chair* decides.
Not here: what a level asks of exams (``certification.requirements.exam``), classes (``classroom``).
"""
