"""Projects: work that a learner hands in, and a trainer answers until it is accepted.

Words: a *work* is one person's answer to the project of one lesson, through all versions of its course; a *round* is one hand-in
of it with what a reviewer said: *returned* with comments, or *accepted*. Before the hand-in a round is a draft, seen by nobody else.
Not here: what the lesson asks (``catalogue``), whose work a reviewer may see (``accounts``).
"""
