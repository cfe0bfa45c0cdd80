"""File upload: files that are kept as they come, read and marked by a person.

A file comes by a way of its own (``operations/uploading.py``), and counts from the moment in which the server has acknowledged it;
the response names what is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from lms.assessment.question_type import Body, Fields, Presented, Response, Reviewed, feedback_of, prose
from lms.assessment.question_types._by_hand import ByHand, ByHandShape
from lms.assessment.question_types._parts import no_id_twice
from lms.assessment.rules import Shown
from lms.assessment.uploads import FILES, FORMATS, LARGEST, MB, Kind, listed
from lms.core.i18n import Message, msg

FIELD = "file"
"""Under this name the form's fields say the ids of what is kept."""
MOST = 5
KINDS: tuple[Kind, ...] = ("document", "picture")
SIZE = 10


class FileUploadShape(ByHandShape):
    """``kinds``: what may be handed in; ``largest``: in MB, of one file; ``most``: how many files."""

    type: Literal["file-upload"]
    kinds: Annotated[list[Kind], Field(min_length=1, max_length=4)] | None = None
    largest: Annotated[int, Field(ge=1, le=LARGEST // MB)] = SIZE
    most: Annotated[int, Field(ge=1, le=MOST)] = 1

    @model_validator(mode="after")
    def _no_kind_twice(self) -> Self:
        no_id_twice(list(self.kinds or ()))
        return self


@dataclass(frozen=True)
class Limits:
    """What a question takes: kinds, bytes of one file, files."""

    kinds: Sequence[str]
    largest: int
    most: int

    @property
    def accept(self) -> str:
        """What a browser lets one choose; with pictures, a phone offers its camera."""
        taken = [one for one in FORMATS.values() if one.kind in self.kinds]
        return ",".join([*(one.content_type for one in taken), *(end for one in taken for end in one.endings)])

    @property
    def words(self) -> Message:
        """The kinds in words."""
        return listed(self.kinds)


@dataclass(frozen=True)
class FileSeen:
    """A file as it is listed."""

    id: str
    name: str
    size: int
    is_picture: bool


def limits_of(body: Body) -> Limits:
    """What a question takes."""
    return Limits(body.get("kinds") or KINDS, body.get("largest", SIZE) * MB, body.get("most", 1))


def files_seen(response: Response | None) -> list[FileSeen]:
    """The files that a response names."""
    return [_seen(one) for one in (response or {}).get(FILES, ())]


def _seen(one: Mapping[str, Any]) -> FileSeen:
    return FileSeen(one["id"], one["name"], one["size"], FORMATS[one["kind"]].kind == "picture")


class FileUpload(ByHand):
    """Its form's fields bring nothing: what is kept apart is named in the response by who kept it."""

    key = "file-upload"
    shape = FileUploadShape
    kept_apart = True

    def present(self, body: Body, option_order: Sequence[str], language: str) -> Presented:
        """The stem, and what is taken."""
        del option_order
        limits = limits_of(body)
        hint = (
            msg("One file, at most {size} MB. A person reads and marks it.", size=limits.largest // MB)
            if limits.most == 1
            else msg(
                "Up to {most} files, each at most {size} MB. A person reads and marks them.",
                most=limits.most,
                size=limits.largest // MB,
            )
        )
        return Presented(prose(body["stem"], language), limits, hint)

    def parse(self, body: Body, fields: Fields, option_order: Sequence[str]) -> Response | None:
        """Nothing: no form says a file."""
        del body, fields, option_order
        return None

    def fields(self, response: Response | None) -> Fields:
        """The ids of the files."""
        return {FIELD: [one.id for one in files_seen(response)]} if response else {}

    def review(
        self, body: Body, option_order: Sequence[str], response: Response | None, shown: Shown, language: str
    ) -> Reviewed:
        """The files one handed in."""
        del option_order
        return Reviewed(prose(body["stem"], language), files_seen(response), feedback_of(body, shown, language))


TYPE = FileUpload()
