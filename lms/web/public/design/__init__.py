"""``/design``: every part of the look in every state, with long real names, for whoever builds or checks a page."""
