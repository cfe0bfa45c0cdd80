"""What a browser is called, by what it says of itself: enough to tell one's own phone from one's own laptop."""

from __future__ import annotations

from flask_babel import gettext as _

# The first that fits: many browsers call themselves by the names of others, too.
BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("HuaweiBrowser", "Huawei Browser"),
    ("MiuiBrowser", "Mi Browser"),
    ("SamsungBrowser", "Samsung Internet"),
    ("QQBrowser", "QQ Browser"),
    ("UCBrowser", "UC Browser"),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("OpenHarmony", "HarmonyOS"),
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
PHONES = {"iPhone", "HarmonyOS", "Android"}


def device_words(agent: str) -> str:
    """Browser and system, as far as they are known: “Chrome, Windows”."""
    found = filter(None, (_first(BROWSERS, agent), _first(SYSTEMS, agent)))
    return ", ".join(found) or _("A browser that does not say what it is")


def device_icon(agent: str) -> str:
    """A phone or a computer."""  # icons: phone laptop
    return "phone" if _first(SYSTEMS, agent) in PHONES else "laptop"


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str | None:
    return next((word for mark, word in names if mark in agent), None)
