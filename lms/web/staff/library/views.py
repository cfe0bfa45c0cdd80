"""``/staff/media``: the library's list, one item with what is said of it and where it is shown, and its bytes."""

from __future__ import annotations

from uuid import UUID

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from werkzeug.wrappers import Response as BaseResponse

from lms.accounts.queries.people import people_named
from lms.accounts.roles import Permission
from lms.catalogue.content.fields import LANGUAGES
from lms.catalogue.content.media import ENDINGS
from lms.catalogue.library import operations, queries
from lms.catalogue.library.judging import ACCEPTED
from lms.catalogue.library.models import MediaItem
from lms.core.errors import Conflict, NotFound, Refused
from lms.core.i18n import Text
from lms.core.ids import parse_id
from lms.core.paging import count_of, page_of
from lms.studio import course_text
from lms.studio import queries as studio
from lms.studio.operations import library as studio_library
from lms.web.access import access, slow_first
from lms.web.files import takes_files
from lms.web.language import current_language
from lms.web.lists import ListState
from lms.web.staff.library.narrowing import narrowed
from lms.web.stored import FOR_GOOD, storage, stored
from lms.web.viewer import current_actor

pages = Blueprint("library", __name__, url_prefix="/staff/media")
AT_ONCE = 50 * 1024 * 1024
"""What a form without a script may bring."""
SIZE = 24
MOST_DRAFTS = 20
KINDS = {
    "picture": _l("Pictures"),
    "film": _l("Films"),
    "subtitles": _l("Subtitles"),
    "document": _l("Documents"),
    "sound": _l("Sound"),
}
LACKS = {
    "alt-en": _l("Description in English"),
    "alt-zh": _l("Description in Chinese"),
    "poster": _l("Still picture"),
    "subtitles": _l("Subtitles"),
}


@pages.get("", endpoint="list")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def items() -> str:
    """What there is, the newest first, twenty-four at a time."""
    actor = current_actor()
    state = ListState.read(queries.ORDERS, {"kind": tuple(KINDS), "lacks": ("something",)})
    found = queries.items(
        actor, kind=state.filters.get("kind", ""), search=state.search, lacking="lacks" in state.filters
    )
    page = page_of(found, queries.ORDERS, sort=state.sort, after=state.after, size=SIZE)
    shown: list[MediaItem] = [row[0] for row in page.rows]
    return render_template(
        "staff/library/list.html",
        items=shown,
        uses=queries.uses_of_all([one.sha256 for one in shown]),
        kind_of=queries.kind_of_item,
        lacks=queries.lacks,
        kinds=KINDS,
        lack_words=LACKS,
        state=state,
        next_key=page.next_key,
        total=count_of(found),
        is_empty=not shown and not state.is_narrowed and queries.count() == 0,
        accept=",".join(ending for endings in ENDINGS.values() for ending in endings),
        largest=max(ACCEPTED.values()),
        at_once=AT_ONCE,
    )


@pages.post("")
@takes_files(AT_ONCE)
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
@slow_first
def add() -> BaseResponse:
    """Take files in by the form alone."""
    added = 0
    for file in request.files.getlist("upload"):
        if not file.filename:
            continue
        try:
            operations.take(current_actor(), storage(), file.filename, file.stream)
            added += 1
        except Refused as refusal:
            said = refusal.message.render(current_language())
            flash(_("%(name)s: %(reason)s", name=file.filename, reason=said), "danger")
    if added:
        flash(_("Added to the library. Say next what one sees, for those who do not."), "ok")
    return redirect(url_for("library.list"), 303)


@pages.get("/<uuid:item_id>")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def item(item_id: UUID) -> str:
    """One file."""
    return _page(item_id)


@pages.post("/<uuid:item_id>")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def describe(item_id: UUID) -> BaseResponse | tuple[str, int]:
    """Say what one sees; give a film its still picture and its subtitles."""
    alt = {language: request.form.get(f"alt-{language}", "") for language in LANGUAGES}
    given = {language: parse_id(request.form.get(f"subtitles-{language}", "")) for language in LANGUAGES}
    try:
        operations.describe(
            current_actor(),
            item_id,
            alt=alt,
            poster_id=parse_id(request.form.get("poster", "")),
            subtitles={language: one for language, one in given.items() if one is not None},
        )
    except Refused as refusal:
        return _page(item_id, refusal.message.render(current_language())), refusal.status
    flash(_("Kept."), "ok")
    return redirect(url_for("library.item", item_id=item_id), 303)


@pages.post("/<uuid:item_id>/remove")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def remove(item_id: UUID) -> BaseResponse:
    """Remove a file that nothing shows."""
    try:
        operations.remove(current_actor(), item_id)
    except Conflict as refusal:
        flash(refusal.message.render(current_language()), "warn")
        return redirect(url_for("library.item", item_id=item_id), 303)
    flash(_("Removed from the library."), "ok")
    return redirect(url_for("library.list"), 303)


