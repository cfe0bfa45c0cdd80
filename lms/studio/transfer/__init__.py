"""An academy's content as one zip file: out, to be kept or moved, and in, seen before anything is written.

*Export*: chosen courses, or all there is, packed by the worker; kept for some days, fetched in parts where a line breaks.
*Load*: a zip file on its way in: it arrives in parts, is unpacked and compared with what is here (the *plan*), waits for a person's word,
and is then taken in: each course whole or not at all, all that were chosen in one transaction.
*Beside*: tracks, and tests that belong to no course. They say who is certified for what, so they are admins' alone.

Not here: what a zip file of content is (``catalogue/packing``), and the loading itself (``catalogue/content/parts``).
"""
