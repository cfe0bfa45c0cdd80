"""Questions of a sheet become part of a course's draft: its bank, and if wished an online test of them with its lesson, in one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.assessment.exchange import Ids, Parts, as_yaml, slug, to_questions
from lms.assessment.formats.items import Item, Remark
from lms.assessment.models import Assessment, QuestionBank
from lms.core import audit, clock, db
from lms.core.documents import BadDocument
from lms.core.errors import Refused
from lms.core.i18n import msg
from lms.core.search import fold
from lms.core.storage import Storage
from lms.studio import queries as drafts
from lms.studio import splicing
from lms.studio.extending import extended
from lms.studio.operations.drafts import open_draft
from lms.studio.operations.holding import hold, keep_step
from lms.studio.operations.publishing import ask_to_publish
from lms.studio.questions import queries
from lms.studio.questions.keeping import item_of, remark_of
from lms.studio.questions.models import QuestionSheet
from lms.studio.questions.operations import _open
from lms.studio.rules.steps import Change, Deed
from lms.studio.working import digest

MOST_IN_A_TEST = 200
_SHOWN = ["score", "overall", "attempt", "correctness", "specific", "general", "answers"]


@dataclass(frozen=True)
class Wish:
    """Where to. ``test_title`` empty: into the bank alone. ``seen``: what is left out was looked at. ``note``: what changed, where it is to
    be published at once.
    """

    course_key: str
    test_title: str = ""
    pass_mark: int = 70
    seen: bool = False
    note: str = ""


@dataclass
class _Folder:
    """A draft's files as they are being changed."""

    storage: Storage
    draft_id: UUID
    before: Mapping[str, str]
    after: dict[str, str] = field(default_factory=dict)

    def text(self, path: str) -> str | None:
        sha256 = self.after.get(path, self.before.get(path))
        return drafts.text_of(self.storage, sha256) if sha256 else None

    def put(self, path: str, content: bytes) -> None:
        self.after[path] = self.storage.put(content)

    def changes(self) -> list[Change]:
        return [Change(path, self.before.get(path), sha256) for path, sha256 in self.after.items()]


@dataclass(frozen=True)
class Judged:
    """What a bank would say of a sheet: how many of the kept rows it takes, and what is left out, in the order of the file."""

    taken: int
    left_out: list[Remark]


def judged(sheet: QuestionSheet, storage: Storage) -> Judged:
    """What could not be read, and of what could, what a bank has no place for; rows are named by their numbers. Callers have authorised it."""
    rows = _kept(sheet, storage)
    parts = to_questions([item for _, item in rows], language=sheet.language)
    numbered = [replace(one, item=rows[one.item - 1][0]) if one.item else one for one in parts.remarks]
    found = [*(remark_of(one) for one in sheet.problems), *numbered]
    return Judged(len(parts.questions), sorted(found, key=lambda one: (one.line or 0, one.item or 0)))


def put_in(actor: Actor, storage: Storage, sheet_id: UUID, wish: Wish) -> UUID:
    """Put the kept rows into the draft of a course, opened where there is none; returns the draft.

    Raises Forbidden, NotFound, Conflict (used already, closed), and :class:`Refused` where something is left out that nobody looked at, or
    where other changes, which nobody looked at here either, would be published along.
    """
    sheet = _open(actor, sheet_id)
    rows = _kept(sheet, storage)
    if not rows:
        raise Refused(msg("No question is kept. Keep one at least."))
    held = hold(actor, open_draft(actor, wish.course_key))
    folder = _Folder(storage, held.id, drafts.files_of(held.id))
    if wish.note and folder.before != drafts.base_of(held):
        raise Refused(_OTHERS, field="form")
    bank, ids, parts = _into_bank(folder, held.course_key, [item for _, item in rows], sheet.language)
    if not wish.seen and (sheet.problems or parts.remarks):
        raise Refused(msg("Look at what is left out, then say that you have seen it."), field="seen")
    if not ids:
        raise Refused(msg("None of these questions fits into a bank. Look at what is left out."))
    if wish.test_title.strip():
        points = [rows[place - 1][1].points for place in parts.places]
        _add_test(folder, held.course_key, wish, sheet.language, bank, dict(zip(ids, points, strict=True)))
    keep_step(held, actor, Deed.ADDED, f"{held.course_key}/questions.yaml", folder.changes())
    sheet.state, sheet.draft_id, sheet.touched_at = "used", held.id, clock.now()
    after = {"questions": len(ids), "test": bool(wish.test_title.strip())}
    audit.record(actor, "question_sheet.put_in", "course", held.course_key, after=after)
    if wish.note:
        ask_to_publish(actor, held.id, digest(drafts.files_of(held.id)), wish.note)
    return held.id


_OTHERS = msg(
    "Other changes wait in this course’s draft. Put the questions into it, look at all of it there, then publish."
)


def _kept(sheet: QuestionSheet, storage: Storage) -> list[tuple[int, Item]]:
    return [(row.number, item_of(row.item, storage)) for row in queries.rows(sheet.id, most=None) if row.kept]


def _into_bank(folder: _Folder, course: str, items: Sequence[Item], language: str) -> tuple[str, list[str], Parts]:
    """The bank's key and the ids of what went in."""
    path = f"{course}/questions.yaml"
    text = folder.text(path)
    data: dict[str, Any] = _read(text, path) if text else {"bank": _free_bank(course)}
    taken = [str(one.get("id")) for one in _listed(data, "questions", path)]
    parts = to_questions(items, language=language, taken_ids=taken)
    names, added = _categories(_listed(data, "categories", path), parts.categories)
    questions = [{**one, "category": names[one["category"]]} for one in parts.questions]
    renamed = _media(folder, course, parts.files)
    questions = [_renamed(one, renamed) for one in questions]
    if text:
        made = extended(extended(text, ("categories",), added), ("questions",), questions)
    else:
        title = (_read(folder.text(f"{course}/course.yaml"), f"{course}/course.yaml")).get("title") or {
            language: course
        }
        head = {"format": 1, "bank": data["bank"], "title": dict(title)}
        made = as_yaml(head | {"categories": added, "questions": questions})
    if questions:
        folder.put(path, made.encode())
    return str(data["bank"]), [one["id"] for one in questions], parts


