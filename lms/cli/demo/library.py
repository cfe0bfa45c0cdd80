"""The demo's media library: pictures with and without their words, a film with its still and its subtitles."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

from PIL import Image, ImageDraw

from lms.accounts.actor import Actor
from lms.catalogue.content import reading
from lms.catalogue.library import operations
from lms.cli.demo.stories import Deed
from lms.core import clock, config
from lms.core.storage import Storage

TOUR = "product-training-junior/media/g3-tour"


def deeds(trainer: Actor) -> Iterator[Deed]:
    """What was added, with instants."""
    now = clock.now()
    yield Deed(now - timedelta(days=8), lambda: _film(trainer))
    yield Deed(now - timedelta(days=2), lambda: _pictures(trainer))


def _film(trainer: Actor) -> None:
    film, still, english, chinese = (
        operations.take(
            trainer, _storage(), f"g3-tour{ending}", io.BytesIO((reading.folder() / f"{TOUR}{ending}").read_bytes())
        )
        for ending in (".webm", ".png", ".en.vtt", ".zh.vtt")
    )
    words = {"en": "The front of the G3 gateway", "zh": "G3 网关正面"}
    operations.describe(trainer, still, alt=words, poster_id=None, subtitles={})
    operations.describe(trainer, film, alt=words, poster_id=still, subtitles={"en": english, "zh": chinese})


def _pictures(trainer: Actor) -> None:
    hall = operations.take(trainer, _storage(), "Workshop hall.jpg", io.BytesIO(_drawn("#d9e4dd", "#14463f")))
    words = {"en": "A workshop hall with three machines in a row", "zh": "车间里一排三台设备"}
    operations.describe(trainer, hall, alt=words, poster_id=None, subtitles={})
    operations.take(trainer, _storage(), "cabinet-open.jpg", io.BytesIO(_drawn("#efe3cf", "#6b4a00")))


def _drawn(ground: str, ink: str) -> bytes:
    """Something to look at, in two colours."""
    picture = Image.new("RGB", (1200, 800), ground)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 620, 1200, 800), fill=ink)
    for left in (120, 480, 840):
        pen.rounded_rectangle((left, 300, left + 240, 640), 24, fill=ink)
        pen.ellipse((left + 90, 340, left + 150, 400), fill=ground)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()


def _storage() -> Storage:
    return Storage(config.current().data / "files")
