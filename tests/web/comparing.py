"""Pages held against each other, to show that what is hidden and what does not exist look the same."""

from __future__ import annotations

import re


def bare(page: str, *own: object) -> str:
    """A page without what differs at each request: its form token, and the ids that stood in its address."""
    page = re.sub(r'(csrf[-_]token" (?:content|value)=")[^"]+', r"\1", page)
    for text in own:
        page = page.replace(str(text), "")
    return page
