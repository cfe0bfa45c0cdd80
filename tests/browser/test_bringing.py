"""What trainers bring, in a real Chromium: a file found among many of the library, a zip file of courses sent in parts, looked at, and decided."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from lms.app import Academy
from lms.catalogue.library import operations as library
from lms.catalogue.models import Course
from tests.browser.looking import of_the_page
from tests.cast import Cast
from tests.factories.content import BOOTS_EN, VTT, WEBM
from tests.factories.transfer import COURSE, Desk, edited, work

pytestmark = pytest.mark.browser
Studio = tuple[Academy, Cast, str]


def test_a_file_is_found_among_many_of_the_library_and_what_is_chosen_stays(studio: Studio, trainer: Page) -> None:
    app, cast, address = studio
    with app.database.transaction():
        film = library.take(cast.trainer.actor, app.storage, "walk.webm", io.BytesIO(WEBM))
        for number in range(25):
            content = VTT.replace("\n\n", f"\n\nNOTE {number}\n\n", 1).encode()
            library.take(cast.trainer.actor, app.storage, f"subtitles-{number}.vtt", io.BytesIO(content))
    trainer.goto(f"{address}/staff/media/{film}")
    chosen = trainer.get_by_label("Subtitles in English", exact=True)
    chosen.select_option(label="subtitles-3.vtt")
    find = trainer.get_by_role("searchbox", name="Find in the library: Subtitles in English")
    find.fill("les-17")
    expect(trainer.get_by_role("status").filter(has_text="1 found in the library.")).to_be_visible()
    assert chosen.locator("option").all_text_contents() == ["None yet", "subtitles-3.vtt", "subtitles-17.vtt"]
    assert chosen.locator("option:checked").text_content() == "subtitles-3.vtt"
    chosen.select_option(label="subtitles-17.vtt")
    find.press("Enter")
    find.fill("nothing like it")
    expect(trainer.get_by_role("status").filter(has_text="Nothing fits.")).to_be_visible()
    assert of_the_page(trainer) == []
    trainer.get_by_role("button", name="Save", exact=True).click()
    expect(trainer.get_by_text("Kept.")).to_be_visible()
    assert chosen.locator("option:checked").text_content() == "subtitles-17.vtt"


def test_a_zip_file_goes_in_parts_over_a_broken_line_is_looked_at_and_decided(
    studio: Studio, trainer: Page, tmp_path: Path
) -> None:
    app, cast, address = studio
    packed = Desk(app.database, app.storage, cast).packed(COURSE)
    file = tmp_path / "content.zip"
    file.write_bytes(edited(packed, {f"{COURSE}/lessons/boots.en.md": f"{BOOTS_EN}\nTie them twice.\n"}))
    lost: list[str] = []

    def lose_one(route: Route) -> None:
        if route.request.method == "PATCH" and not lost:
            lost.append(route.request.url)
            route.abort("connectionreset")
        else:
            route.continue_()

    trainer.route("**/staff/content/uploads/**", lose_one)
    trainer.goto(f"{address}/staff/content")
    trainer.get_by_label("Zip file").set_input_files(file)
    trainer.wait_for_url("**/staff/content/loads/*")
    assert lost
    expect(trainer.get_by_role("heading", level=1)).to_have_text("Being compared with what is here")
    work(app.database, app.storage)
    expect(trainer.get_by_role("heading", level=1)).to_have_text("What the file holds")
    expect(trainer.get_by_text("1 file was changed since the zip file was packed.")).to_be_visible()
    assert of_the_page(trainer) == []
    trainer.get_by_label("Take it").check()
    trainer.get_by_label("Raise versions").check()
    trainer.get_by_role("button", name="Take in what is chosen").click()
    expect(trainer.get_by_role("heading", level=1)).to_have_text("Being taken in")
    work(app.database, app.storage)
    expect(trainer.get_by_role("heading", level=1)).to_have_text("Taken in")
    with app.database.transaction(read_only=True) as session:
        assert session.scalars(select(Course.current_number).where(Course.key == COURSE)).one() == 2
