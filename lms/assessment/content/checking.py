"""Whether banks and tests fit each other, and the course they stand in: everything that one file alone cannot tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lms.assessment.content.files import Bank, SectionShape, Test, body_of, files_of
from lms.assessment.content.ticking import ticked_through
from lms.assessment.media import KINDS, named
from lms.assessment.question_type import QuestionShape
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.rules import Counts, fill, slots_of
from lms.assessment.rules.review import Remark, faults, warnings
from lms.catalogue.content.reading import Content
from lms.core.documents import KeyPath, LocatedDocument, Problem
from lms.core.i18n import Message, msg


def check(content: Content) -> list[Problem]:
    """Everything wrong with question banks and tests."""
    files = files_of(content)
    found = list(files.problems)
    found += _taken("bank", ((bank.document, ("bank",), bank.shape.bank) for bank in files.banks))
    found += _taken("test", ((test.document, ("id",), test.shape.id) for test in files.tests))
    for bank in files.banks:
        found += _bank(bank, _lessons(content, bank))
    banks = {bank.shape.bank: bank for bank in files.banks}
    broken = len(files.banks) < len(content.question_banks)
    for test in files.tests:
        found += _test(test, banks, broken=broken)
    return found


def advise(content: Content) -> list[Problem]:
    """What tests may do and their authors should think about twice."""
    found = []
    for test in files_of(content).tests:
        blueprint = test.shape.blueprint()
        for remark in warnings(blueprint.review, certifies=blueprint.certifies):
            found.append(_remarked(test, remark))
    return found


def _remarked(test: Test, remark: Remark) -> Problem:
    """A remark at the field it is about; in the earlier spelling, at the review."""
    said = getattr(test.shape.review, remark.moment.value) or []
    path = (remark.moment.value, said.index(remark.name)) if remark.name in said else ()
    return test.document.problem(("review", *path), remark.reason)


def _taken(what: str, ids: Iterable[tuple[LocatedDocument, KeyPath, str]]) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for document, path, name in ids:
        owner = owners.setdefault(name, document.file)
        if owner != document.file:
            kind = msg("question bank") if what == "bank" else msg("test")
            yield document.problem(path, msg("“{id}” is the {kind} in {file} already.", id=name, kind=kind, file=owner))


def _twice(document: LocatedDocument, ids: Iterable[tuple[KeyPath, str]]) -> Iterator[Problem]:
    seen: dict[str, int] = {}
    for path, name in ids:
        line = seen.setdefault(name, document.line(path))
        if line != document.line(path):
            yield document.problem(path, msg("“{id}” was given in line {line} already.", id=name, line=str(line)))


def _lessons(content: Content, bank: Bank) -> set[str] | None:
    """The lessons of the bank's course; None where the course itself cannot be read."""
    course = next((course.shape for course in content.courses if course.shape.id == bank.course_key), None)
    return None if course is None else {lesson.id for lesson in course.lessons}


def _bank(bank: Bank, lessons: set[str] | None) -> Iterator[Problem]:
    document, shape = bank.document, bank.shape
    categories = {category.id for category in shape.categories}
    yield from _twice(document, [(("categories", n, "id"), topic.id) for n, topic in enumerate(shape.categories)])
    yield from _twice(document, [(("questions", n, "id"), item.id) for n, item in enumerate(shape.questions)])
    for n, item in enumerate(shape.questions):
        if item.category not in categories:
            reason = msg("The bank has no category “{name}”.", name=item.category)
            yield document.problem(("questions", n, "category"), reason)
        if lessons is not None and item.lesson is not None and item.lesson not in lessons:
            reason = msg("The course has no lesson “{id}”.", id=item.lesson)
            yield document.problem(("questions", n, "lesson"), reason)
        if lessons is not None:
            for at, reason in _media(item, bank):
                yield document.problem(("questions", n, *at), reason)


def _media(question: QuestionShape, bank: Bank) -> Iterator[tuple[KeyPath, Message]]:
    body = body_of(question, bank.media)
    files = list(named(body))
    if all(one.file in bank.media for one in files):
        yield from (((), reason) for reason in QUESTION_TYPES[question.type].misfits(body))
    for one in files:
        file, kinds = bank.media.get(one.file), KINDS[one.kind]
        if file is None and one.file not in bank.unusable:
            yield one.at, msg("There is no file “{file}” that can be used.", file=one.file)
        elif file is not None and file.content_type not in kinds:
            yield (
                one.at,
                msg(
                    "{file} is {kind}; here stands {kinds}.",
                    file=one.file,
                    kind=file.content_type,
                    kinds=", ".join(kinds),
                ),
            )


def _test(test: Test, banks: Mapping[str, Bank], *, broken: bool) -> Iterator[Problem]:
    sections, blueprint = test.shape.sections, test.shape.blueprint()
    for remark in faults(blueprint.review, certifies=blueprint.certifies, checks=blueprint.checks):
        yield _remarked(test, remark)
    if blueprint.counts is Counts.FIRST and test.course_key is not None:
        reason = msg(
            "In a course, who fails the first attempt could never complete the lesson: let the best or the last count."
        )
        yield test.document.problem(("counts",), reason)
    yield from _twice(test.document, [(("sections", n, "id"), section.id) for n, section in enumerate(sections)])
    wrong = False
    for n, section in enumerate(sections):
        for path, problem in _section(section, banks, broken=broken):
            wrong = True
            if problem is not None:
                yield Problem(test.document.file, test.document.line(("sections", n, *path)), problem)
    if not wrong:
        yield from _drawing(test, banks)
        yield from ticked_through(test, banks)


def _section(
    section: SectionShape, banks: Mapping[str, Bank], *, broken: bool
) -> Iterator[tuple[KeyPath, Message | None]]:
    """What a section names and is not there. Without a sentence: its bank's own file is broken, which was said
    already.
    """
    bank = banks.get(section.source.bank)
    if bank is None:
        yield ("from", "bank"), None if broken else msg("There is no question bank “{id}”.", id=section.source.bank)
        return
    categories = {category.id for category in bank.shape.categories}
    for n, name in enumerate(section.source.categories):
        if name not in categories:
            yield ("from", "categories", n), msg("The bank has no category “{name}”.", name=name)
    questions = {question.id for question in bank.shape.questions}
    for n, name in enumerate(section.questions or ()):
        if name not in questions:
            yield ("questions", n), msg("The bank has no question “{id}”.", id=name)


def _drawing(test: Test, banks: Mapping[str, Bank]) -> Iterator[Problem]:
    """Whether every section gets its questions, none of them twice in an attempt."""
    blueprint = test.shape.blueprint()
    all_there = [one for name in {s.bank for s in blueprint.sections} for one in banks[name].shape.candidates()]
    pool = [candidate for candidate in all_there if candidate.serves(blueprint.purpose)]
    slots = slots_of(blueprint)
    placed = fill(slots, pool)
    for n, section in enumerate(blueprint.sections):
        found = sum(place is not None for slot, place in zip(slots, placed, strict=True) if slot.section is section)
        if found < section.draw:
            reason = msg(
                "The section asks for {wanted} questions, and {found} are there for it: no question is asked twice, and none "
                "for another use.",
                wanted=section.draw,
                found=found,
            )
            yield test.document.problem(("sections", n), reason)
