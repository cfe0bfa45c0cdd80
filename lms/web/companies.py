"""Choosing a company in a form, of five or of five thousand: one types a part of its name, its initials in pinyin or its code.

With a script, those that fit are offered while one types. Without, sending the form finds the company, or asks which of several
is meant. Whoever chooses is offered the companies within reach and no others.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, jsonify, request
from flask_babel import gettext as _
from wtforms import StringField
from wtforms.validators import ValidationError

from lms.accounts import queries
from lms.accounts.roles import Permission
from lms.core.ids import parse_id
from lms.partners.models import Partner
from lms.web.names import person_name
from lms.web.viewer import current_actor

LONGEST = 200
BETWEEN = " · "
"""Between a company's name and its code, where choices say both."""


def company_words(partner: Partner) -> str:
    """A company as choices say it: no two are called the same."""
    return f"{person_name(partner)}{BETWEEN}{partner.code}"


def suggestions(permission: Permission, *, active: bool = True) -> Response:
    """What a script offers for the text ``q``: the companies within reach that it finds, as ``options`` of id and text."""
    search = request.args.get("q", "").strip()[:LONGEST]
    found = queries.company_choices(current_actor(), permission, search, active=active)
    return jsonify(options=[{"id": str(one.id), "text": company_words(one)} for one in found])


class CompanyField(StringField):
    """A company by what is typed of it; ``chosen`` is the company, once the form is valid, or None where nothing was typed.

    Sent are ``NAME`` (the text), ``NAME-id`` (the one picked) and ``NAME-for`` (the text for which that was offered: a pick counts
    only while the text is still that one).
    """

    def __init__(
        self,
        *args: Any,
        permission: Permission = Permission.PERSON_MANAGE,
        active: bool = True,
        needed: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.permission, self.active, self.needed = permission, active, needed
        self.chosen: Partner | None = None
        self.options: Sequence[tuple[str, str]] = ()
        self.offered_for = ""
        self.picked = ""

    def process_data(self, value: Partner | None) -> None:
        """Begin with a company, or with none."""
        self.chosen = value
        self.picked = str(value.id) if value else ""
        self.data = self.offered_for = company_words(value) if value else ""

    def process(self, formdata: Any, data: Any = None, extra_filters: Any = None) -> None:
        """Read the text, and what was picked for which text."""
        super().process(formdata, self.default if data is None else data, extra_filters)
        if formdata is not None and self.name in formdata:
            self.chosen = None
            self.data = (self.data or "").strip()[:LONGEST]
            self.offered_for = (formdata.get(f"{self.name}-for") or "").strip()
            self.picked = formdata.get(f"{self.name}-id") or ""

    def pre_validate(self, form: Any) -> None:
        """Find the company; several, or none, are said at the field."""
        del form
        if not self.data:
            if self.needed:
                raise ValidationError(_("Choose a company: write a part of its name, or its code."))
            return
        self.chosen = self._picked_one() or self._only_one()
        self.picked, self.data = str(self.chosen.id), company_words(self.chosen)
        self.offered_for = self.data

    def _picked_one(self) -> Partner | None:
        picked = parse_id(self.picked) if self.offered_for == self.data else None
        return self._within([picked]).get(picked) if picked else None

    def _only_one(self) -> Partner:
        search = (self.data or "").rpartition(BETWEEN)[2]
        found = queries.company_choices(current_actor(), self.permission, search, active=self.active)
        exact = [one for one in found if one.code.lower() == search.lower()]
        if len(found) == 1 or exact:
            return (exact or found)[0]
        self.picked, self.offered_for = "", self.data or ""
        self.options = [(str(one.id), company_words(one)) for one in found]
        if found:
            raise ValidationError(_("Several companies fit “%(text)s”. Choose one of them.", text=self.data))
        raise ValidationError(
            _("No company within your reach has “%(text)s” in its name or code. Try a shorter part.", text=self.data)
        )

    def _within(self, ids: Sequence[UUID]) -> dict[UUID, Partner]:
        return queries.companies_of(current_actor(), self.permission, ids)
