"""The media library: files arrive in parts, whatever breaks; are judged early and by content; made ready; described; kept while shown."""

from __future__ import annotations

import io
import shutil
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from lms.catalogue.content.subtitles import problems_of_subtitles
from lms.catalogue.library import operations, queries
from lms.catalogue.library.models import MediaItem, MediaUpload
from lms.core import arriving, clock, config, db
from lms.core.config import Config
from lms.core.errors import Conflict, Forbidden, NotFound, Refused
from lms.core.jobs import Work
from lms.core.kept_files import LET_GO
from lms.core.storage import Storage
from tests.cast import Cast, make_cast
from tests.factories.content import PNG, SVG, VTT, WEBM, load, write_content
from tests.factories.uploads import SCRIPT, packed


@pytest.fixture
def people(unit: Session, tmp_path: Path) -> Cast:
    """The cast, in an installation with a data folder of its own."""
    config.keep(Config(data=tmp_path / "var", base_url="https://academy.example"))
    return make_cast()


@pytest.fixture
def storage(tmp_path: Path) -> Storage:
    return Storage(tmp_path / "files")


def photograph(width: int, height: int, *, turned: bool = False) -> bytes:
    """A photograph as a telephone writes it: with a place, a maker, and the way it was held."""
    picture = Image.effect_noise((width, height), 60).convert("RGB")
    picture.putpixel((0, 0), (255, 0, 0))
    about = picture.getexif()
    about[0x010F] = "Secret Phone"
    about.get_ifd(0x8825)[1] = "N"
    if turned:
        about[0x0112] = 6
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=about, comment=b"a secret remark")
    return out.getvalue()


def upload(cast: Cast, storage: Storage, content: bytes, name: str, part: int = 1 << 20) -> operations.Arrived:
    actor = cast.trainer.actor
    there = operations.arrived(actor, operations.begin(actor, name, len(content)).id)
    while there.state == "under_way":
        piece = io.BytesIO(content[there.offset : there.offset + part])
        there = operations.append(actor, storage, there.id, there.offset, piece)
    return there


def ended(upload_id: UUID) -> MediaUpload:
    return db.session().get_one(MediaUpload, upload_id)


def item_of(there: operations.Arrived) -> MediaItem:
    item_id = ended(there.id).item_id
    assert item_id is not None, queries.reason_of(ended(there.id))
    return db.session().get_one(MediaItem, item_id)


def reason(there: operations.Arrived) -> str:
    said = queries.reason_of(ended(there.id))
    assert said is not None
    return said.render("en")


class BrokenLine(io.BytesIO):
    """Bytes whose line breaks after so many."""

    def __init__(self, content: bytes, after: int) -> None:
        super().__init__(content)
        self.after = after

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() >= self.after:
            raise OSError("the line is gone")
        return super().read(min(self.after - self.tell(), 1000 if size is None or size < 0 else size))


def test_a_photograph_is_turned_upright_made_smaller_and_freed_of_what_the_camera_wrote(
    people: Cast, storage: Storage
) -> None:
    item = item_of(upload(people, storage, photograph(2400, 1200, turned=True), "Büro/IMG 001.JPG"))
    assert (item.name, item.content_type, item.width, item.height) == ("img-001.jpg", "image/jpeg", 960, 1920)
    kept = storage.get(item.sha256)
    assert not dict(Image.open(io.BytesIO(kept)).getexif())
    assert b"Secret" not in kept
    assert b"secret" not in kept
    assert item.thumb_sha256 is not None
    assert max(Image.open(io.BytesIO(storage.get(item.thumb_sha256))).size) == 320


def test_what_arrived_before_the_line_broke_stays_and_the_rest_goes_on_from_there(
    people: Cast, storage: Storage
) -> None:
    actor, content = people.trainer.actor, WEBM + bytes(20_000)
    made = operations.begin(actor, "film.webm", len(content))
    with pytest.raises(OSError, match="the line is gone"):
        operations.append(actor, storage, made.id, 0, BrokenLine(content, 7000))
    assert operations.arrived(actor, made.id).offset == 7000
    with pytest.raises(arriving.Elsewhere):
        operations.append(actor, storage, made.id, 0, io.BytesIO(content))
    there = operations.append(actor, storage, made.id, 7000, io.BytesIO(content[7000:]))
    assert (there.state, storage.get(item_of(there).sha256)) == ("kept", content)
    again = operations.append(actor, storage, made.id, 7000, io.BytesIO(content[7000:]))
    assert again.state == "kept", "a part whose answer was lost is sent twice"