def _read(text: str | None, path: str) -> dict[str, Any]:
    try:
        data = splicing.read(text or "")
    except BadDocument:
        raise _out_of_order(path) from None
    return data if isinstance(data, dict) else {}


def _listed(data: Mapping[str, Any], name: str, path: str) -> Sequence[Mapping[str, Any]]:
    """The mappings of a list in a file; raises :class:`Refused` where a draft has something else in their place."""
    found = data.get(name) or []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise _out_of_order(path)
    return found


def _out_of_order(path: str) -> Refused:
    return Refused(msg("{file} is not in order in this draft. Put it right there first.", file=path))


def _free_bank(course: str) -> str:
    taken = db.session().scalars(select(QuestionBank.key).where(QuestionBank.key.startswith(course, autoescape=True)))
    return Ids(taken).free(course)


def _categories(
    there: Iterable[Mapping[str, Any]], wanted: Sequence[Mapping[str, Any]]
) -> tuple[dict[str, str], list[Mapping[str, Any]]]:
    """What each category is called in the bank, and which are new to it: the same words in either language are the same one."""
    known: dict[str, str] = {}
    for one in there:
        for said in (str(one.get("id")), *_titles(one)):
            known.setdefault(fold(str(said)), str(one.get("id")))
    ids = Ids(known.values())
    names: dict[str, str] = {}
    added: list[Mapping[str, Any]] = []
    for one in wanted:
        spellings = [fold(said) for said in (*one["title"].values(), one["id"])]
        key = next((known[said] for said in spellings if said in known), None)
        if key is None:
            key = ids.free(one["id"])
            added.append({**one, "id": key})
        names[one["id"]] = key
    return names, added


def _titles(category: Mapping[str, Any]) -> Iterable[str]:
    said = category.get("title")
    return map(str, said.values()) if isinstance(said, dict) else ()


def _media(folder: _Folder, course: str, files: Mapping[str, bytes]) -> dict[str, str]:
    """Put the pictures there; one whose name another file has gets a name of its own. Returns the new names."""
    renamed: dict[str, str] = {}
    for path, content in files.items():
        sha256 = folder.storage.put(content)
        there = folder.before.get(f"{course}/{path}")
        if there not in (None, sha256):
            stem, _, ending = path.rpartition(".")
            renamed[path] = f"{stem}-{sha256[:8]}.{ending}"
        folder.after[f"{course}/{renamed.get(path, path)}"] = sha256
    return renamed


def _renamed(value: Any, names: Mapping[str, str]) -> Any:
    if not names:
        return value
    if isinstance(value, dict):
        return {key: _renamed(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value


def _add_test(
    folder: _Folder, course: str, wish: Wish, language: str, bank: str, points: Mapping[str, Decimal | None]
) -> None:
    """An online test that asks all of them, and the lesson it stands in: the last of the course."""
    if len(points) > MOST_IN_A_TEST:
        raise Refused(
            msg("A test asks at most {most} questions. Put them into the bank alone.", most=MOST_IN_A_TEST),
            field="test_title",
        )
    course_path = f"{course}/course.yaml"
    text = folder.text(course_path)
    data = _read(text, course_path)
    modules = _listed(data, "modules", course_path)
    if text is None or not modules:
        raise Refused(msg("The course has no module yet. Add one in the studio first."), field="course_key")
    taken = [*db.session().scalars(select(Assessment.key)), *_names(folder.before, f"{course}/tests/")]
    lessons = [lesson.get("id") for module in modules for lesson in _listed(module, "lessons", course_path)]
    wanted = f"{course[:40]}-{slug(wish.test_title) or 'test'}"[:55].rstrip("-")
    key = Ids([*taken, *map(str, lessons)]).free(wanted)
    title = {language: " ".join(wish.test_title.split())}
    folder.put(f"{course}/tests/{key}.yaml", as_yaml(_test(key, title, wish.pass_mark, bank, points)).encode())
    lesson = {"id": key, "kind": "online-test", "minutes": max(3, len(points)), "title": title, "test": key}
    last = len(modules) - 1
    place = len(_listed(modules[last], "lessons", course_path))
    folder.put(course_path, splicing.insert(text, ("modules", last, "lessons"), place, splicing.Piece(lesson)).encode())


def _names(files: Iterable[str], folder: str) -> Iterable[str]:
    return (path.removeprefix(folder).removesuffix(".yaml") for path in files if path.startswith(folder))


def _test(
    key: str, title: Mapping[str, str], pass_mark: int, bank: str, points: Mapping[str, Decimal | None]
) -> dict[str, Any]:
    said = {name: _plain(value) for name, value in points.items() if value is not None and value != 1}
    section = {"id": "questions", "title": title, "questions": list(points), "points": 1}
    section |= ({"points_of": said} if said else {}) | {"from": {"bank": bank}}
    moments = dict.fromkeys(("just_after", "later", "closed"), _SHOWN)
    head = {"format": 1, "id": key, "version": 1, "title": title, "purpose": "practice", "pass_mark": pass_mark}
    return head | {"shuffle": {"questions": True, "options": True}, "review": moments, "sections": [section]}


def _plain(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)
