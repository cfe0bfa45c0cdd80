"""What staff and strangers see: history, verification, lists."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from lms.core import clock
from lms.web.public.design.samples.frames import company, names, viewer
from lms.web.public.design.samples.words import Data, t


def history() -> list[Data]:
    """A year of somebody's facts."""
    return [
        {
            "on": date(2026, 11, 16),
            "what": t("Mystery check accepted, 86", "神秘检查获认可，86 分"),
            "text": t("Cold-room hand-over, Harbin.", "哈尔滨，冷库交付。"),
            "recorded": t("Recorded 17 Nov 2026 by the check office", "检查办公室于 2026 年 11 月 17 日记录"),
        },
        {
            "on": date(2026, 10, 2),
            "what": t("Completed G3 gateway: install and hand over", "完成 G3 网关：安装与交付"),
            "was": t("30 Sep 2026", "2026 年 9 月 30 日"),
            "text": t(
                "corrected to 2 Oct 2026: wrong day in the class list.", "更正为 2026 年 10 月 2 日：班级名单日期有误。"
            ),
            "recorded": t(
                "Recorded 3 Oct, corrected 6 Oct 2026 by He Xiaofeng 何晓峰", "10 月 3 日记录，何晓峰于 10 月 6 日更正"
            ),
        },
        {
            "on": date(2025, 3, 15),
            "what": t("Granted Intermediate", "授予中级"),
            "recorded": t("Recorded the same day by Lin Jing 林静, rule version 3", "林静于当日记录，规则第 3 版"),
            "level": 2,
        },
    ]


def printed() -> list[Data]:
    """The facts of a certificate."""
    return [
        {"term": t("Name", "姓名"), "value": viewer().name},
        {"term": t("Company when issued", "颁证时所在公司"), "value": company()},
        {"term": t("Number", "证书编号"), "value": "NPA-EE3-2026-000412"},
        {
            "term": t("Valid through", "有效期至"),
            "value": t("14 Mar 2027", "2027 年 3 月 14 日"),
            "kind": "was",
            "now": t("ended on 3 Sep 2026", "已于 2026 年 9 月 3 日终止"),
        },
        {"term": t("Code", "验证码"), "value": "3TZ8 WKFP 0A7M XE5R JQ7H VDN4 29KC", "kind": "code"},
    ]


def verdict(tone: str) -> tuple[str, str]:
    """Word and sentence of an answer."""
    return {
        "ok": (
            t("Valid", "有效"),
            t("This certificate is valid through 14 March 2027.", "此证书有效，有效期至 2027 年 3 月 14 日。"),
        ),
        "wait": (
            t("Suspended", "已暂停"),
            t(
                "Not valid at present. It was suspended on 3 September 2026.",
                "此证书目前无效，已于 2026 年 9 月 3 日暂停。",
            ),
        ),
        "past": (
            t("Expired", "已过期"),
            t("It was valid through 14 March 2026.", "此证书有效期至 2026 年 3 月 14 日，现已过期。"),
        ),
        "moved": (
            t("Replaced", "已换发"),
            t("A second edition took its place on 3 June 2025.", "已于 2025 年 6 月 3 日由第二版取代。"),
        ),
        "bad": (
            t("Revoked", "已撤销"),
            t("Not valid. It was revoked on 3 September 2026.", "此证书无效，已于 2026 年 9 月 3 日撤销。"),
        ),
        "unknown": (
            t("Unknown", "查无此证"),
            t("No certificate of ours has this code.", "我们没有颁发过带有此验证码的证书。"),
        ),
    }[tone]


def instants() -> list[datetime]:
    """Moments near and far."""
    now = clock.now()
    far = datetime(2025, 3, 15, 1, 30, tzinfo=UTC)
    return [now, now - timedelta(minutes=3), now - timedelta(days=2), now + timedelta(hours=5), far]


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
