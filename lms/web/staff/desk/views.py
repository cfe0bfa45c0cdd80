"""``/staff/desk``: who is eligible; ``/staff/decisions/…``: why, run again; ``/staff/certifications/…``: what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from lms.accounts.roles import Permission
from lms.assessment.queries.tests import titles
from lms.certification import explanation
from lms.certification.operations import afterwards, doubting, granting
from lms.certification.queries import certifications, decisions, desk, doubts, levels
from lms.certification.queries.desk import eligibility_of
from lms.certification.queries.quotas import bars
from lms.core import clock
from lms.core.errors import AcademyError, NotFound
from lms.core.i18n import pick
from lms.core.ids import parse_id
from lms.core.paging import all_rows, count_of, page_of
from lms.credentials.operations import reissue as reissue_certificate
from lms.credentials.queries import certificate as certificate_seen
from lms.credentials.queries import certificates_of_certification
from lms.web import fact_words as words
from lms.web.access import access
from lms.web.decision_lines import lines_of
from lms.web.deeds import carried_out
from lms.web.language import current_language
from lms.web.lists import csv_file
from lms.web.places import place_choices
from lms.web.staff.desk.forms import ReasonForm
from lms.web.staff.desk.narrowing import desk_choices, state_of, wanted_by
from lms.web.viewer import current_actor

pages = Blueprint("desk", __name__)


@pages.get("/staff/desk")
@access(Permission.CERTIFICATION_DECIDE)
def waiting() -> str:
    """Those who wait to be granted a level, who waits longest first; searched, narrowed and sorted by the address."""
    actor, state = current_actor(), state_of(desk.ORDERS)
    listed = desk.on_desk(actor, wanted_by(state))
    page = page_of(listed, desk.ORDERS, sort=state.sort, after=state.after)
    return render_template(
        "staff/desk/waiting.html",
        state=state,
        page=page,
        lines=[desk.waiting(row) for row in page.rows],
        total=count_of(listed),
        choices=[*desk_choices(), *place_choices(desk.on_desk(actor, desk.Wanted(state=wanted_by(state).state)))],
        names=levels.level_names(),
        counts=desk.waiting_counts(actor),
        queued=sum(desk.waiting_counts(actor, "queued").values()),
        in_doubt=count_of(doubts.in_doubt(actor)),
        bars=bars(),
    )


@pages.get("/staff/desk/export.csv")
@access(Permission.CERTIFICATION_DECIDE)
def export() -> Response:
    """The list as a file."""
    state = state_of(desk.ORDERS)
    found = desk.on_desk(current_actor(), wanted_by(state))

    def rows() -> Iterator[Sequence[object]]:
        for one in map(desk.waiting, all_rows(found, desk.ORDERS, sort=state.sort)):
            person, company, entry = one.person, one.company, one.eligibility
            firm = (company.code, company.name_zh, company.name_latin) if company else ("", "", "")
            names = (person.name_zh, person.name_latin, person.email)
            yield (*names, *firm, entry.level_key, entry.since_on, entry.state, entry.reason)

    heads = ("name_zh", "name_latin", "email", "partner", "company_zh", "company_latin", "level", "since_on", "state")
    return csv_file("desk.csv", (*heads, "reason"), rows)


@pages.post("/staff/desk/<uuid:user_id>/<path:level_key>/grant")
@access(Permission.CERTIFICATION_DECIDE)
def grant(user_id: UUID, level_key: str) -> Response:
    """Grant; a second click gets the same certification."""
    certification = granting.grant(current_actor(), user_id, level_key)
    name = levels.level_name(level_key)
    title = pick(name.title, current_language())
    waiting_line = eligibility_of(user_id, level_key) if certification is None else None
    if waiting_line is not None and waiting_line.state == "queued":
        flash(
            _(
                "No place is free under the quota of %(level)s: the person is on the waiting list and moves up by itself.",
                level=title,
            ),
            "ok",
        )
        return redirect(url_for("desk.waiting", state="queued"))
    if certification is None:
        flash(_("Your approval of %(level)s is recorded. Another admin's is still needed.", level=title), "ok")
        return redirect(url_for("desk.waiting"))
    flash(_("%(level)s is granted. The certificate is being drawn.", level=title), "ok")
    return redirect(url_for("desk.certification", certification_id=certification.id))


@pages.get("/staff/decisions/<uuid:decision_id>")
@access(Permission.CERTIFICATION_DECIDE)
def decision(decision_id: UUID) -> str:
    """A kept decision, explained, with its inputs, run again before one's eyes."""
    return _decision_page(decision_id, ReasonForm())


def _decision_page(decision_id: UUID, form: ReasonForm) -> str:
    actor = current_actor()
    seen = certifications.decision_seen(actor, decision_id)
    _kept, differences = decisions.rerun(actor, decision_id)
    finding = explanation.finding_from_json(seen.decision.explanation)
    names = {key: name.title for key, name in levels.level_names().items()} | seen.decision.requirement_version.rule[
        "titles"
    ]
    return render_template(
        "staff/desk/decision.html",
        seen=seen,
        name=levels.level_name(seen.decision.level_key),
        lines=lines_of(finding),
        facts=words.fact_rows([explanation.fact_from_json(item) for item in seen.decision.inputs], names),
        differences=differences,
        form=form,
        may_decide=actor.has(Permission.CERTIFICATION_DECIDE),
    )


@pages.post("/staff/decisions/<uuid:decision_id>/decline")
@access(Permission.CERTIFICATION_DECIDE)
def decline(decision_id: UUID) -> Response | tuple[str, int]:
    """Decline, with a reason the person reads."""
    actor = current_actor()
    seen = certifications.decision_seen(actor, decision_id)
    form = ReasonForm()
    if not form.validate_on_submit():
        return _decision_page(decision_id, form), 422
    granting.decline(actor, seen.person.id, seen.decision.level_key, form.reason.data or "")
    flash(_("Declined. The person reads your reason."), "ok")
    return redirect(url_for("desk.waiting"))


