"""The page of one company's standing, for its managers and for the academy: the same, with other ways on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import render_template, request, url_for

from lms.accounts.models import User
from lms.accounts.roles import Permission
from lms.certification.queries.levels import level_names
from lms.compliance.models import StandingPerson
from lms.compliance.queries import standings
from lms.compliance.rules.standing import months_ahead
from lms.core import clock, terms
from lms.core.i18n import Message
from lms.partners import queries as partner_queries
from lms.partners.models import Tier
from lms.web.standing.asking import asked, what_if
from lms.web.standing.words import WORDS
from lms.web.viewer import current_actor

SHOWN = 200
"""People in a table at most; a company of more is told how many there are."""


@dataclass(frozen=True)
class Area:
    """Where the page stands. ``base``: its template's frame; ``person_url``: the way to a person's page."""

    permission: Permission
    person_url: Callable[[UUID], str]
    judgement_endpoint: str
    may_judge: bool = False


def show(area: Area, partner_id: UUID, **more: object) -> str:
    """A company's standing on the day that the address asks for."""
    actor = current_actor()
    tiers = {one.key: one for one in partner_queries.tiers()}
    wanted = asked(tiers)
    seen = standings.seen(
        actor, area.permission, partner_id, on=wanted.on, known_by=wanted.known_by, tier_key=wanted.tier
    )
    standing = seen.standing
    return render_template(
        "standing/show.html",
        area=area,
        seen=seen,
        standing=standing,
        wanted=wanted,
        tiers=tiers,
        tier_name=_tier_name(tiers, seen.subject.tier_key),
        names=level_names(),
        what_if=what_if(actor, area.permission, seen),
        suggestions=_suggestions(seen),
        months=months_ahead(standing.tier, seen.subject.workers, seen.on) if standing else [],
        by_hand=standings.judgements_by_hand(partner_id),
        shown=SHOWN,
        validity_days=(terms.after(seen.on, standing.tier.validity_left) - seen.on).days if standing else 0,
        today=clock.today(),
        here_url=_here_url,
        **WORDS,
        **more,
    )


def show_judgement(area: Area, judgement_id: UUID) -> str:
    """A judgement that somebody made, as it was kept: nothing is judged again."""
    kept = standings.judgement_seen(current_actor(), area.permission, judgement_id)
    tiers = {one.key: one for one in partner_queries.tiers()}
    tier_key = kept.judgement.explanation.get("tier")
    return render_template(
        "standing/judgement.html",
        area=area,
        kept=kept,
        tier_name=_tier_name(tiers, tier_key),
        names=level_names(),
        reasons=_reasons(kept.people),
        titles={one["id"]: one["title"] for one in kept.judgement.explanation["findings"]},
        **WORDS,
    )


def _tier_name(tiers: dict[str, Tier], key: str | None) -> dict[str, str]:
    tier = tiers.get(key or "")
    return tier.name if tier else {"en": key or ""}


def _reasons(people: Sequence[StandingPerson]) -> dict[UUID, Message]:
    said = {one.user_id: one.explanation.get("reason") for one in people}
    return {who: Message.from_json(reason) for who, reason in said.items() if reason}


def _suggestions(seen: standings.Seen) -> list[User]:
    """People of the company, for the field to offer: those who count first."""
    counted = seen.standing.judged.counted if seen.standing else frozenset()
    here = [seen.people[one.id] for one in seen.subject.workers if one.spell_on(seen.on) and one.id in seen.people]
    return sorted(here, key=lambda user: (user.id not in counted, user.name_latin, user.name_zh))[:60]


def _here_url(**changes: object) -> str:
    """The same page with something else asked of it; None leaves a thing out."""
    kept = {name: value for name, value in request.args.items() if name in ("company", "on", "known_by", "tier")}
    return url_for(request.endpoint or "", **{**(request.view_args or {}), **kept, **changes})
