"""What is seen of many things at once: teams, certifications, courses, attempts, and what waits. Reads only.

The one package that joins tables of packages below it. Every read is scoped by who looks; lists come as statements for
:mod:`lms.core.paging`, so that a page, its filters and its file are the same rows. Not here: what any of it means for a partner's
tier (``compliance``).
"""
