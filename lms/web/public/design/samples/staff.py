"""What the staff works on: people in a dense list, instants near and far."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from lms.core import clock
from lms.web.public.design.samples.frames import company, names
from lms.web.public.design.samples.words import Data, t


def people() -> list[Data]:
    """Rows of a list."""
    return [
        {
            "id": 1,
            "name": "Nana Abdurahman Ouyang 欧阳娜娜·阿卜杜热合曼",
            "company": company(),
            "level": 3,
            "level_name": names()[2],
            "since": date(2026, 11, 19),
            "decision": t("all 6 conditions met", "6 项条件均已满足"),
        },
        {
            "id": 2,
            "name": "Zhou Zimo 周子墨",
            "company": t("Shenyang Tiexi Automation", "沈阳铁西自动化有限公司"),
            "level": 1,
            "level_name": names()[0],
            "since": date(2026, 11, 20),
            "decision": t("all 4 conditions met", "4 项条件均已满足"),
        },
        {
            "id": 3,
            "name": "Gulnar Memet 古丽娜尔·买买提",
            "company": t("Ürümqi Tianshan Networks", "乌鲁木齐天山网络"),
            "level": 5,
            "level_name": names()[4],
            "since": date(2026, 11, 21),
            "decision": t("all 8 met, one by a higher level", "8 项均满足，其中 1 项由更高级别代替"),
        },
    ]


def instants() -> list[datetime]:
    """Moments near and far."""
    now = clock.now()
    far = datetime(2025, 3, 15, 1, 30, tzinfo=UTC)
    return [now, now - timedelta(minutes=3), now - timedelta(days=2), now + timedelta(hours=5), far]
