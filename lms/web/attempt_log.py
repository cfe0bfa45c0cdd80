"""The log of an attempt in the reader's words: for the learner whose attempt it is, and for staff."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from lms.accounts.models import User
from lms.accounts.queries.people import people_named
from lms.assessment.models import AttemptEvent
from lms.assessment.queries import LOG_ORDERS
from lms.core.paging import Rows, page_of
from lms.ui.filters import moment
from lms.web.everyone.security.devices import device_words
from lms.web.names import person_name

# icons: arrow-left-right box-arrow-in-right box-arrow-right check2 clipboard clock cloud-slash flag hourglass-split
# icons: play-fill send unlock upload wifi wifi-off x-lg


@dataclass(frozen=True)
class Entry:
    """A line: when the server received it, what happened, what more there is to say."""

    when: str
    icon: str
    what: str
    more: str


@dataclass(frozen=True)
class LogPage:
    """Some lines of a log, in the order in which they came in."""

    entries: list[Entry]
    next_key: str | None


def log_page(log: Rows, after: str) -> LogPage:
    """A page of an attempt's log: two queries."""
    page = page_of(log, LOG_ORDERS, after=after, size=100)
    events: list[AttemptEvent] = [row[0] for row in page.rows]
    people = people_named({event.actor_id for event in events if event.actor_id})
    return LogPage([_entry(event, people) for event in events], page.next_key)


def _entry(event: AttemptEvent, people: Mapping[Any, User]) -> Entry:
    detail = event.detail or {}
    icon, say = _WORDS[event.kind]
    what, more = say(event, detail)
    if event.actor_id in people:
        more = " ".join(filter(None, (_("By %(name)s.", name=person_name(people[event.actor_id])), more)))
    told_at = detail.get("told_at")
    if told_at:
        more = _("As the browser told, at %(time)s.", time=to_the_second(datetime.fromisoformat(told_at)))
    return Entry(to_the_second(event.at), icon, what, more)


def to_the_second(at: datetime) -> str:
    """An instant as a log says it."""
    return f"{moment(at)}:{at.second:02}"


Said = tuple[str, str]


def _answered(event: AttemptEvent, detail: Mapping[str, Any]) -> Said:
    number = event.position
    if detail.get("outcome") == "older":
        return _("Question %(number)s: an earlier answer came in", number=number), _("The later one stands.")
    if detail.get("outcome") == "refused":
        return _("Question %(number)s: an answer was refused", number=number), _("What was saved before stands.")
    return _("Question %(number)s: answer saved", number=number), ""


def _file_added(event: AttemptEvent, detail: Mapping[str, Any]) -> Said:
    number = event.position
    if detail.get("outcome") == "refused":
        return _("Question %(number)s: a file was refused", number=number), _("What was kept before stands.")
    return _("Question %(number)s: a file was added", number=number), ""


def _opened(_event: AttemptEvent, detail: Mapping[str, Any]) -> Said:
    device = device_words(detail.get("agent", ""))
    if detail.get("takes_over"):
        return _("Gone on with on another device"), device
    return _("Opened"), device


def _time_added(_event: AttemptEvent, detail: Mapping[str, Any]) -> Said:
    minutes = int(detail.get("minutes", 0))
    words = ngettext("%(num)s minute was added to the time", "%(num)s minutes were added to the time", minutes)
    return words, detail.get("reason", "")


def _unlocked(_event: AttemptEvent, detail: Mapping[str, Any]) -> Said:
    return _("Opened again after its end"), detail.get("reason", "")


def _handed_in(event: AttemptEvent, detail: Mapping[str, Any]) -> Said:
    if event.actor_id:
        return _("Handed in for the learner"), detail.get("reason", "")
    return _("Handed in"), ""


def _closed(_event: AttemptEvent, detail: Mapping[str, Any]) -> Said:
    return _("Ended by the clock"), _("Not handed in in time: not counted.") if detail.get("not_counted") else ""


def _at(pattern: Callable[[], str]) -> Callable[[AttemptEvent, Mapping[str, Any]], Said]:
    def say(event: AttemptEvent, _detail: Mapping[str, Any]) -> Said:
        words = pattern()
        return (_("Question %(number)s: %(what)s", number=event.position, what=words) if event.position else words), ""

    return say


_WORDS: Mapping[str, tuple[str, Callable[[AttemptEvent, Mapping[str, Any]], Said]]] = {
    "started": ("play-fill", _at(lambda: _("Begun"))),
    "opened": ("arrow-left-right", _opened),
    "answered": ("check2", _answered),
    "file_added": ("upload", _file_added),
    "file_removed": ("x-lg", _at(lambda: _("a file was taken away"))),
    "checked": ("check2", _at(lambda: _("checked"))),
    "flagged": ("flag", _at(lambda: _("flagged"))),
    "unflagged": ("flag", _at(lambda: _("flag taken away"))),
    "offline": ("wifi-off", _at(lambda: _("The line was gone"))),
    "back": ("wifi", _at(lambda: _("The line was back"))),
    "left": ("box-arrow-right", _at(lambda: _("The page was left"))),
    "returned": ("box-arrow-in-right", _at(lambda: _("Back on the page"))),
    "copied": ("clipboard", _at(lambda: _("something was copied"))),
    "pasted": ("clipboard", _at(lambda: _("something was pasted"))),
    "time_added": ("hourglass-split", _time_added),
    "unlocked": ("unlock", _unlocked),
    "handed_in": ("send", _handed_in),
    "closed": ("clock", _closed),
}
