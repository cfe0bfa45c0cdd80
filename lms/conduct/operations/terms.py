"""The terms by which new cards are given."""

from __future__ import annotations

from lms.accounts.actor import Actor
from lms.accounts.roles import Permission
from lms.conduct import queries
from lms.conduct.models import CardTerms
from lms.core import audit, clock, db, terms
from lms.core.errors import Refused
from lms.core.i18n import msg

NAMES = ("watch", "extra_check", "appeal")


def set_terms(actor: Actor, **wanted: str) -> CardTerms:
    """From now on cards are given by these terms (``watch``, ``extra_check``, ``appeal``); those given keep their days."""
    actor.require(Permission.CARD_GIVE)
    before = queries.terms_now()
    clean = {name: wanted[name].strip().upper() for name in NAMES}
    for name, term in clean.items():
        try:
            long_enough = terms.after(clock.today(), term) > clock.today()
        except (ValueError, OverflowError):
            long_enough = False
        if not long_enough:
            raise Refused(msg("A calendar term such as P6M, P30D or P1Y."), field=name)
    new = CardTerms(**clean, recorded_at=clock.now(), recorded_by=actor.user_id)
    db.session().add(new)
    db.session().flush()
    said = {name: getattr(before, name) for name in NAMES}
    audit.record(actor, "card_terms.set", "card_terms", new.id, before=said, after=clean)
    return new
