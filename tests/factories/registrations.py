"""Join codes and what strangers ask with them."""

from __future__ import annotations

from datetime import timedelta
from itertools import count
from uuid import UUID

from lms.accounts import operations
from lms.accounts.actor import Actor
from lms.accounts.models import JoinCode, Registration
from lms.accounts.operations import Application, Terms
from lms.core import clock

MAKER = Actor.system("tests")
_number = count(1)


def open_company(
    partner_id: UUID, *, days: int = 30, most: int | None = None, domains: tuple[str, ...] = (), is_on: bool = True
) -> JoinCode:
    """A company that strangers can ask to join for so many days more."""
    terms = Terms(clock.today() + timedelta(days=days), most, domains, is_on)
    return operations.set_terms(MAKER, partner_id, terms)


def ask(code: JoinCode, **written: str) -> Registration:
    """Somebody asks; what is not said is made up."""
    number = next(_number)
    about = {"name_latin": f"Stranger {number}", "email": f"stranger-{number}@somewhere.example", **written}
    return operations.register(code.code, Application(**about))
