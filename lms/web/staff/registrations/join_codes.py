"""A company's code for registrations, as its managers and the staff see it: terms, the code with its QR code to print, a new one.

The same pages stand in both areas; :func:`join_code_pages` makes the blueprint of one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

import segno
from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response as BaseResponse
from wtforms import BooleanField, DateField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, Optional

from lms.accounts import operations, rules
from lms.accounts.models import JoinCode
from lms.accounts.operations import Terms
from lms.accounts.queries import channel
from lms.accounts.queries import registrations as queries
from lms.accounts.roles import Permission
from lms.core import clock
from lms.core.address import public_address
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.viewer import current_actor

A_MONTH = timedelta(days=30)


class TermsForm(FlaskForm):
    """Until when, for how many, for which addresses, on or off."""

    is_on = BooleanField(_l("Registrations are open"))
    ends_on = DateField(
        _l("Open until"), [InputRequired(_l("Choose the last day."))], description=_l("The last day, inclusive.")
    )
    most = IntegerField(
        _l("People at most"),
        [Optional()],
        description=_l("So many can ask; those you turn down are not counted. Empty: any number."),
    )
    domains = StringField(
        _l("Addresses ending in"),
        [Length(max=500, message=_l("At most 500 characters."))],
        description=_l(
            "Such as acme.com, acme.cn: only addresses of these can ask. Empty: all addresses, and mobile numbers."
        ),
    )

    def terms(self) -> Terms:
        """What was filled in; raises ``Refused`` for what is no domain."""
        return Terms(
            self.ends_on.data or date.min,
            self.most.data,
            rules.clean_domains(self.domains.data or ""),
            bool(self.is_on.data),
        )


def join_code_pages(name: str, import_name: str, url_prefix: str, door: Permission, company: str) -> Blueprint:
    """The blueprint ``name`` of one area; ``door`` opens it, ``company`` is the endpoint of a company's page there."""
    pages = Blueprint(name, import_name, url_prefix=url_prefix)
    views = _Views(name, company)
    opened = access(door, Permission.PERSON_MANAGE)
    pages.add_url_rule("", "show", opened(views.show))
    pages.add_url_rule("", "save", opened(views.save), methods=["POST"])
    pages.add_url_rule("/new-code", "renew", opened(views.renew), methods=["POST"])
    return pages


@dataclass(frozen=True)
class _Views:
    """The pages of one area: ``name`` is its blueprint's."""

    name: str
    company: str

    def show(self, partner_id: UUID) -> Response:
        """The terms, and the code to pass on."""
        return self._page(partner_id, None)

    def save(self, partner_id: UUID) -> BaseResponse:
        """Keep the terms; the first time they make the code."""
        actor, form = current_actor(), TermsForm()
        channel.company_with_place(actor, Permission.PERSON_MANAGE, partner_id)
        if not carried_out(form, lambda: operations.set_terms(actor, partner_id, form.terms())):
            return self._page(partner_id, form)
        flash(_("Registrations are open.") if form.is_on.data else _("Registrations are closed."), "ok")
        return redirect(url_for(f"{self.name}.show", partner_id=partner_id), 303)

    def renew(self, partner_id: UUID) -> BaseResponse:
        """Another code; the old one opens nothing any more."""
        actor = current_actor()
        channel.company_with_place(actor, Permission.PERSON_MANAGE, partner_id)
        if not carried_out(FlaskForm(), lambda: operations.renew_code(actor, partner_id)):
            flash(_("There is no new code. Open registrations with a last day that is still to come first."), "warn")
        else:
            flash(_("Here is a new code. The old one opens nothing any more."), "ok")
        return redirect(url_for(f"{self.name}.show", partner_id=partner_id), 303)

    def _page(self, partner_id: UUID, sent: TermsForm | None) -> Response:
        actor, today = current_actor(), clock.today()
        partner = channel.company_with_place(actor, Permission.PERSON_MANAGE, partner_id)
        code = queries.join_code(actor, partner_id)
        is_open = code is not None and partner.active and queries.is_open(code, today)
        link = public_address() + url_for("join.form", code=code.code) if code else ""
        page = render_template(
            "staff/registrations/join_code.html",
            partner=partner,
            code=code,
            written=grouped(code.code) if code else "",
            is_open=is_open,
            is_full=code is not None
            and queries.is_open(code, today, full_too=True)
            and not queries.is_open(code, today),
            link=link,
            qr=qr_code(link) if code else "",
            form=sent or _filled(code, today),
            pages=self.name,
            company_url=url_for(self.company, partner_id=partner_id),
        )
        return Response(page, 422 if sent else 200)


def grouped(code: str) -> str:
    """A join code as it is printed and said: two groups of four."""
    return f"{code[:4]}-{code[4:]}"


def qr_code(address: str) -> str:
    """An address as a QR code with its quiet zone, dark on white in every theme: an SVG data URI."""
    return str(segno.make(address, error="m", micro=False).svg_data_uri(border=4, dark="#000", light="#fff"))


def _filled(code: JoinCode | None, today: date) -> TermsForm:
    if code is None:
        return TermsForm(formdata=None, data={"is_on": True, "ends_on": today + A_MONTH})
    given = {"is_on": code.is_on, "ends_on": code.ends_on, "most": code.most, "domains": ", ".join(code.domains)}
    return TermsForm(formdata=None, data=given)
