"""No table may forget people: every column that points at a person, names one or holds their words has a part that answers for it."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from sqlalchemy import Column, Table

from lms.core.db import Base
from lms.core.personal import Part
from lms.wiring import FILE_KEEPERS, PERSONAL_PARTS

PERSON_LIKE = re.compile(
    r"(^|_)(user|person|actor|recipient|author|owner|inspector|examiner|holder|manager|learner)(_id|_label|_name)?$"
    r"|(^|_)by$|(^|_)(email|phone|mobile|address|agent|name_zh|name_latin|search|reason|comment|note|response|password|secret)$"
    r"|^facts$|^name_hashes$|^pdf_sha256$|^watched$|^position$|^login$"
)

EXEMPT = {
    "academy_settings.address": "the academy's own, on the web",
    "academy_settings.name_zh": "the academy's own",
    "assessment.search": "a test's title and key",
    "attempt_event.position": "the question's place in the attempt",
    "attempt_file.position": "the question's place in the attempt",
    "attempt_item.position": "the question's place in the attempt",
    "bulk_grant_item.position": "an order",
    "certification_import_row.position": "a line's number",
    "category.position": "an order",
    "course.review_by": "a day",
    "course.search": "a course's title and key",
    "course_version.language_note": "what the academy says about a course's languages",
    "decision.known_by": "an instant",
    "partner_standing.known_by": "an instant",
    "standing_judgement.known_by": "an instant",
    "media_item.search": "a file's name and what one sees",
    "question.search": "a question's key and stem",
    "level.assessed_by": "kinds of exams",
    "course.owner": "an address that the course's file names: it is content, and is changed there",
    "lesson.position": "an order",
    "mark.position": "the question's place in the attempt",
    "mark_draft.position": "the question's place in the attempt",
    "marking_task.position": "the question's place in the attempt",
    "module.position": "an order",
    "office_file.reason": "why a document cannot be read",
    "partner.name_latin": "a company's",
    "people_group.search": "a group's name",
    "person_import_company.name_latin": "a company's",
    "person_import_company.name_zh": "a company's",
    "question_bank.search": "a bank's title and key",
    "partner.name_zh": "a company's",
    "partner.search": "a company's names and code",
    "scheduled_class.search": "a class's title, kind and place",
    "sign_in.secret_hash": "goes with its row",
    "screening_round.search": "a round's name",
    "spot_campaign.search": "a campaign's name",
    "track.position": "an order",
    "user.password_hash": "a hash of the person's own; goes with the account",
}
"""Columns that look like a person's and need no part, each with its reason."""


def is_person_like(column: Column[object]) -> bool:
    """Whether a column points at the table of people, or is named as such columns are."""
    points = any(key.target_fullname == "user.id" for key in column.foreign_keys)
    return points or PERSON_LIKE.search(column.name) is not None


def person_like() -> set[str]:
    tables: list[Table] = list(Base.metadata.tables.values())
    return {f"{table.name}.{column.name}" for table in tables for column in table.columns if is_person_like(column)}


def test_every_column_about_people_has_its_part() -> None:
    named = {column for part in PERSONAL_PARTS for column in part.columns}
    forgotten = person_like() - named - EXEMPT.keys()
    assert not forgotten, (
        "say in the package's personal.py what these hold and what erasure does to them, or why they need nothing in EXEMPT: "
        f"{sorted(forgotten)}"
    )


def test_parts_name_columns_that_exist_each_once() -> None:
    there = {f"{table.name}.{column.name}" for table in Base.metadata.tables.values() for column in table.columns}
    counted = Counter(column for part in PERSONAL_PARTS for column in part.columns)
    assert not counted.keys() - there, "gone"
    assert not EXEMPT.keys() - there, "gone"
    assert not [column for column, count in counted.items() if count > 1]
    assert not counted.keys() & EXEMPT.keys()


def test_the_law_sees_a_new_column_that_points_at_people() -> None:
    for name in ("user_id", "recorded_by", "recipient_id", "email", "actor_label", "reason", "response"):
        assert is_person_like(Column(name)), name
    for name in ("id", "level_key", "recorded_at", "version_id", "content_sha256", "title", "state"):
        assert not is_person_like(Column(name)), name


@pytest.mark.parametrize("part", PERSONAL_PARTS, ids=lambda part: part.key)
def test_a_part_says_in_sentences_what_why_how_long_and_what_stays(part: Part) -> None:
    for words in (part.purpose, part.kept, part.at_erasure):
        assert len(words.key) > 20
        assert words.key.endswith(".")
    assert re.fullmatch(r"[a-z_]+", part.key)


def test_parts_have_keys_of_their_own() -> None:
    keys = [part.key for part in PERSONAL_PARTS]
    assert len(keys) == len(set(keys))


def test_whoever_keeps_files_by_hash_is_asked_before_one_is_removed() -> None:
    """Columns that name a stored file; hashes of content (``content_sha256``) are no files."""
    files = {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        for column in table.columns
        if column.name.endswith("sha256") and column.name != "content_sha256"
    }
    files -= {"person_import.sha256"}  # the file itself stands in the database, in parts
    kept = {
        "academy_settings.logo_sha256",
        "attempt_file.sha256",
        "certificate.pdf_sha256",
        "class_material.sha256",
        "draft_file.sha256",
        "media_file.sha256",
        "media_item.sha256",
        "media_item.thumb_sha256",
        "mystery_photo.shown_sha256",
        "mystery_photo.thumb_sha256",
        "mystery_report.sha256",
        "office_file.file_sha256",
        "office_picture.sha256",
        "office_picture.thumb_sha256",
        "project_file.sha256",
        "question_medium.sha256",
        "question_sheet.file_sha256",
        "screening_file.sha256",
        "sheet_file.sha256",
        "snapshot_file.sha256",
    }
    assert files == kept, "a keeper for each, in wiring.FILE_KEEPERS"
    assert len(FILE_KEEPERS) == len(kept) - 4, (
        "an item's file and its small picture have one, a document's too; so have a check's photos and reports"
    )
