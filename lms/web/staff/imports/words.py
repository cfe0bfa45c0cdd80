"""How imports, their rows and what becomes of them are said."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from lms.accounts.importing import queries
from lms.accounts.importing.columns import WORDS, Field
from lms.accounts.importing.models import ImportRow, ImportState, Verdict
from lms.accounts.importing.plans import Plan
from lms.accounts.importing.queries import Candidate
from lms.accounts.importing.rows import Written
from lms.accounts.models import User
from lms.core.i18n import Message
from lms.ui.filters import day, number, say
from lms.web.names import person_name

# icons: hourglass-split check-circle-fill exclamation-triangle-fill x-circle-fill arrow-counterclockwise pencil
STATES = {
    ImportState.UPLOADED: (_l("Columns to be named"), "info", "pencil"),
    ImportState.READING: (_l("Being read"), "info", "hourglass-split"),
    ImportState.CHECKING: (_l("Being checked"), "info", "hourglass-split"),
    ImportState.UNREADABLE: (_l("Cannot be read"), "danger", "x-circle-fill"),
    ImportState.CHECKED: (_l("Checked, not imported yet"), "warn", "exclamation-triangle-fill"),
    ImportState.STALE: (_l("To be checked again"), "warn", "exclamation-triangle-fill"),
    ImportState.APPLYING: (_l("Being imported"), "info", "hourglass-split"),
    ImportState.DONE: (_l("Imported"), "ok", "check-circle-fill"),
    ImportState.UNDOING: (_l("Being undone"), "info", "hourglass-split"),
    ImportState.UNDONE: (_l("Undone"), None, "arrow-counterclockwise"),
    ImportState.DISCARDED: (_l("Put aside"), None, "x-circle-fill"),
}
TABS = {
    Verdict.NEW: _l("New people"),
    Verdict.CHANGED: _l("Changed"),
    Verdict.COMPANY: _l("Companies"),
    Verdict.UNDECIDED: _l("To decide"),
    Verdict.REFUSED: _l("Refused"),
    Verdict.UNCHANGED: _l("Unchanged"),
}
_MATCHES = {
    "email": _l("Found by e-mail address"),
    "phone": _l("Found by number"),
    "name": _l("Found by name in the company"),
    "chosen": _l("You said who it is"),
}


@dataclass(frozen=True)
class RowSeen:
    """A row as its line says it. ``user``: the account, where there is one; ``choices``: whom it may be about."""

    row: ImportRow
    names: str
    contact: str
    company: str
    lines: Sequence[str]
    user: User | None
    choices: Sequence[Candidate]


def rows_seen(rows: Sequence[ImportRow]) -> list[RowSeen]:
    """Lines of rows: three queries however many they are."""
    plans = [Plan.from_json(row.plan) if row.plan else None for row in rows]
    companies = queries.companies_of({fact.partner_id for plan in plans if plan for fact in plan.facts})
    people = queries.people_of(rows)
    candidates = queries.candidates({each for plan in plans if plan for each in plan.candidates})
    return [_row_seen(row, plan, companies, people, candidates) for row, plan in zip(rows, plans, strict=True) if plan]


def _row_seen(
    row: ImportRow,
    plan: Plan,
    companies: Mapping[UUID, str],
    people: Mapping[UUID, User],
    candidates: Mapping[UUID, Candidate],
) -> RowSeen:
    written = Written.from_json(row.written or {})
    return RowSeen(
        row,
        " ".join(filter(None, (written.name_zh, written.name_latin))),
        written.email or written.phone or "",
        written.company,
        [say(Message.from_json(row.kept))] if row.kept else list(_lines(plan, companies)),
        people.get(row.user_id),
        [candidates[each] for each in plan.candidates if each in candidates],
    )


def _lines(plan: Plan, companies: Mapping[UUID, str]) -> list[str]:
    if plan.reasons:
        return [say(reason) for reason in plan.reasons]
    said = [str(_MATCHES[plan.matched_by])] if plan.matched_by else []
    for name, (before, after) in plan.names.items():
        said.append(_("%(field)s: %(before)s → %(after)s", field=_field(name), before=before or "–", after=after))
    said += [_("%(field)s: %(after)s", field=_field(name), after=login) for name, login in plan.logins.items()]
    said += _job_lines(plan, companies)
    if plan.manages:
        said.append(_("Becomes a manager of this company"))
    if plan.revives:
        said.append(_("The account is opened again: an import that was undone had made it"))
    if plan.verdict is Verdict.COMPANY:
        said.append(_("Comes into the channel"))
    return said


def _job_lines(plan: Plan, companies: Mapping[UUID, str]) -> list[str]:
    if not plan.facts:
        return []
    fact = plan.facts[-1]
    where = companies.get(fact.partner_id, "")
    if plan.job == "leave" and fact.ends_on:
        return [_("Leaves %(company)s, last day %(day)s", company=where, day=day(fact.ends_on))]
    if plan.job == "title":
        return [_("Job at %(company)s: %(job)s", company=where, job=fact.job)]
    if plan.job == "move":
        before = companies.get(plan.facts[0].partner_id, "")
        return [
            _("Moves from %(before)s to %(company)s on %(day)s", before=before, company=where, day=day(fact.starts_on))
        ]
    if fact.ends_on:
        return [
            _(
                "Worked for %(company)s from %(first)s to %(last)s",
                company=where,
                first=day(fact.starts_on),
                last=day(fact.ends_on),
            )
        ]
    return [_("Works for %(company)s from %(day)s", company=where, day=day(fact.starts_on))]


def _field(name: str) -> str:
    return say(WORDS[Field(name)])


def does(counts: Mapping[str, int]) -> str:
    """What the button does, with its cost."""
    new, changed, companies = (counts.get(name, 0) for name in ("new", "changed", "companies"))
    if new:
        return ngettext("Import %(num)s person", "Import %(num)s people", new)
    if changed:
        return ngettext("Change %(num)s person", "Change %(num)s people", changed)
    return ngettext("Add %(num)s company", "Add %(num)s companies", companies)


def effects(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """What the import comes to, beside people: only what there is."""
    words = {
        "companies": _l("New companies"),
        "join": _l("Begin at a company"),
        "move": _l("Move to another company"),
        "leave": _l("Leave their company"),
        "title": _l("Get another job title"),
        "manages": _l("Become managers"),
        "by_email": _l("Found by e-mail address"),
        "by_phone": _l("Found by number"),
        "by_name": _l("Found by name in the company"),
        "by_chosen": _l("Decided by you"),
        "kept": _l("Left as they are"),
        "companies_out": _l("Companies out of the channel again"),
        "companies_left": _l("Companies that stay"),
    }
    return [(str(label), number(counts[name])) for name, label in words.items() if counts.get(name)]


def tabs_of(counts: Mapping[str, int], only: Collection[Verdict] = tuple(Verdict)) -> list[Verdict]:
    """The kinds of rows that there are, in the order one looks at them."""
    return [verdict for verdict in TABS if counts.get(verdict.value) and verdict in only]


def who(user: User | None) -> str:
    """Who made an import; the command line where no person did."""
    return person_name(user) if user else _("Command line")
