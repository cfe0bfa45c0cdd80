"""The files of ``courses/``: their shapes, reading them, and checking that they fit each other.

Nothing here knows the database. What banks and tests mean stands in ``assessment``, what a level requires in
``certification``; both get their documents from here, located but unread.
"""
