"""The proof: a certificate documents a certification, frozen at issue: number, code, facts, PDF bytes; and public verification.

Only ``jobs`` loads WeasyPrint, and only the worker loads ``jobs``. Not here: whether somebody holds a level (``certification``).
"""