@pages.post("/staff/decisions/<uuid:decision_id>/reconsider")
@access(Permission.CERTIFICATION_DECIDE)
def reconsider(decision_id: UUID) -> Response:
    """Take a declining back."""
    actor = current_actor()
    seen = certifications.decision_seen(actor, decision_id)
    granting.reconsider(actor, seen.person.id, seen.decision.level_key)
    flash(_("It waits on the desk again."), "ok")
    return redirect(url_for("desk.decision", decision_id=decision_id))


@pages.get("/staff/certifications/<uuid:certification_id>")
@access(Permission.CERTIFICATION_DECIDE)
def certification(certification_id: UUID) -> str:
    """A certification: how it stands, what happened to it, its certificates."""
    return _certification_page(certification_id)


def _certification_page(
    certification_id: UUID,
    form: ReasonForm | None = None,
    kind: str | None = None,
    reissue_form: ReasonForm | None = None,
) -> str:
    actor = current_actor()
    seen = certifications.certification_seen(actor, certification_id)
    allowed = [
        name for name, standings in afterwards.ALLOWED.items() if seen.standing in standings and name != "withdrawn"
    ]
    waits = doubts.doubts_of(actor, certification_id)
    last = afterwards.undoable(seen.certification)
    until = afterwards.undo_until(last) if last else None
    can_undo = until is not None and clock.now() <= until and last is not None and last.kind != "withdrawn"
    return render_template(
        "staff/desk/certification.html",
        seen=seen,
        name=levels.level_name(seen.certification.level_key),
        allowed=allowed if actor.has(Permission.CERTIFICATION_DECIDE) else [],
        reason_forms={verb: form if verb == kind else ReasonForm(formdata=None, prefix=verb) for verb in allowed},
        standing_chip=words.standing_chip(seen.standing),
        recorded_words=words.recorded_words,
        happened=words.happened,
        certificates=certificates_of_certification(actor, certification_id),
        reissue_form=reissue_form or ReasonForm(formdata=None, prefix="reissue"),
        last=last if can_undo else None,
        undo_until=until,
        undone={fact.corrects_id for fact in seen.certification.facts},
        undo_form=form if form is not None and kind == "undone" else ReasonForm(formdata=None, prefix="undone"),
        doubts=waits,
        tests=titles() if waits else {},
        kept=doubts.kept_of(certification_id),
        keep_form=form if form is not None and kind == "kept" else ReasonForm(formdata=None, prefix="kept"),
    )


@pages.post("/staff/certifications/<uuid:certification_id>/keep")
@access(Permission.CERTIFICATION_DECIDE)
def keep(certification_id: UUID) -> Response | tuple[str, int]:
    """Let it stand although what it was granted on was corrected, with a reason that stays on record."""
    form = ReasonForm(prefix="kept")
    if not carried_out(form, lambda: doubting.keep(current_actor(), certification_id, form.reason.data or "")):
        return _certification_page(certification_id, form, "kept"), 422
    flash(_("It is kept, with your reason."), "ok")
    return redirect(url_for("desk.certification", certification_id=certification_id), 303)


@pages.post("/staff/certifications/<uuid:certification_id>/undo-last")
@access(Permission.CERTIFICATION_DECIDE)
def undo(certification_id: UUID) -> Response | tuple[str, int]:
    """Take the last deed back, within its time, with a reason that stays on record."""
    form = ReasonForm(prefix="undone")
    fact_id = parse_id(request.form.get("fact", "")) or certification_id  # which names no deed
    deed = partial(afterwards.undo, current_actor(), certification_id, fact_id)
    if not carried_out(form, lambda: deed(form.reason.data or "")):
        return _certification_page(certification_id, form, "undone"), 422
    flash(_("Undone. The history keeps both."), "ok")
    return redirect(url_for("desk.certification", certification_id=certification_id), 303)


@pages.post("/staff/certifications/<uuid:certification_id>/<kind>")
@access(Permission.CERTIFICATION_DECIDE)
def change(certification_id: UUID, kind: str) -> Response | tuple[str, int]:
    """Suspend, reinstate or revoke, with a reason that stays on record."""
    if kind not in ("suspended", "reinstated", "revoked"):
        raise NotFound
    form = ReasonForm(prefix=kind)
    if not form.validate_on_submit():
        return _certification_page(certification_id, form, kind), 422
    try:
        afterwards.change(current_actor(), certification_id, kind, form.reason.data or "")
    except AcademyError as error:
        if error.field != "reason":
            raise
        form.reason.errors = [error.message.render(current_language())]
        return _certification_page(certification_id, form, kind), error.status
    flash(_("Recorded. Whoever verifies the certificate sees it from now on."), "ok")
    return redirect(url_for("desk.certification", certification_id=certification_id))


@pages.post("/staff/certificates/<uuid:certificate_id>/reissue")
@access(Permission.CERTIFICATION_DECIDE)
def reissue(certificate_id: UUID) -> Response | tuple[str, int]:
    """Make a new edition with the names of today, which replaces the old one."""
    actor = current_actor()
    old = certificate_seen(actor, certificate_id)
    form = ReasonForm(prefix="reissue")
    if not form.validate_on_submit():
        return _certification_page(old.certification_id, reissue_form=form), 422
    reissue_certificate(actor, certificate_id, form.reason.data or "")
    flash(_("A new edition is being drawn. The old one stays verifiable as replaced."), "ok")
    return redirect(url_for("desk.certification", certification_id=old.certification_id))
