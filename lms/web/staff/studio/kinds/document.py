"""A PDF: one for each language, or the same for both."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from lms.web.staff.studio.desk import Desk
from lms.web.staff.studio.kinds.fields import LANGUAGES, LessonFields, MediaField, file_in


class Document(LessonFields):
    """A PDF that is read in the page."""

    needs: ClassVar[Mapping[str, LazyString]] = {"document": _l("Choose a PDF, or bring one.")}
    has_words: ClassVar[LazyString | None] = _l("Words above the document")
    shows_files: ClassVar[bool] = True

    document_en = MediaField(_l("PDF in English"), "document")
    document_zh = MediaField(
        _l("PDF in Chinese"),
        "document",
        description=_l("Without one, who reads Chinese gets the English PDF, and the other way round."),
    )

    @classmethod
    def read(cls, data: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
        """The file of each language; one for all stands in both."""
        del desk
        said = data.get("document")
        files = said if isinstance(said, Mapping) else dict.fromkeys(LANGUAGES, said)
        return {f"document_{language}": file_in(files.get(language)) for language in LANGUAGES}

    def more(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """By language; the same in both is one for all, however the file says that."""
        chosen = {"en": self.document_en.file(), "zh": self.document_zh.file()}
        said = {language: file for language, file in chosen.items() if file}
        if len(said) == len(LANGUAGES) and chosen["en"] == chosen["zh"]:
            is_spelt_out = isinstance(data.get("document"), Mapping)
            return {"document": said if is_spelt_out else chosen["en"]}
        return {"document": said or None}
