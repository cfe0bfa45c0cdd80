"""The permissions that this package asks for, and taking a row away that nothing may refer to."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from lms.core import db
from lms.core.errors import Refused
from lms.core.i18n import Message
from lms.partners.models import Region, Tier

# accounts.roles.Permission is above this package: these are the values of PARTNER_MANAGE and BRANCH_MANAGE.
MANAGE = "partner.manage"
BRANCHES = "branch.manage"


def remove_unused(row: Region | Tier, refusal: Message) -> None:
    """Take a row away; raises :class:`Refused` where anything refers to it. The database knows who does, packages above too."""
    try:
        with db.session().begin_nested():
            db.session().delete(row)
    except IntegrityError:
        raise Refused(refusal) from None
