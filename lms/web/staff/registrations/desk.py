"""Deciding about registrations: the list, one registration, approving several. The same pages stand in the areas of staff and
managers; :func:`desk_pages` makes the blueprint of one, and what its people reach decides what they see.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts import links, operations
from lms.accounts.actor import Actor
from lms.accounts.links import LinkState
from lms.accounts.models import Registration
from lms.accounts.queries import registrations as queries
from lms.accounts.queries.people import people_named, person
from lms.accounts.roles import Permission
from lms.accounts.rules import REGISTRATION_KEPT
from lms.core import clock, db
from lms.core.address import public_address
from lms.core.errors import Conflict, Refused
from lms.core.ids import parse_id
from lms.core.paging import Rows, all_rows, count_of, page_of
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.language import current_language
from lms.web.lists import ListState, csv_file
from lms.web.names import person_name
from lms.web.staff.registrations.forms import ApproveForm, DayForm, DeclineForm
from lms.web.viewer import current_actor

MOST_ALIKE = 3
FILTERS = {"state": ("approved", "declined", "all"), "company": None}


def desk_pages(name: str, import_name: str, url_prefix: str, door: Permission) -> Blueprint:
    """The blueprint ``name`` of one area; ``door`` opens it beside the permission to manage people."""
    pages = Blueprint(name, import_name, url_prefix=url_prefix)
    views, opened = _Views(name), access(door, Permission.PERSON_MANAGE)
    one = "/<uuid:registration_id>"
    pages.add_url_rule("", "list", opened(views.list))
    pages.add_url_rule("/export.csv", "export", opened(views.export))
    pages.add_url_rule("/approve", "several", opened(views.several))
    pages.add_url_rule("/approve", "approve_several", opened(views.approve_several), methods=["POST"])
    pages.add_url_rule(one, "show", opened(views.show))
    pages.add_url_rule(f"{one}/approve", "approve", opened(views.approve), methods=["POST"])
    pages.add_url_rule(f"{one}/approve-as/<uuid:user_id>", "approve_as", opened(views.approve_as), methods=["POST"])
    pages.add_url_rule(f"{one}/decline", "decline", opened(views.decline), methods=["POST"])
    return pages


@dataclass(frozen=True)
class _Views:
    """The pages of one area: ``name`` is its blueprint's."""

    name: str

    def list(self) -> str:
        """Who asked: those who wait, or all; search, one company, order, fifty at a time."""
        actor, state = current_actor(), ListState.read(queries.REGISTRATION_ORDERS, FILTERS)
        found, company_id = _listed(actor, state), parse_id(state.filters.get("company", ""))
        page = page_of(found, queries.REGISTRATION_ORDERS, sort=state.sort, after=state.after)
        asked: Sequence[Registration] = [row[0] for row in page.rows]
        waiting = [one for one in asked if one.state == "waiting"]
        return render_template(
            "staff/registrations/list.html",
            asked=asked,
            next_key=page.next_key,
            total=count_of(found),
            state=state,
            shown=state.filters.get("state", "waiting"),
            waiting=len(waiting),
            alike=queries.look_alikes(actor, waiting, clock.today()),
            companies=queries.companies_deciding(actor, {company_id} if company_id else set()),
            days=REGISTRATION_KEPT.days,
            pages=self.name,
        )

    def export(self) -> Response:
        """The list as a file, as it was searched, narrowed and sorted."""
        state = ListState.read(queries.REGISTRATION_ORDERS, FILTERS)
        found = _listed(current_actor(), state)

        def rows() -> Iterator[Sequence[object]]:
            for row in all_rows(found, queries.REGISTRATION_ORDERS, sort=state.sort):
                one: Registration = row[0]
                company, asked = one.partner, one.asked_at.isoformat()
                names = (one.name_zh, one.name_latin, one.email, one.phone, one.job)
                decided = one.decided_at.isoformat() if one.decided_at else None
                firm = (company.code, company.name_zh, company.name_latin)
                yield (*names, *firm, asked, one.state, decided, one.reason)

        heads = ("name_zh", "name_latin", "email", "phone", "job", "partner", "company_zh", "company_latin", "asked_at")
        return csv_file("registrations.csv", (*heads, "state", "decided_at", "reason"), rows)

    def show(self, registration_id: UUID) -> Response:
        """One registration, with who it may be, and the two ways to decide."""
        return self._page(registration_id)

    def approve(self, registration_id: UUID) -> BaseResponse:
        """A new account, asked in."""
        actor, form = current_actor(), ApproveForm(prefix="approve")
        asked = queries.registration(actor, registration_id)

        def deed() -> None:
            day, title = form.starts_on.data or clock.today(), form.title.data or ""
            operations.approve(actor, registration_id, starts_on=day, title=title)

        if not carried_out(form, deed):
            return self._page(registration_id, approve=form)
        flash(_("%(person)s has an account and is invited. The link stands below.", person=person_name(asked)), "ok")
        return self._to(registration_id)

    def approve_as(self, registration_id: UUID, user_id: UUID) -> BaseResponse:
        """Somebody who has an account works there from now on."""
        actor, form = current_actor(), DayForm(prefix="same")
        asked = queries.registration(actor, registration_id)
        company = person_name(asked.partner)
        person(actor, user_id, clock.today())

        def deed() -> None:
            operations.approve_as(actor, registration_id, user_id, starts_on=form.starts_on.data or clock.today())

        if not carried_out(form, deed):
            return self._page(registration_id, same=form)
        flash(_("%(person)s works for %(company)s.", person=person_name(asked), company=company), "ok")
        return self._to(registration_id)

    def decline(self, registration_id: UUID) -> BaseResponse:
        """No account, with a reason."""
        actor, form = current_actor(), DeclineForm(prefix="decline")
        queries.registration(actor, registration_id)
        if not carried_out(form, lambda: operations.decline(actor, registration_id, reason=form.reason.data or "")):
            return self._page(registration_id, decline=form)
        flash(_("Turned down. No account was made."), "ok")
        return redirect(url_for(f"{self.name}.list"), 303)

    def several(self) -> BaseResponse:
        """Whom one picked, before anything is done: names, and the day they all begin."""
        return self._several_page(DayForm(formdata=None, data={"starts_on": clock.today()}), _picked(), 200)

    def approve_several(self) -> BaseResponse:
        """Approve each in turn; who cannot be approved is named with the reason, and the others are."""
        actor, form = current_actor(), DayForm()
        asked = queries.registrations(actor, _picked())
        if not form.validate():
            return self._several_page(form, _picked(), 422)
        done, refused = 0, []
        for one in asked:
            try:
                with db.session().begin_nested():
                    operations.approve(actor, one.id, starts_on=form.starts_on.data or clock.today())
                done += 1
            except (Conflict, Refused) as error:
                refused.append((one, error.message.render(current_language())))
        if done:
            flash(
                ngettext("%(num)s person is approved and invited.", "%(num)s people are approved and invited.", done),
                "ok",
            )
        if not refused:
            return redirect(url_for(f"{self.name}.list"), 303)
        page = render_template("staff/registrations/refused.html", refused=refused, pages=self.name)
        return Response(page, 422)

    def _several_page(self, form: DayForm, picked: Sequence[UUID], status: int) -> Response:
        actor = current_actor()
        asked = queries.registrations(actor, picked)
        alike = queries.look_alikes(actor, asked, clock.today())
        page = render_template("staff/registrations/several.html", asked=asked, alike=alike, form=form, pages=self.name)
        return Response(page, status)

    def _page(
        self,
        registration_id: UUID,
        *,
        approve: ApproveForm | None = None,
        same: DayForm | None = None,
        decline: DeclineForm | None = None,
    ) -> Response:
        actor, today = current_actor(), clock.today()
        asked = queries.registration(actor, registration_id)
        alike = queries.look_alikes(actor, [asked], today)[asked.id] if asked.state == "waiting" else []
        given = {"starts_on": today, "title": asked.job}
        page = render_template(
            "staff/registrations/registration.html",
            asked=asked,
            alike=alike[:MOST_ALIKE],
            again=queries.asked_again(actor, asked) if asked.state == "waiting" else [],
            decided_by=people_named({asked.decided_by} if asked.decided_by else set()),
            invitation=_invitation(actor, asked),
            approve=approve or ApproveForm(formdata=None, data=given, prefix="approve"),
            same=same or DayForm(formdata=None, data=given, prefix="same"),
            decline=decline or DeclineForm(formdata=None, prefix="decline"),
            pages=self.name,
        )
        return Response(page, 422 if approve or same or decline else 200)

    def _to(self, registration_id: UUID) -> BaseResponse:
        return redirect(url_for(f"{self.name}.show", registration_id=registration_id), 303)


def _listed(actor: Actor, state: ListState) -> Rows:
    shown = state.filters.get("state", "waiting")
    company_id = parse_id(state.filters.get("company", ""))
    return queries.registrations_listed(
        actor, state="" if shown == "all" else shown, search=state.search, partner_id=company_id
    )


def _picked() -> list[UUID]:
    return [found for one in request.values.getlist("pick")[:100] if (found := parse_id(one))]


def _invitation(actor: Actor, asked: Registration) -> str | None:
    """The way in, to be copied, while the one who was approved has not used it and is still within reach."""
    if asked.user_id is None or asked.state != "approved":
        return None
    link = queries.open_invitation(actor, asked.user_id, clock.today())
    return public_address() + links.path(link) if link and links.state(link) is LinkState.OPEN else None