def test_one_part_at_a_time_is_written(people: Cast, storage: Storage) -> None:
    actor = people.trainer.actor
    made = operations.begin(actor, "film.webm", 100)
    with arriving._alone(operations._path(made.id)), pytest.raises(arriving.Busy):
        operations.append(actor, storage, made.id, 0, io.BytesIO(b"x"))


@pytest.mark.parametrize(
    ("name", "length", "said"),
    [
        ("film.mp4", 2_000_000_000, "The file is larger than 300 MB."),
        ("photo.jpg", 40_000_000, "The file is larger than 30 MB."),
        ("drawing.svg", 3_000_000, "The file is larger than 2 MB."),
        ("tool.exe", 1000, "Taken are pictures"),
        ("archive.zip", 1000, "Taken are pictures"),
        ("", 1000, "Taken are pictures"),
        ("photo.jpg", 0, "This file is empty."),
    ],
)
def test_what_its_name_or_size_says_no_to_is_refused_before_a_byte_is_sent(
    people: Cast, name: str, length: int, said: str
) -> None:
    with pytest.raises(Refused) as refused:
        operations.begin(people.trainer.actor, name, length)
    assert refused.value.message.render("en").startswith(said)
    assert list(operations._folder().iterdir()) == []


def test_what_its_beginning_says_no_to_is_refused_without_the_rest(people: Cast, storage: Storage) -> None:
    there = upload(people, storage, SCRIPT + bytes(3_000_000), "film.webm", part=5000)
    assert (there.state, there.offset) == ("refused", 5000), "three megabytes were never sent"
    assert "none of them" in reason(there)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (SVG.replace("<rect", "<script>alert(1)</script><rect").encode(), "a.svg", "Line 2: <script> is not allowed"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG.encode(), "a.svg", "Line 1: Leave out <!DOCTYPE>"),
        (PNG[:40], "a.png", "The picture is damaged"),
        (packed("[Content_Types].xml", content=bytes(9_000_000)), "a.pdf", "Taken are pictures"),
        (b"%PDF-1.4 nothing", "a.pdf", "The PDF is damaged"),
        (b"WEBVTT\n\n00:02.000 --> 00:01.000\nBack\n", "a.vtt", "Line 3: These subtitles end before they begin."),
        (b"GIF89a" + bytes(100), "a.png", "Taken are pictures"),
    ],
    ids=["script", "entities", "half a picture", "zip bomb", "no pdf", "subtitles", "gif"],
)
def test_what_a_file_is_decides_its_content(
    people: Cast, storage: Storage, content: bytes, name: str, said: str
) -> None:
    there = upload(people, storage, content, name)
    assert there.state == "refused"
    assert reason(there).startswith(said), reason(there)
    assert db.session().scalars(select(MediaItem)).all() == []


def test_a_picture_of_too_many_pixels_is_never_unpacked(people: Cast, storage: Storage) -> None:
    bomb = io.BytesIO()
    Image.new("1", (9000, 9000)).save(bomb, "PNG", optimize=True)
    assert len(bomb.getvalue()) < 20_000
    assert "more than 60 million pixels" in reason(upload(people, storage, bomb.getvalue(), "bomb.png"))


def test_the_same_bytes_are_one_item_and_a_large_drawing_with_colours_becomes_smaller(
    people: Cast, storage: Storage
) -> None:
    first, second = (item_of(upload(people, storage, WEBM, name)).id for name in ("one.webm", "two.webm"))
    assert first == second
    noise = io.BytesIO()
    Image.effect_noise((1900, 1500), 90).convert("RGB").save(noise, "PNG")
    item = item_of(upload(people, storage, noise.getvalue(), "noise.png"))
    assert (item.content_type, item.name) == ("image/webp", "noise.webp")
    assert item.size <= 2 * 1024 * 1024


def test_an_upload_is_its_owners_and_only_authors_have_any(people: Cast, storage: Storage) -> None:
    made = operations.begin(people.trainer.actor, "film.webm", 100)
    for deed in (
        lambda: operations.arrived(people.admin.actor, made.id),
        lambda: operations.append(people.admin.actor, storage, made.id, 0, io.BytesIO(b"x")),
        lambda: operations.cancel(people.admin.actor, made.id),
    ):
        with pytest.raises(NotFound):
            deed()
    for nobody in (people.learner, people.examiner, people.manager):
        with pytest.raises(Forbidden):
            operations.begin(nobody.actor, "film.webm", 100)


