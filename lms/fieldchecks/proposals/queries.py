"""Proposals, for those who decide about cards: never about oneself."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import and_, func, or_, select

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries.companies import reachable
from lms.accounts.queries.places import employed
from lms.accounts.roles import Permission
from lms.certification.models import Certification
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.i18n import Text
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.fieldchecks.mystery.models import MysteryProgramme, MysteryVersion, MysteryVisit
from lms.fieldchecks.proposals.models import CheckProposal
from lms.fieldchecks.spotchecks.models import SpotCampaign, SpotCheck
from lms.fieldchecks.spotchecks.operations.naming import reference
from lms.partners.models import Partner

STATES = ("waiting", "yellow", "red", "suspended", "dismissed", "over")
_NAME = func.lower(
    func.coalesce(
        func.nullif(User.name_latin, ""), User.name_zh, func.nullif(Partner.name_latin, ""), Partner.name_zh, ""
    )
)
ORDERS = Orders({"since": CheckProposal.proposed_at, "name": _NAME}, CheckProposal.id, "since")


@dataclass(frozen=True)
class Listed:
    """A line: the proposal, the check that it comes of, the level in question, whom it is about. Who made a visit is no part of it."""

    proposal: CheckProposal
    check: SpotCheck | None
    campaign: SpotCampaign | None
    visit: MysteryVisit | None
    version: MysteryVersion | None
    programme: MysteryProgramme | None
    certification: Certification | None
    person: User | None
    partner: Partner | None

    @property
    def reference(self) -> str:
        """How people name the check."""
        if self.visit is not None:
            return self.visit.reference
        assert self.campaign is not None
        assert self.check is not None
        return reference(self.campaign, self.check)

    @property
    def title(self) -> Text:
        """The campaign's name, or the programme's."""
        found: Text = (self.programme or self.campaign).title if self.programme else self.campaign.name  # type: ignore[union-attr]
        return found

    @property
    def percent(self) -> Decimal | None:
        """The result, in a hundred; None where there is none."""
        if self.visit is not None:
            return Decimal(self.visit.result["percent"]) if self.visit.result else None
        return self.check.score if self.check else None


def proposals(actor: Actor, *, state: str = "", search: str = "") -> Rows:
    """Those about people and companies whom the actor may give cards."""
    today = clock.today()
    found: Rows = (
        select(
            *(CheckProposal, SpotCheck, SpotCampaign, MysteryVisit, MysteryVersion, MysteryProgramme),
            *(Certification, User, Partner),
        )
        .select_from(CheckProposal)
        .outerjoin(SpotCheck, SpotCheck.id == CheckProposal.spot_check_id)
        .outerjoin(SpotCampaign, SpotCampaign.id == SpotCheck.campaign_id)
        .outerjoin(MysteryVisit, MysteryVisit.id == CheckProposal.visit_id)
        .outerjoin(MysteryVersion, MysteryVersion.id == MysteryVisit.version_id)
        .outerjoin(MysteryProgramme, MysteryProgramme.id == MysteryVersion.programme_id)
        .outerjoin(Certification, Certification.id == CheckProposal.certification_id)
        .outerjoin(User, User.id == CheckProposal.user_id)
        .outerjoin(Employment, and_(Employment.user_id == User.id, employed(today)))
        .outerjoin(Partner, Partner.id == func.coalesce(CheckProposal.partner_id, Employment.partner_id))
        .where(reachable(actor, Permission.CARD_GIVE))
        .where(or_(CheckProposal.user_id.is_(None), CheckProposal.user_id != actor.user_id))
    )
    if search:
        found = found.where(or_(and_(*matching(User.search, search)), and_(*matching(Partner.search, search))))
    return found.where(CheckProposal.state == state) if state else found


def listed(row: Line) -> Listed:
    """A line of :func:`proposals`."""
    return Listed(*row[:9])


def proposal(actor: Actor, proposal_id: UUID) -> Listed:
    """One of them; raises :class:`NotFound`."""
    row = db.session().execute(proposals(actor).where(CheckProposal.id == proposal_id)).one_or_none()
    if row is None:
        raise NotFound
    return listed(row)
