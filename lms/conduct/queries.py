"""Reading cards: of one's own, of those within reach, of anybody for the rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select, true
from sqlalchemy.orm import aliased

from lms.accounts.actor import Actor
from lms.accounts.models import Employment, User
from lms.accounts.queries.companies import reachable
from lms.accounts.queries.places import employed, scope_of
from lms.accounts.roles import Permission
from lms.conduct import rules
from lms.conduct.models import Card, CardAppeal, CardFact, CardTerms
from lms.core import clock, db
from lms.core.errors import NotFound
from lms.core.paging import Line, Orders, Rows
from lms.core.search import matching
from lms.partners.models import Partner
from lms.partners.queries import scope_of_partner

STATES = ("counts", "lifted", "taken_back")
APPEALS = ("open", "upheld", "taken_back")
COLOURS = (rules.YELLOW, rules.RED)


@dataclass(frozen=True)
class About:
    """Whom a card is on: a person, or a company."""

    user_id: UUID | None = None
    partner_id: UUID | None = None


@dataclass(frozen=True)
class Seen:
    """A card with whom it is on, where they work, its appeal."""

    card: Card
    person: User | None
    partner: Partner | None
    appeal: CardAppeal | None
    state: str


@dataclass(frozen=True)
class Told:
    """A card as its page tells it: with what happened to it, and what it comes to today."""

    seen: Seen
    facts: Sequence[CardFact]
    standing: rules.Standing
    red: rules.Red | None


def about(card: Card) -> About:
    """Whom it is on."""
    return About(card.user_id, card.partner_id)


def reaches(actor: Actor, permission: Permission, whom: About) -> bool:
    """Whether the permission reaches a person where they work today, or a company."""
    if whom.user_id is not None:
        return actor.may(permission, scope_of(whom.user_id, clock.today()))
    assert whom.partner_id is not None
    return actor.may(permission, scope_of_partner(whom.partner_id))


def require_reach(actor: Actor, permission: Permission, whom: About) -> None:
    """Raise NotFound for somebody unknown or out of reach, Forbidden without the permission."""
    row: type[User | Partner] = User if whom.user_id else Partner
    if db.session().get(row, whom.user_id or whom.partner_id) is None:
        raise NotFound
    if not actor.has(permission):
        actor.require(permission)
    if not reaches(actor, permission, whom):
        raise NotFound


BEGUN_WITH = {"watch": "P6M", "extra_check": "P2M", "appeal": "P30D"}


def terms_now() -> CardTerms:
    """The terms by which a card of now is given: those that an admin set last, or the ones that an academy begins with."""
    newest = db.session().scalars(select(CardTerms).order_by(CardTerms.recorded_at.desc()).limit(1)).first()
    return newest if newest is not None else CardTerms(**BEGUN_WITH)


def fact_of(card_id: UUID, kind: str) -> CardFact | None:
    """What happened to a card, if it did."""
    return db.session().scalar(select(CardFact).where(CardFact.card_id == card_id, CardFact.kind == kind))


def facts_about(whom: About, *, known_by: datetime | None = None) -> tuple[list[rules.Card], list[rules.Happening]]:
    """All cards of a person or a company, as rules read them; not scoped."""
    column = Card.user_id if whom.user_id else Card.partner_id
    cards, happened = _facts(column == (whom.user_id or whom.partner_id))
    return rules.known(cards, happened, known_by) if known_by else (cards, happened)  # type: ignore[return-value]


def standing_of(whom: About, *, on: date | None = None, known_by: datetime | None = None) -> rules.Standing:
    """How a person or a company stands on a day, as known at an instant; not scoped."""
    return rules.standing(*facts_about(whom, known_by=known_by), on or clock.today())


def reds_of_companies(ids: Collection[UUID], *, known_by: datetime | None = None) -> dict[UUID, list[rules.Red]]:
    """The stretches for which each of some companies is red: two queries however many they are; not scoped."""
    cards, happened = defaultdict(list), defaultdict(list)
    by_card: dict[UUID, UUID] = {}
    for row in db.session().scalars(select(Card).where(Card.partner_id.in_(ids))):
        assert row.partner_id is not None
        by_card[row.id] = row.partner_id
        cards[row.partner_id].append(as_card(row))
    for fact in db.session().scalars(select(CardFact).where(CardFact.card_id.in_(list(by_card)))) if by_card else ():
        happened[by_card[fact.card_id]].append(_as_happening(fact))
    found = {}
    for partner_id, theirs in cards.items():
        facts = (theirs, happened[partner_id])
        found[partner_id] = rules.reds(*(rules.known(*facts, known_by) if known_by else facts))
    return found


def _facts(theirs: ColumnElement[bool]) -> tuple[list[rules.Card], list[rules.Happening]]:
    cards = [as_card(row) for row in db.session().scalars(select(Card).where(theirs))]
    if not cards:
        return [], []
    facts = select(CardFact).where(CardFact.card_id.in_([one.id for one in cards]))
    return cards, [_as_happening(fact) for fact in db.session().scalars(facts)]


def as_card(row: Card) -> rules.Card:
    """A card as rules read it."""
    return rules.Card(row.id, row.reference, row.colour, row.given_on, row.watch_through, row.recorded_at)


def _as_happening(fact: CardFact) -> rules.Happening:
    return rules.Happening(fact.card_id, fact.kind, fact.holds_from, fact.recorded_at)


# -- lists -------------------------------------------------------------------------------------------


def _happened(kind: str) -> ColumnElement[bool]:
    fact = aliased(CardFact)
    return exists().where(fact.card_id == Card.id, fact.kind == kind)


_state: ColumnElement[str] = case(
    (_happened(rules.TAKEN_BACK), "taken_back"), (_happened(rules.LIFTED), "lifted"), else_="counts"
)
_NAME = func.lower(
    func.coalesce(
        func.nullif(User.name_latin, ""), User.name_zh, func.nullif(Partner.name_latin, ""), Partner.name_zh, ""
    )
)
ORDERS = Orders({"given": Card.given_on, "name": _NAME}, Card.id, "-given")


@dataclass(frozen=True)
class Wanted:
    """What a list of cards is narrowed to."""

    search: str = ""
    state: str = ""
    colour: str = ""
    whom: str = ""  # person, company
    appeal: str = ""
    company: UUID | None = None


def cards(actor: Actor, permission: Permission, wanted: Wanted = Wanted()) -> Rows:
    """Those on people and companies whom the permission reaches; never one's own personal ones, which stand elsewhere."""
    today = clock.today()
    found: Rows = (
        select(Card, User, Partner, CardAppeal, _state.label("state"))
        .outerjoin(User, User.id == Card.user_id)
        .outerjoin(Employment, and_(Employment.user_id == Card.user_id, employed(today)))
        .outerjoin(Partner, Partner.id == func.coalesce(Card.partner_id, Employment.partner_id))
        .outerjoin(CardAppeal, CardAppeal.card_id == Card.id)
        .where(_reached(actor, permission), or_(Card.user_id.is_(None), Card.user_id != actor.user_id))
    )
    found = found.where(*_searched(wanted.search))
    if wanted.state:
        found = found.where(_state == wanted.state)
    if wanted.colour:
        found = found.where(Card.colour == wanted.colour)
    if wanted.whom:
        found = found.where((Card.user_id if wanted.whom == "person" else Card.partner_id).is_not(None))
    if wanted.appeal:
        found = found.where(CardAppeal.state == wanted.appeal)
    return found.where(Partner.id == wanted.company) if wanted.company else found


