"""``/staff/groups``: named groups of people; who is in one, who joins, who leaves."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask import Response as FileResponse
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from lms.accounts.operations import people_groups as operations
from lms.accounts.queries import people_groups as queries
from lms.accounts.roles import Permission
from lms.core.paging import all_rows, count_of, page_of
from lms.web.access import access
from lms.web.deeds import carried_out
from lms.web.lists import ListState, csv_file
from lms.web.staff.groups.forms import JoinForm, NewGroupForm
from lms.web.viewer import current_actor

pages = Blueprint("people_groups", __name__, url_prefix="/staff/groups")
opened = access(Permission.STAFF_AREA, Permission.TEST_SUPERVISE)


@pages.get("", endpoint="list")
@opened
def list_groups() -> str:
    """The groups; a new one."""
    return _list(NewGroupForm(formdata=None))


@pages.post("")
@opened
def make() -> Response | tuple[str, int]:
    """Make one, and go to it."""
    form, made = NewGroupForm(), []
    if not carried_out(form, lambda: made.append(operations.make_group(current_actor(), form.name.data or ""))):
        return _list(form), 422
    return redirect(url_for("people_groups.show", group_id=made[0]), 303)


@pages.get("/export.csv")
@opened
def export() -> FileResponse:
    """The list as a file."""
    state = ListState.read(queries.GROUP_ORDERS)
    found = queries.groups_listed(current_actor(), state.search)

    def rows() -> Iterator[Sequence[object]]:
        for one in map(queries.listed, all_rows(found, queries.GROUP_ORDERS, sort=state.sort)):
            yield one.group.name, one.members, one.group.made_at.isoformat()

    return csv_file("groups.csv", ("name", "members", "made_at"), rows)


@pages.get("/<uuid:group_id>/export.csv")
@opened
def members_file(group_id: UUID) -> FileResponse:
    """Who is in it as a file."""
    actor, state = current_actor(), ListState.read(queries.MEMBER_ORDERS)
    queries.group(actor, group_id)
    found = queries.members_of(actor, group_id, state.search)

    def rows() -> Iterator[Sequence[object]]:
        for one in map(queries.member, all_rows(found, queries.MEMBER_ORDERS, sort=state.sort)):
            person, company = one.person, one.partner.code if one.partner else ""
            yield person.name_zh, person.name_latin, person.email, person.phone, company, one.joined_at.isoformat()

    return csv_file("group.csv", ("name_zh", "name_latin", "email", "phone", "company", "joined_at"), rows)


@pages.get("/<uuid:group_id>")
@opened
def show(group_id: UUID) -> str:
    """Who is in it."""
    return _group(group_id, JoinForm(formdata=None))


@pages.post("/<uuid:group_id>/join")
@opened
def join(group_id: UUID) -> Response | tuple[str, int]:
    """Let people join."""
    form, joined = JoinForm(), []
    logins = (form.logins.data or "").replace(",", "\n").replace(";", "\n").splitlines()
    if not carried_out(form, lambda: joined.append(operations.join(current_actor(), group_id, logins))):
        return _group(group_id, form), 422
    found = joined[0]
    flash(ngettext("%(num)s person joined.", "%(num)s people joined.", found.count), "ok")
    if found.unknown:
        flash(_("Nobody signs in like this: %(logins)s.", logins=", ".join(found.unknown[:20])), "warn")
    return redirect(url_for("people_groups.show", group_id=group_id), 303)


@pages.post("/<uuid:group_id>/leave/<uuid:user_id>")
@opened
def leave(group_id: UUID, user_id: UUID) -> Response:
    """Let somebody out."""
    operations.leave(current_actor(), group_id, user_id)
    flash(_("Out of the group. Attempts that run keep their time."), "ok")
    return redirect(url_for("people_groups.show", group_id=group_id), 303)


def _list(form: NewGroupForm) -> str:
    state = ListState.read(queries.GROUP_ORDERS)
    found = queries.groups_listed(current_actor(), state.search)
    page = page_of(found, queries.GROUP_ORDERS, sort=state.sort, after=state.after)
    lines = [queries.listed(row) for row in page.rows]
    return render_template(
        "staff/groups/list.html", lines=lines, page=page, total=count_of(found), state=state, form=form
    )


def _group(group_id: UUID, form: JoinForm) -> str:
    actor, state = current_actor(), ListState.read(queries.MEMBER_ORDERS)
    group, found = queries.group(actor, group_id), queries.members_of(actor, group_id, state.search)
    page = page_of(found, queries.MEMBER_ORDERS, sort=state.sort, after=state.after)
    lines = [queries.member(row) for row in page.rows]
    return render_template(
        "staff/groups/group.html", group=group, lines=lines, page=page, total=count_of(found), state=state, form=form
    )
