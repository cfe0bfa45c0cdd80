"""Real PDFs, drawn by the real WeasyPrint and read back: what stands on them, what they are made of, that they stay as they are."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pikepdf
import pytest
import segno
from markupsafe import escape
from pdfminer.high_level import extract_text
from sqlalchemy.orm import Session

from lms.accounts.models import User
from lms.core import clock
from lms.core import config as settings
from lms.core.config import Config
from lms.core.db import Database
from lms.core.storage import Storage
from lms.credentials import jobs, sheet
from lms.credentials.jobs import DrawingFailed, Press, freeze
from lms.credentials.models import Certificate
from lms.credentials.rules.codes import codes_in
from lms.credentials.rules.facts import Facts, Pair
from tests.cast import Cast, make_cast
from tests.factories.certification import make_track
from tests.factories.credentials import FACTS, facts, grant_junior, waiting_work, worker

NAMES = [
    Pair("欧阳娜娜·阿卜杜热合曼", "Ouyang Nana Abdurahman"),
    Pair("㐂䶮㛃", "Łukasz Żółtowski"),
    Pair("王一", ""),
    Pair("", "Maria-Magdalena Wolfeschlegelsteinhausenbergerdorff de la Concepción"),
]
LONG_FIRM = Pair(
    "黑龙江北大荒信息技术有限责任公司哈尔滨分公司" * 3, "Heilongjiang Beidahuang Information Technology Co., Ltd. " * 3
)


def drawn(press: Press, what: Facts) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(press.draw(sheet.html_of(what))))


def text_of(pdf: bytes) -> str:
    """The words, without spaces and line breaks: letter-spacing and wrapping are the layout's."""
    return squeezed(extract_text(io.BytesIO(pdf)))


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
@pytest.mark.parametrize("name", NAMES, ids=lambda pair: pair.en or pair.zh)
def test_everything_printed_can_be_read_back(press: Press, name: Pair, language: str) -> None:
    what = facts(name=name, language=language)
    read = text_of(press.draw(sheet.html_of(what)))
    for _field, _face, words in what.texts():
        if not words.startswith("https://"):
            assert squeezed(words) in read, words
    for said in ("2026年10月18日", "18October2026", "2028年10月17日", "17October2028", "第三级,共五级", "Level3of5"):
        assert said in read
    assert "academy.example/verify" in read
    assert what.code in codes_in(read)


@pytest.mark.parametrize("language", ["zh_Hans", "en"])
def test_it_is_a_tagged_archive_pdf_on_one_landscape_sheet(press: Press, language: str) -> None:
    pdf = drawn(press, facts(language=language))
    with pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "3A"
        assert FACTS.number in metadata["dc:title"]
    assert len(pdf.pages) == 1
    width, height = (float(side) / 72 * 25.4 for side in pdf.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (297, 210)
    assert str(pdf.Root.Lang) == {"zh_Hans": "zh-Hans", "en": "en"}[language]
    assert pdf.Root.MarkInfo.Marked
    assert pdf.Root.StructTreeRoot is not None
    assert FACTS.number in str(pdf.docinfo.Title)


def test_all_fonts_are_ours_and_embedded(press: Press) -> None:
    pdf = drawn(press, facts(name=NAMES[1]))
    names = set()
    for font in pdf.pages[0].Resources.Font.values():
        inner = font.DescendantFonts[0]
        assert "/FontFile2" in inner.FontDescriptor or "/FontFile3" in inner.FontDescriptor
        names.add(str(inner.BaseFont).split("+")[-1])
    assert all(re.match(r"Noto-?S|Source-?S", name) for name in names), names
    assert len(names) >= 4


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_each_level_is_drawn(press: Press, level: int) -> None:
    pdf = press.draw(sheet.html_of(facts(level_number=level)))
    assert f"Level{level}of5" in text_of(pdf)
    assert len(pdf) < 120_000


def test_a_very_long_company_stays_on_the_sheet(press: Press) -> None:
    pdf = press.draw(sheet.html_of(facts(firm=LONG_FIRM)))
    assert squeezed(LONG_FIRM.zh) in text_of(pdf)
    assert len(pikepdf.open(io.BytesIO(pdf)).pages) == 1


def test_the_qr_code_leads_to_the_verification_page(press: Press) -> None:
    made = segno.make(FACTS.verify_url, error="m", micro=False)
    drawn_uri = sheet.qr_of(FACTS.verify_url)
    assert drawn_uri == made.svg_data_uri(border=0, dark=sheet.INK)
    html = sheet.html_of(FACTS)
    assert escape(drawn_uri) in html
    pdf = drawn(press, FACTS)
    alternatives = [str(e.Alt) for e in pdf.objects if isinstance(e, pikepdf.Dictionary) and "/Alt" in e]
    assert f"二维码，核验网址：{FACTS.verify_url}" in alternatives


def test_names_are_text_and_never_markup(press: Press) -> None:
    what = facts(name=Pair("", "<b>Rob</b> & {{ 7*7 }}"), firm=Pair("", "<img src='file:///etc/passwd'>"))
    html = sheet.html_of(what)
    assert "&lt;b&gt;Rob&lt;/b&gt; &amp; {{ 7*7 }}" in html
    assert "<img src='file" not in html
    assert squeezed("<b>Rob</b> & {{ 7*7 }}") in text_of(press.draw(html))


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://127.0.0.1:9/x.svg",
        "https://example.com/x.svg",
        "art/../certificate.html",
        "art/..%2F..%2Fmodels.py",
        "../models.py",
        "certificate.html",
        "art/gone.svg",
    ],
)
def test_a_sheet_reads_nothing_but_our_art_and_fonts(press: Press, address: str) -> None:
    with pytest.raises(DrawingFailed):
        press.draw(f"<html><body><img src='{address}'></body></html>")
    assert press.draw(sheet.html_of(FACTS)).startswith(b"%PDF")