@pages.post("/<uuid:item_id>/into-draft")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def put(item_id: UUID) -> BaseResponse:
    """Put it into a draft; a picture also among the words of one of its lessons."""
    draft, _slash, lesson = request.form.get("place", "").partition("/")
    draft_id = parse_id(draft)
    if draft_id is None:
        flash(_("Choose a draft first."), "warn")
        return redirect(url_for("library.item", item_id=item_id), 303)
    try:
        name = studio_library.put_into_draft(current_actor(), storage(), draft_id, item_id, lesson or None)
    except (Conflict, Refused) as refusal:
        flash(refusal.message.render(current_language()), "warn")
        return redirect(url_for("library.item", item_id=item_id), 303)
    flash(_("It stands in the draft as %(name)s.", name=name), "ok")
    if lesson:
        return redirect(url_for("studio_writing.lesson", draft_id=draft_id, lesson_key=lesson), 303)
    return redirect(url_for("library.item", item_id=item_id), 303)


@pages.post("/<uuid:item_id>/replace")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def replace(item_id: UUID) -> BaseResponse:
    """Put it in the place of another file in every open draft."""
    old = parse_id(request.form.get("old", ""))
    if old is None:
        flash(_("Choose the file first that it takes the place of."), "warn")
        return redirect(url_for("library.item", item_id=item_id), 303)
    try:
        drafts = studio_library.replace_in_drafts(current_actor(), old, item_id)
        flash(ngettext("Replaced in %(num)s draft.", "Replaced in %(num)s drafts.", drafts), "ok")
    except (Conflict, Refused) as refusal:
        flash(refusal.message.render(current_language()), "warn")
    return redirect(url_for("library.item", item_id=item_id), 303)


@pages.get("/choices")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def choices() -> Response:
    """The newest that fit, to choose from: of a ``kind``, or what the file ``like`` can take the place of."""
    search, kind = request.args.get("q", "")[:200], request.args.get("kind", "")
    like = parse_id(request.args.get("like", ""))
    if like is not None:
        found = queries.same_kind(queries.item(current_actor(), like), search)
    else:
        found = queries.choices(kind, search) if kind in KINDS else []
    return jsonify(options=[{"id": str(one.id), "text": one.name} for one in found])


@pages.get("/<uuid:item_id>/file")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def file(item_id: UUID) -> Response:
    """The bytes, in parts where asked."""
    found = queries.item(current_actor(), item_id)
    return stored(found.sha256, found.content_type, cache=FOR_GOOD, name=found.name)


@pages.get("/<uuid:item_id>/thumb")
@access(Permission.STAFF_AREA, Permission.COURSE_AUTHOR)
def thumb(item_id: UUID) -> Response:
    """The small picture of lists; of a drawing, the drawing."""
    found = queries.item(current_actor(), item_id)
    if found.thumb_sha256:
        return stored(found.thumb_sha256, "image/webp", cache=FOR_GOOD, name="thumb.webp")
    if queries.kind_of_item(found) != "picture":
        raise NotFound
    return stored(found.sha256, found.content_type, cache=FOR_GOOD, name=found.name)


def _places() -> list[tuple[str, UUID, list[tuple[str, Text]]]]:
    """The open drafts, and the lessons of each that have words: key, draft, lessons."""
    found: list[tuple[str, UUID, list[tuple[str, Text]]]] = []
    for one in studio.open_drafts(current_actor(), most=MOST_DRAFTS):
        files = studio.files_of(one.draft.id)
        outline = course_text.outline(studio.text_of(storage(), files.get(f"{one.draft.course_key}/course.yaml")))
        lessons = [(lesson.key, lesson.title) for lesson in outline.lessons if lesson.kind != "online-test"]
        found.append((one.draft.course_key, one.draft.id, lessons))
    return found


def _page(item_id: UUID, error: str | None = None) -> str:
    found = queries.item(current_actor(), item_id)
    kind = queries.kind_of_item(found)
    film = kind == "film"
    added_by = people_named({found.added_by}) if found.added_by else {}
    return render_template(
        "staff/library/item.html",
        item=found,
        kind=kind,
        kinds=KINDS,
        lacks=queries.lacks(found),
        lack_words=LACKS,
        uses=queries.uses_of(found.sha256),
        films=queries.films_with(found.id),
        posters=queries.choices("picture", chosen=[found.poster_id] if found.poster_id else []) if film else [],
        tracks=queries.choices("subtitles", chosen=list(map(UUID, found.subtitles.values()))) if film else [],
        added_by=added_by.get(found.added_by) if found.added_by else None,
        places=_places(),
        drafts=studio_library.drafts_with(found.sha256),
        replaceable=queries.same_kind(found),
        narrowed=narrowed,
        error=error,
    )
