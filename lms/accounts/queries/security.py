"""What lets people in, as they see it of themselves: second factor, browsers, a change of address; and how an invitation stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.actor import Actor
from lms.accounts.models import AccessLink, AddressChange, RecoveryCode, SecondFactor, SignIn
from lms.accounts.rules import SET_UP_LASTS, network_of
from lms.accounts.second_factor import recovery_seal
from lms.core import clock, db
from lms.core.paging import Orders, Rows


def factor_of(user_id: UUID, *, lock: bool = False) -> SecondFactor | None:
    """The second factor that is on, if there is one."""
    return db.session().scalar(_FACTOR_HELD if lock else _FACTOR, {"user": user_id})


def factor_to_confirm(user_id: UUID, sign_in_id: UUID, *, lock: bool = False) -> SecondFactor | None:
    """The one that is being set up in this sign-in, for an hour; in another nobody is shown its secret."""
    begun = SecondFactor.confirmed_at.is_(None), SecondFactor.begun_at > clock.now() - SET_UP_LASTS
    mine = SecondFactor.user_id == user_id, SecondFactor.begun_in == sign_in_id
    which = select(SecondFactor).where(*mine, *begun)
    return db.session().scalar(_held(which) if lock else which)


def _held(which: Select[SecondFactor]) -> Select[SecondFactor]:
    return which.with_for_update().execution_options(populate_existing=True)


# Written once: every sign-in asks it.
_FACTOR = select(SecondFactor).where(
    SecondFactor.user_id == bindparam("user"), SecondFactor.confirmed_at.is_not(None), SecondFactor.ended_at.is_(None)
)
_FACTOR_HELD = _held(_FACTOR)


@dataclass(frozen=True)
class OwnSecondFactor:
    """The second factor that is on: since when, and how many recovery codes are left."""

    since: datetime
    codes_left: int


def own_second_factor(actor: Actor) -> OwnSecondFactor | None:
    """One's own, if it is on."""
    left = and_(RecoveryCode.factor_id == SecondFactor.id, RecoveryCode.used_at.is_(None))
    counted = select(func.count()).where(left).scalar_subquery()
    on = SecondFactor.confirmed_at.is_not(None), SecondFactor.ended_at.is_(None)
    found = select(SecondFactor.confirmed_at, counted).where(SecondFactor.user_id == actor.user_id, *on)
    row = db.session().execute(found).one_or_none()
    return OwnSecondFactor(*row) if row else None


def own_unused_codes(actor: Actor, codes: Sequence[str]) -> list[str]:
    """Those of ``codes`` that are one's own recovery codes and not used, in their order."""
    factor = factor_of(actor.user_id) if actor.user_id else None
    if factor is None:
        return []
    unused = RecoveryCode.factor_id == factor.id, RecoveryCode.used_at.is_(None)
    kept = set(db.session().scalars(select(RecoveryCode.code_hash).where(*unused)))
    return [code for code in codes if recovery_seal(factor.id, code) in kept]


SIGN_IN_ORDERS = Orders({"began": SignIn.began_at}, SignIn.id, "-began")


def own_sign_ins(actor: Actor) -> Rows:
    """The browsers one is signed in on, for :mod:`lms.core.paging`: each row holds a :class:`SignIn`."""
    return select(SignIn).where(
        SignIn.user_id == actor.user_id, SignIn.ended_at.is_(None), SignIn.ends_at > clock.now()
    )


@dataclass(frozen=True)
class ChangeOfAddress:
    """A change of one's e-mail address that is not done yet, and until when it can be. ``old_agreed`` is None without an old one."""

    id: UUID
    address: str
    ends_at: datetime
    new_confirmed: bool
    old_agreed: bool | None


def own_change_of_address(actor: Actor) -> ChangeOfAddress | None:
    """The change one asked for that is still awaited, if there is one."""
    new, old = aliased(AccessLink), aliased(AccessLink)
    row = (
        db.session()
        .execute(
            select(AddressChange.id, new, old)
            .join(new, new.id == AddressChange.new_link_id)
            .outerjoin(old, old.id == AddressChange.old_link_id)
            .where(AddressChange.user_id == actor.user_id)
            .where(AddressChange.done_at.is_(None), AddressChange.ended_at.is_(None), new.ends_at > clock.now())
        )
        .one_or_none()
    )
    if row is None:
        return None
    change_id, new_link, old_link = row
    agreed = old_link.used_at is not None if old_link else None
    return ChangeOfAddress(change_id, new_link.address or "", new_link.ends_at, new_link.used_at is not None, agreed)


def change_of_link(link_id: UUID) -> AddressChange:
    """The change of address that a link belongs to."""
    of = or_(AddressChange.old_link_id == link_id, AddressChange.new_link_id == link_id)
    return db.session().scalars(select(AddressChange).where(of)).one()


def networks_of(times: Mapping[UUID, tuple[datetime, datetime]]) -> dict[UUID, set[str]]:
    """The networks that people were signed in from at some time (from, to), by their ids; empty where none is known.

    Whoever calls may know it. A sign-in lasts for weeks and phones change their network: it says where it began.
    """
    found: dict[UUID, set[str]] = {user_id: set() for user_id in times}
    for row in db.session().execute(
        select(SignIn.user_id, SignIn.address, SignIn.began_at, SignIn.ended_at, SignIn.ends_at).where(
            SignIn.user_id.in_(times)
        )
    ):
        begins, ends = times[row.user_id]
        if row.address and row.began_at <= ends and min(row.ended_at or row.ends_at, row.ends_at) >= begins:
            found[row.user_id].add(network_of(row.address))
    return found
