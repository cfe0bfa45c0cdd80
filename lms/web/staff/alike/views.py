"""``/staff/alike``: the online tests; below it the pairs of a test that stand out, and a pair beside what else is known of it."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.assessment.operations.analysing import ask_for_analysis
from lms.assessment.operations.comparing import has_looked, look
from lms.assessment.queries import taken
from lms.assessment.queries.alike import Alike, AlikeLine, alike_of, line_of, looked_at
from lms.assessment.rules.similarity import LEAST_COMMON, LEAST_PEOPLE, LEAST_SAME_WRONG
from lms.core.errors import NotFound
from lms.core.paging import count_of, page_of
from lms.web.access import access
from lms.web.lists import ListState
from lms.web.staff.alike.words import bars_of, facts_of, rarity, times_of
from lms.web.viewer import current_actor

pages = Blueprint("alike", __name__, url_prefix="/staff/alike")
MAY = Permission.ATTEMPT_COMPARE


@pages.get("", endpoint="list")
@access(Permission.STAFF_AREA, MAY)
def list_tests() -> str:
    """The tests, with how often each was taken."""
    actor = current_actor()
    orders = taken.orders(actor, MAY)
    state = ListState.read(orders)
    found = taken.online_tests(actor, search=state.search, permission=MAY)
    page = page_of(found, orders, sort=state.sort, after=state.after)
    tests = [taken.listed(row) for row in page.rows]
    return render_template("staff/alike/list.html", tests=tests, page=page, total=count_of(found), state=state)


@pages.get("/<key>")
@access(Permission.STAFF_AREA, MAY)
def pairs(key: str) -> str:
    """The pairs of a version that stand out, without names."""
    version, versions, found = _found(key)
    return render_template(
        "staff/alike/pairs.html",
        key=key,
        version=version,
        versions=versions,
        alike=found,
        rarity=rarity,
        least={"people": LEAST_PEOPLE, "common": LEAST_COMMON, "wrong": LEAST_SAME_WRONG},
    )


@pages.post("/<key>")
@access(Permission.STAFF_AREA, MAY)
def analyse(key: str) -> Response:
    """Have the worker work it out anew."""
    version, _versions = _version(key)
    ask_for_analysis(current_actor(), version.id, permission=MAY)
    flash(_("It is being worked out. You may leave this page and come back."), "ok")
    return redirect(url_for("alike.pairs", key=key, version=version.number), 303)


@pages.post("/<key>/<uuid:one>/<uuid:other>", endpoint="look")
@access(Permission.STAFF_AREA, MAY)
def look_at(key: str, one: UUID, other: UUID) -> Response:
    """Look at a pair: from now on with names, and on record."""
    version, line = _pair(key, one, other)
    look(current_actor(), line)
    return redirect(url_for("alike.pair", key=key, one=one, other=other, version=version.number), 303)


@pages.get("/<key>/<uuid:one>/<uuid:other>")
@access(Permission.STAFF_AREA, MAY)
def pair(key: str, one: UUID, other: UUID) -> str | Response:
    """A pair beside what else is known; back to the list for who has not said that they look."""
    version, line = _pair(key, one, other)
    if not has_looked(current_actor(), line):
        return redirect(url_for("alike.pairs", key=key, version=version.number))
    looked = looked_at(line)
    return render_template(
        "staff/alike/pair.html",
        key=key,
        version=version,
        looked=looked,
        bars=bars_of(looked.likeness),
        facts=facts_of(looked),
        times=times_of(looked),
        rarity=rarity(looked.likeness),
    )


def _pair(key: str, one: UUID, other: UUID) -> tuple[taken.VersionTaken, AlikeLine]:
    version, _versions, found = _found(key)
    return version, line_of(found, one, other)


def _found(key: str) -> tuple[taken.VersionTaken, list[taken.VersionTaken], Alike]:
    version, versions = _version(key)
    return version, versions, alike_of(current_actor(), version.id, version.finished)


def _version(key: str) -> tuple[taken.VersionTaken, list[taken.VersionTaken]]:
    """The version that the address asks for, else the newest that was taken, else the newest; and all of them."""
    versions = taken.versions_taken(current_actor(), key, permission=MAY)
    asked = request.values.get("version", "")
    if asked:
        found = next((one for one in versions if str(one.number) == asked), None)
        if found is None:
            raise NotFound
        return found, versions
    return next((one for one in versions if one.finished), versions[0]), versions
