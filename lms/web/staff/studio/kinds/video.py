"""A film: its file, its still picture, its subtitles, and what counts as having seen it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from lms.catalogue.lesson_kinds.video import USUAL_SHARE
from lms.web.staff.studio.desk import Desk
from lms.web.staff.studio.kinds.fields import LANGUAGES, LessonFields, MediaField, file_in, unless_usual


class Video(LessonFields):
    """A film with a still picture and subtitles."""

    needs: ClassVar[Mapping[str, LazyString]] = {"video": _l("Choose a film, or bring one.")}
    has_words: ClassVar[LazyString | None] = _l("Words under the film")
    shows_files: ClassVar[bool] = True

    video = MediaField(_l("Film"), "film", description=_l("WebM or MP4, up to 300 MB."))
    poster = MediaField(
        _l("Still picture"),
        "picture",
        description=_l("Shown until somebody presses play; it spares who pays by the megabyte."),
    )
    subtitles_en = MediaField(_l("Subtitles in English"), "subtitles", description=_l("A WebVTT file (.vtt)."))
    subtitles_zh = MediaField(_l("Subtitles in Chinese"), "subtitles")
    in_order = BooleanField(
        _l("No skipping ahead"),
        description=_l("One can go back at any time, ahead only as far as one has seen."),
    )
    watched_share = IntegerField(
        _l("Done after per cent watched"),
        [InputRequired(_l("Say how many per cent.")), NumberRange(10, 100, message=_l("10 to 100 per cent."))],
    )

    @classmethod
    def read(cls, data: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
        """The files, and what counts."""
        del desk
        said = data.get("subtitles")
        subtitles = said if isinstance(said, Mapping) else {}
        share = data.get("watched_share", USUAL_SHARE)
        return {
            "video": file_in(data.get("video")),
            "poster": file_in(data.get("poster")),
            **{f"subtitles_{language}": file_in(subtitles.get(language)) for language in LANGUAGES},
            "in_order": data.get("in_order") is True,
            "watched_share": share if isinstance(share, int) else USUAL_SHARE,
        }

    def more(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """The files; what is as usual is not written down where nobody wrote it."""
        chosen = {"en": self.subtitles_en.file(), "zh": self.subtitles_zh.file()}
        return {
            "video": self.video.file(),
            "poster": self.poster.file(),
            "subtitles": {language: file for language, file in chosen.items() if file} or None,
            "in_order": unless_usual(data, "in_order", bool(self.in_order.data), usual=False),
            "watched_share": unless_usual(data, "watched_share", self.watched_share.data, USUAL_SHARE),
        }
