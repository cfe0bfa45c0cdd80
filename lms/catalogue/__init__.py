"""What can be learned: tracks with levels and categories, courses with versions, modules and lessons, media.

Reads the files of ``courses/`` (``docs/reference/content-format.md``). A published course version never changes.
Not here: questions and online tests (``assessment``), who learns what (``learning``), what a level's requirement means
(``certification``; the catalogue only keeps what the track file says).
"""
