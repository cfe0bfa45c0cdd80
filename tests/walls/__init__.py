"""Whoever looks sees exactly their own world: every page, search, file, count and record, from every side.

Routes are read from the app, so a new page joins by itself. ``places.py`` says whose records its addresses name, and which lists
show a whole world; ``world.py`` is who there is.
"""
