"""Certificates: facts as they are printed, and certificates that came out of a grant."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.certification.operations import granting
from lms.core import db, jobs
from lms.core.jobs import Work, Worker
from lms.core.storage import Storage
from lms.credentials import jobs as press
from lms.credentials.models import Certificate
from lms.credentials.rules.codes import with_check
from lms.credentials.rules.facts import Facts, Pair, Signatory
from tests.cast import Cast
from tests.factories.certification import JUNIOR, eligible_for_junior

CODE = with_check(2**129 + 20260101)
FACTS = Facts(
    number="NPA-EE3-2026-004127",
    code=CODE,
    edition=1,
    language="zh_Hans",
    name=Pair("欧阳娜娜·阿卜杜热合曼", "Ouyang Nana Abdurahman"),
    firm=Pair(
        "黑龙江北大荒信息技术有限责任公司哈尔滨分公司",
        "Heilongjiang Beidahuang Information Technology Co., Ltd., Harbin Branch",
    ),
    level=Pair("高级工程师", "Senior Engineer"),
    level_number=3,
    level_count=5,
    programme=Pair("专家工程", "Expert Engineer Programme"),
    issued_on=date(2026, 10, 18),
    valid_from=date(2026, 10, 18),
    valid_through=date(2028, 10, 17),
    assessed_by=(Pair("网络测试", "Online test"), Pair("面授考试", "Face-to-face exam")),
    signatories=(
        Signatory(Pair("沈若川", "Shen Ruochuan"), Pair("院长", "Dean of the Academy"), "signature-a.svg"),
        Signatory(Pair("何佩兰", "Helen P. Ho"), Pair("首席考官", "Chief Examiner"), "signature-b.svg"),
    ),
    academy=Pair("北辰伙伴学院", "Northstar Partner Academy"),
    verify_url=f"https://academy.example/verify/{CODE}",
)


def facts(**changed: Any) -> Facts:
    """The facts of a senior engineer with a long name, some of them others."""
    return replace(FACTS, **changed)


def grant_junior(cast: Cast, user_id: UUID | None = None, by: Actor | None = None) -> Certificate:
    """The certificate, not yet drawn, of a junior level just granted to the learner (or another)."""
    user_id = user_id or cast.learner.user_id
    eligible_for_junior(user_id)
    certification = granting.grant(by or cast.admin.actor, user_id, JUNIOR)
    assert certification is not None
    return db.session().scalars(select(Certificate).where(Certificate.certification_id == certification.id)).one()


def worker(database: db.Database, folder: Path) -> Worker:
    """A worker that can draw, keeping files in ``folder``."""
    return jobs.Worker(database, {"credentials.draw": press.drawing(Storage(folder))})


def waiting_work() -> list[Work]:
    """The drawing that is recorded and not yet done."""
    found = select(Work).where(Work.kind == "credentials.draw", Work.state == "waiting")
    return list(db.session().scalars(found))
