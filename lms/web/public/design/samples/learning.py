"""What a learner meets: what is due, a lesson's contents, a test's questions."""

from __future__ import annotations

from datetime import date

from lms.web.public.design.samples.words import Data, t


def due() -> list[Data]:
    """Rows with dates, icons and chips."""
    return [
        {
            "on": date(2026, 11, 25),
            "label": t("Senior test opens again for you", "高级测试重新开放"),
            "url": "#test",
            "text": t("In 2 days. 24 questions, 40 min", "2 天后，24 题，40 分钟"),
        },
        {
            "on": date(2026, 12, 19),
            "label": t("Renew Marketing Manager, silver", "续展渠道行销经理（银牌）"),
            "url": "#renew",
            "text": t("26 days left. 1 of 3 steps done", "还剩 26 天，已完成 1/3"),
            "chip": t("Ends soon", "即将到期"),
            "tone": "warn",
        },
        {
            "icon": "journal",
            "label": t("G3 course has a new version", "G3 课程已更新"),
            "text": t("It counts at your next renewal.", "下次续展时采用新版。"),
        },
    ]


def contents() -> list[Data]:
    """The lessons of a course."""
    lesson = t("Three questions before you open the cabinet", "打开机柜前的三个问题")
    minutes = t("{} min", "{} 分钟")
    return [
        {
            "group": t("Before the visit", "拜访之前"),
            "label": t("What a visit costs", "一次拜访的成本"),
            "url": "#1",
            "note": minutes.format(5),
            "state": "done",
        },
        {
            "label": t("Reading the first e-mail", "读懂第一封邮件"),
            "url": "#2",
            "note": minutes.format(6),
            "state": "done",
        },
        {"label": lesson, "url": "#3", "note": minutes.format(6), "state": "half", "current": True},
        {
            "group": t("On the phone", "电话中"),
            "label": t("The call, word for word", "通话逐句讲解"),
            "url": "#4",
            "note": minutes.format(8),
            "state": "todo",
        },
        {
            "label": t("Check yourself", "自测"),
            "url": None,
            "note": t("after lesson 4", "第 4 课后"),
            "state": "locked",
        },
    ]


def questions() -> list[Data]:
    """The map of a test in the middle."""
    return [
        {
            "number": n,
            "url": f"#q{n}",
            "saved": n < 9,
            "waiting": n in (9, 10),
            "flagged": n in (5, 10),
            "current": n == 11,
        }
        for n in range(1, 25)
    ]