def test_an_academy_of_its_own_prints_its_own_seal(press: Press, tmp_path: Path) -> None:
    plain = press.draw(sheet.html_of(FACTS))
    settings.keep(Config(certificate_art=str(tmp_path)))
    own = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle cx="4" cy="4" r="4"/></svg>'
    (tmp_path / "seal.svg").write_text(own)
    try:
        assert len(press.draw(sheet.html_of(FACTS))) < len(plain)
    finally:
        settings.keep(Config())


def test_the_same_facts_make_the_same_sheet() -> None:
    assert sheet.html_of(FACTS) == sheet.html_of(Facts.from_json(FACTS.as_json()))
    assert sheet.html_of(FACTS) != sheet.html_of(facts(name=NAMES[1]))


# -- freezing --------------------------------------------------------------------------------------


def granted(database: Database) -> tuple[Cast, Certificate]:
    with database.transaction():
        make_track()
        cast = make_cast()
        return cast, grant_junior(cast)


def now(database: Database, certificate: Certificate) -> Certificate:
    with database.transaction(read_only=True) as session:
        return session.get_one(Certificate, certificate.id)


def test_the_worker_draws_and_freezes_what_was_granted(database: Database, tmp_path: Path) -> None:
    _cast, certificate = granted(database)
    assert worker(database, tmp_path).sweep() == 1
    issued = now(database, certificate)
    assert issued.state == "issued"
    assert issued.issued_at is not None
    content = Storage(tmp_path).get(issued.pdf_sha256 or "")
    assert hashlib.sha256(content).hexdigest() == issued.pdf_sha256
    assert len(content) == issued.pdf_size
    assert squeezed(certificate.number) in text_of(content)
    assert "欧阳娜娜" in text_of(content)


def test_the_bytes_stay_when_the_name_changes(database: Database, tmp_path: Path) -> None:
    cast, certificate = granted(database)
    drawer = worker(database, tmp_path)
    drawer.sweep()
    before = now(database, certificate)
    content = Storage(tmp_path).get(before.pdf_sha256 or "")
    with database.transaction() as session:
        session.get_one(User, cast.learner.user_id).name_zh = "另一个名字"
    with database.transaction():
        freeze(str(certificate.id), made=None)
    after = now(database, certificate)
    assert (after.pdf_sha256, after.issued_at, after.facts) == (before.pdf_sha256, before.issued_at, before.facts)
    assert Storage(tmp_path).get(after.pdf_sha256 or "") == content


def test_drawing_twice_changes_nothing(database: Database, tmp_path: Path) -> None:
    _cast, certificate = granted(database)
    drawer = worker(database, tmp_path)
    drawer.sweep()
    first = now(database, certificate)
    with database.transaction() as session:
        assert drawer.jobs["credentials.draw"].make(str(certificate.id)) is None  # type: ignore[union-attr]
        freeze(str(certificate.id), made=jobs.Drawn("f" * 64, 1))
        session.flush()
    assert (now(database, certificate).pdf_sha256, now(database, certificate).pdf_size) == (
        first.pdf_sha256,
        first.pdf_size,
    )


def test_a_sheet_that_cannot_be_drawn_is_tried_again_and_nothing_is_issued(database: Database, tmp_path: Path) -> None:
    _cast, certificate = granted(database)
    with database.transaction() as session:
        broken = session.get_one(Certificate, certificate.id)
        broken.facts = {**broken.facts, "signatories": [{**broken.facts["signatories"][0], "image": "gone.svg"}]}
    assert worker(database, tmp_path).sweep() == 0
    assert now(database, certificate).state == "waiting"
    with database.transaction(read_only=True):
        (work,) = waiting_work()
    assert work.tries == 1
    assert "gone.svg" in (work.error or "")
    assert list(tmp_path.rglob("*")) == []


def test_no_writer_waits_while_a_sheet_is_drawn(fresh_database: Database, tmp_path: Path) -> None:
    _cast, _certificate = granted(fresh_database)
    drawer = worker(fresh_database, tmp_path)
    job = drawer.jobs["credentials.draw"]
    assert isinstance(job, jobs.TwoSteps)
    seen: list[bool] = []

    def make(certificate_id: str) -> object:
        with fresh_database.transaction() as other:  # would wait for the drawing's lock, if it had one
            other.add(User(email="somebody@else.example", name_latin="Somebody", created_at=clock.now()))
        seen.append(True)
        return job.make(certificate_id)

    drawer.jobs = {"credentials.draw": jobs.TwoSteps(make, job.keep)}
    assert drawer.sweep() == 1
    assert seen == [True]


def test_the_web_process_never_loads_weasyprint(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from lms.app import create_app\n"
        "from lms.core.config import Config\n"
        f"create_app(Config(data=Path({str(tmp_path)!r}), secret_key='x'), testing=True)\n"
        "import lms.cli, lms.cli.certificate\n"
        "print(sorted(name for name in sys.modules if name.split('.')[0] in ('weasyprint', 'pydyf', 'pypdf')))\n"
        "import lms.schedule\n"
        "print('weasyprint' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert done.stdout.split("\n")[:2] == ["[]", "True"]


def test_a_missing_subsetter_is_said_loudly(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, unit: Session
) -> None:
    monkeypatch.setattr(jobs.ffi, "harfbuzz_subset", None)
    jobs.drawing(Storage(tmp_path))
    said = "".join(capsys.readouterr())
    assert "libharfbuzz-subset0" in said
    assert "apt-get install" in said