def seen(row: Line) -> Seen:
    """A line of :func:`cards`."""
    return Seen(*row[:5])


def own_cards(actor: Actor) -> Sequence[Told]:
    """One's own, the newest first."""
    if actor.user_id is None:
        return []
    return _told(Card.user_id == actor.user_id)


def of_bearer(whom: About) -> Sequence[Told]:
    """Those of one person or company, the newest first; whoever calls has seen to it that they may be seen."""
    return _told(Card.user_id == whom.user_id if whom.user_id else Card.partner_id == whom.partner_id)


def told(actor: Actor, permission: Permission, card_id: UUID) -> Told:
    """One card within reach; raises NotFound."""
    card = db.session().get(Card, card_id)
    if card is None or card.user_id == actor.user_id or not reaches(actor, permission, about(card)):
        raise NotFound
    return _told(Card.id == card_id)[0]


def own_card(actor: Actor, card_id: UUID) -> Told:
    """One of one's own; raises NotFound."""
    found = _told(and_(Card.id == card_id, Card.user_id == actor.user_id)) if actor.user_id else []
    if not found:
        raise NotFound
    return found[0]


def _told(which: ColumnElement[bool]) -> list[Told]:
    today = clock.today()
    rows = db.session().execute(
        select(Card, User, Partner, CardAppeal, _state.label("state"))
        .outerjoin(User, User.id == Card.user_id)
        .outerjoin(Employment, and_(Employment.user_id == Card.user_id, employed(today)))
        .outerjoin(Partner, Partner.id == func.coalesce(Card.partner_id, Employment.partner_id))
        .outerjoin(CardAppeal, CardAppeal.card_id == Card.id)
        .where(which)
        .order_by(Card.given_on.desc(), Card.id.desc())
    )
    lines = [Seen(*row) for row in rows]
    people = {line.card.user_id for line in lines} - {None}
    firms = {line.card.partner_id for line in lines} - {None}
    cards, happened, facts = defaultdict(list), defaultdict(list), defaultdict(list)
    owner: dict[UUID, UUID | None] = {}
    for row in db.session().scalars(select(Card).where(or_(Card.user_id.in_(people), Card.partner_id.in_(firms)))):
        owner[row.id] = row.user_id or row.partner_id
        cards[owner[row.id]].append(as_card(row))
    for fact in db.session().scalars(
        select(CardFact).where(CardFact.card_id.in_(list(owner))).order_by(CardFact.recorded_at)
    ):
        facts[fact.card_id].append(fact)
        happened[owner[fact.card_id]].append(_as_happening(fact))
    made = []
    for line in lines:
        whom = line.card.user_id or line.card.partner_id
        red = next((one for one in rules.reds(cards[whom], happened[whom]) if one.card.id == line.card.id), None)
        made.append(Told(line, facts[line.card.id], rules.standing(cards[whom], happened[whom], today), red))
    return made


def _reached(actor: Actor, permission: Permission) -> ColumnElement[bool]:
    if actor.reach(permission).everywhere:
        return true()
    return reachable(actor, permission) if actor.has(permission) else false()


def _searched(words: str) -> Sequence[ColumnElement[bool]]:
    if not words:
        return ()
    person, firm = matching(User.search, words), matching(Partner.search, words)
    return (or_(and_(*person), and_(*firm), func.lower(Card.reference) == words.strip().lower()),)


def open_appeals(actor: Actor) -> Rows:
    """Appeals that wait for an answer, of cards that the actor may decide about."""
    return cards(actor, Permission.CARD_GIVE, Wanted(appeal="open"))
