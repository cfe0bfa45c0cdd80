"""The trainer's studio: courses written in the browser, published by the same rules as files that are loaded.

*Draft*: a working copy of a course's folder, path → SHA-256, which begins as a snapshot (its *base*) or empty. It is *out of date* exactly
when the course's newest snapshot is another one. A course has at most one open draft, and all its trainers write in it.
*Step*: what one deed changed in a draft, each file before and after; the steps are the history, and each can be undone.
*Publication*: a draft on its way into the academy, as recorded work: checked, versions raised, loaded with all other courses beside it.

Not here: what a file may say (``catalogue/content``, ``assessment/content``), and the loading itself (``catalogue/content/parts``).
"""
