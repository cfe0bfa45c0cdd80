"""Programmes, requirements, evidence, decisions, grants: a person holds a level of a track over a period.

Sees evidence only: reactions turn what other packages announce into dated evidence. ``decide()`` is pure and explains itself.
Not here: the certificate, which documents a grant (``credentials``).
"""
