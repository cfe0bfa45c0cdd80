"""Ids for what comes without any that we could keep: the same file read again gets the same ones."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable

from lms.assessment.formats.items import Item
from lms.catalogue.content.fields import ID
from lms.core.pinyin import readings

LONGEST = 50
"""Of a made id, so that a number fits behind it."""

_HAN = re.compile("[\u4e00-\u9fff]+")


def slug(text: str) -> str:
    """A readable id of some words, empty where they give none; Chinese by its sounds."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    if han := "".join(_HAN.findall(text))[:10]:
        folded = f"{folded} {next(iter(readings(han)), '')}"
    words = re.findall(r"[a-z0-9]+", folded)
    made = "-".join(words)[:LONGEST].strip("-")
    return made if re.fullmatch(ID, made) else f"q-{made}" if made else ""


class Ids:
    """Ids that are taken, and the next free one like another."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = set(taken)

    def free(self, wanted: str) -> str:
        """``wanted``, or with a number behind it."""
        made, number = wanted, 2
        while made in self.taken:
            made, number = f"{wanted[: LONGEST + 5]}-{number}", number + 1
        self.taken.add(made)
        return made


def question_id(item: Item, words: str) -> str:
    """An item's own id where it is one, or else one made of its title, its words, or their hash."""
    if item.id and re.fullmatch(ID, item.id):
        return item.id
    short = " ".join(words.split()[:7])
    hashed = hashlib.sha256(f"{item.type}\n{item.title}\n{words}".encode()).hexdigest()[:10]
    return slug(item.id or "") or slug(item.title or "") or slug(short) or f"q-{hashed}"
