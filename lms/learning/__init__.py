"""Who learns what: enrolment, progress, completion.

A learner stays on the course version they started until they choose to move. Not here: what a completion is good for.
"""