def test_given_up_or_forgotten_an_upload_leaves_nothing(people: Cast, storage: Storage) -> None:
    actor = people.trainer.actor
    given_up, forgotten = (operations.begin(actor, "film.webm", 100).id for _ in range(2))
    operations.append(actor, storage, forgotten, 0, io.BytesIO(b"x"))
    operations.cancel(actor, given_up)
    with clock.at(clock.now() + timedelta(hours=25)):
        with pytest.raises(NotFound):
            operations.arrived(actor, forgotten)
        operations.clear_old()
    assert db.session().scalars(select(MediaUpload)).all() == []


def test_more_than_the_length_is_not_taken(people: Cast, storage: Storage) -> None:
    made = operations.begin(people.trainer.actor, "film.webm", 10)
    with pytest.raises(Refused):
        operations.append(people.trainer.actor, storage, made.id, 0, io.BytesIO(bytes(2000)))


def test_a_film_lacks_a_still_and_subtitles_a_picture_its_words_until_they_are_given(
    people: Cast, storage: Storage
) -> None:
    actor = people.trainer.actor
    film, still, track = (
        item_of(upload(people, storage, content, name))
        for content, name in ((WEBM, "a.webm"), (photograph(60, 40), "a.jpg"), (VTT.encode(), "a.vtt"))
    )
    assert (queries.lacks(film), queries.lacks(still), queries.lacks(track)) == (
        ("poster", "subtitles"),
        ("alt-en", "alt-zh"),
        (),
    )
    for poster, subtitles in ((track.id, {}), (still.id, {"en": still.id})):
        with pytest.raises(Refused):
            operations.describe(actor, film.id, alt={}, poster_id=poster, subtitles=subtitles)
    operations.describe(actor, still.id, alt={"en": "  A  wall", "zh": "一面墙"}, poster_id=None, subtitles={})
    operations.describe(actor, film.id, alt={}, poster_id=still.id, subtitles={"en": track.id})
    assert (queries.lacks(film), queries.lacks(still), still.alt["en"]) == ((), (), "A wall")
    named = {row[0].name for row in db.session().execute(queries.items(actor, search="墙"))}
    assert named == {"a.jpg"}
    assert db.session().execute(queries.items(actor, lacking=True)).all() == []
    for used in (still, track):
        with pytest.raises(Conflict):
            operations.remove(actor, used.id)


def test_where_a_course_shows_it_is_told_and_nothing_shown_is_removed(
    people: Cast, storage: Storage, tmp_path: Path
) -> None:
    item = item_of(upload(people, storage, WEBM, "summit.webm"))
    spare = item_of(upload(people, storage, photograph(50, 50), "spare.jpg"))
    load(write_content(tmp_path / "content"), storage)
    assert queries.uses_of(item.sha256) == [queries.Use("mountain-walks", "mountain-walks/media/summit.webm")]
    with pytest.raises(Conflict):
        operations.remove(people.trainer.actor, item.id)
    operations.remove(people.trainer.actor, spare.id)
    gone = {row["sha256"] for row in db.session().scalars(select(Work.arguments).where(Work.kind == LET_GO))}
    assert gone == {spare.sha256, spare.thumb_sha256}
    assert not queries.needs_file(spare.sha256)
    assert queries.needs_file(item.sha256)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("WEBVTT\n\n00:00.000 --> 00:02.000\nOne.\n\n00:02.000 --> 00:03.000 align:start\nTwo.\n", []),
        ("WEBVTT\n\n1\n00:00:00.000 --> 00:00:02.000\nOne.\n", []),
        ("WEBVTT\n", [1]),
        ("WEBVTT\n\n0:0 --> 0:1\nOne.\n", [3]),
        ("WEBVTT\n\n00:00.000 --> 00:02.000\n\nToo late.\n", [3]),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\nOne.\n\n00:01.000 --> 00:02.000\nTwo.\n", [6]),
    ],
)
def test_subtitles_are_judged_by_line(text: str, lines: list[int]) -> None:
    assert [line for line, _ in problems_of_subtitles(text.encode())] == lines
    assert [line for line, _ in problems_of_subtitles("é\nWEBVTT".encode("latin-1"))] == [1]


def test_room_that_is_promised_to_one_upload_is_not_promised_to_another(
    people: Cast, storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor, megabyte = people.trainer.actor, 1_000_000
    free = arriving.SPARE + 150 * megabyte
    monkeypatch.setattr(arriving.shutil, "disk_usage", lambda _folder: shutil._ntuple_diskusage(free, 0, free))
    first = operations.begin(actor, "film.webm", 100 * megabyte)
    with pytest.raises(Refused, match="too little room"):
        operations.begin(people.admin.actor, "film.webm", 100 * megabyte)
    operations.cancel(actor, first.id)
    operations.begin(people.admin.actor, "film.webm", 100 * megabyte)
