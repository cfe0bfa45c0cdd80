"""The kinds of condition that a requirement may be made of, one file each.

Each module offers ``NAME``, ``read(value, around)`` which makes the condition of what the track file says (raising
:class:`WrongCondition` with the reason) and a frozen condition class whose ``look`` explains itself. Adding a kind adds a file
and a line in ``registry``.
"""
