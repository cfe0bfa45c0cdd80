"""``lms demo``: the demo academy, made by the academy's own operations on a moved clock, so that every page has something to show.

Who is in it stands in ``people``, what they do in ``stories``, how somebody learns in ``learning``.
"""

from lms.cli.demo.command import demo

__all__ = ["demo"]
