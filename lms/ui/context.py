"""What layouts expect of the page layer, each with a default, so that a page without a viewer needs to give nothing.

The page layer hands them in by a context processor (or per page); names and shapes:

==================  ==================================================================================================
``academy``         :class:`Academy`: name; logo and own colours where it has them
``viewer``          None, or object with ``.name`` and ``.initial``
``navigation``      list of ``(title, [NavItem, …])``; learners have one group of at most five
``languages``       list of :class:`Language`; the others than the current one are offered
``demo``            whether the banner stands on every page
``home_url``        where the brand leads; ``home_layout`` the layout of error pages for this viewer
``account_url``     the viewer's own page, or None
``sign_out_url``    POST, or None
``search_url``      None, or a page with a search field
``messages_url``    None, or the page of messages; ``messages_new`` how many are unread
==================  ==================================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


class NavItem(NamedTuple):
    """One entry of the navigation; ``badge``: how much waits behind it, as it is shown (“count” is a method of tuples)."""

    label: str
    url: str
    icon: str
    icon_active: str
    current: bool = False
    badge: str = ""


class Language(NamedTuple):
    """A language one may switch to, by its own name. ``url`` takes a POST (``language``, ``next``); on the verification
    page it is a plain link.
    """

    code: str
    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Academy:
    """The name in the top bar, and the addresses of a logo (None: the seal) and of a style sheet with own colours (None: ours)."""

    name: str = "Partner Academy"
    logo_url: str | None = None
    style_url: str | None = None


DEFAULTS: dict[str, Any] = {
    "academy": Academy(),
    "viewer": None,
    "navigation": [],
    "languages": [],
    "demo": False,
    "home_url": "/",
    "home_layout": "layouts/public.html",
    "account_url": None,
    "sign_out_url": None,
    "search_url": None,
    "messages_url": None,
    "messages_new": 0,
}
