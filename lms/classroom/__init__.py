"""Scheduled classes: dated gatherings with seats, in a room or online.

Words: a *kind* (regional class, workshop, webinar, project group: data of ``courses/classes.yaml``) says how such a class is usually
held; a *booking* is one person's seat in a class, or their place on its waiting list; the *register* says who was there, and is open
until the trainer closes it: then attendance is a fact. What is late, missed, full or over stands in ``rules``.
Not here: what a lesson says (``catalogue``), what attendance is good for (``certification``), how people are told (``notifications``).
"""
