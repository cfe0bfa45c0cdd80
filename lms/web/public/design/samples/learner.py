"""What a learner's pages show: ladders, decisions, what is due."""

from __future__ import annotations

from datetime import date

from lms.web.public.design.samples.frames import names
from lms.web.public.design.samples.words import Data, t


def asks() -> list[Data]:
    """What a rung still asks, one of each state."""
    return [
        {
            "label": t("Sales skills: qualifying a site visit", "销售技巧：上门前的客户甄别"),
            "why": t("Lesson 4 of 9", "第 4 课，共 9 课"),
            "url": "#lesson",
            "verb": t("Go on", "继续"),
            "state": "half",
        },
        {
            "label": t("Where industrial edge is going", "工业边缘计算的趋势"),
            "why": t("5 lessons, 40 min", "5 课，40 分钟"),
            "url": "#course",
            "verb": t("Start", "开始"),
            "state": "todo",
        },
        {
            "label": t("Senior online test, 80 or more", "高级在线测试，80 分以上"),
            "why": t("74 on 16 Nov. Next try from 25 Nov", "11 月 16 日得 74 分，11 月 25 日起可再考"),
            "url": "#why",
            "verb": t("See why", "看原因"),
            "state": "no",
        },
        {
            "label": t("Mystery check, accepted", "神秘检查已认可"),
            "why": t("Counts from 1 Dec, after its dispute date", "申诉期过后，自 12 月 1 日起计入"),
            "url": None,
            "verb": t("1 Dec", "12 月 1 日"),
            "state": "wait",
        },
    ]


def rungs(held: int = 2, *, lapsed: bool = False) -> list[Data]:
    """The ladder of somebody who holds ``held`` levels."""
    done = [
        t("Intermediate held", "已持有中级"),
        {"label": t("G3 gateway: install and hand over", "G3 网关：安装与交付"), "url": "#course"},
    ]
    made: list[Data] = []
    for number, name in enumerate(names(), start=1):
        rung: Data = {"number": number, "name": name}
        if number <= held:
            rung |= {"state": "held", "note": t("to 14 Mar 2027", "至 2027 年 3 月 14 日")}
            if lapsed and number == held:
                rung |= {"state": "lapsed", "note": t("ended 3 Sep 2026", "2026 年 9 月 3 日到期")}
        elif number == held + 1:
            steps = ["done"] * 2 + ["half"] + ["todo"] * 3
            rung |= {
                "state": "next",
                "note": t("2 of 6 done", "已完成 2/6"),
                "steps": steps,
                "asks": asks(),
                "done": done,
            }
        else:
            rung |= {"state": "ahead", "note": t("asks 8 things", "共 8 项条件")}
        made.append(rung)
    return made


def medals() -> list[Data]:
    """A track of three levels, with colours further apart."""
    return [
        {
            "number": 1,
            "name": t("Marketing manager", "行销经理"),
            "state": "held",
            "note": t("to 19 Dec 2026", "至 2026 年 12 月 19 日"),
            "colour": 1,
        },
        {
            "number": 2,
            "name": t("Senior", "高级"),
            "state": "next",
            "note": t("0 of 3 done", "已完成 0/3"),
            "steps": ["todo"] * 3,
            "colour": 3,
        },
        {
            "number": 3,
            "name": t("Principal", "资深"),
            "state": "ahead",
            "note": t("asks 4 things", "共 4 项条件"),
            "colour": 5,
        },
    ]


def decision() -> list[Data]:
    """Each state of a condition, one of them a choice."""
    return [
        {
            "state": "no",
            "say": t("Senior online test: 80 or more.", "高级在线测试达到 80 分。"),
            "saw": t(
                "Seen: 74 on 16 Nov 2026. Next try from 25 Nov.",
                "已见：2026 年 11 月 16 日 74 分，11 月 25 日起可再考。",
            ),
            "action": (t("Book the try", "预约补考"), "#book"),
        },
        {
            "state": "half",
            "say": t("A sales-skills course, completed.", "完成一门销售技巧课程。"),
            "saw": t("Seen: Qualifying a site visit, 3 of 9 lessons.", "已见：上门前的客户甄别，9 课中的 3 课。"),
            "action": (t("Go on", "继续学习"), "#lesson"),
        },
        {
            "state": "todo",
            "say": t("One of these two.", "以下两项任选其一。"),
            "lines": [
                {
                    "state": "todo",
                    "say": t("A trends course, completed.", "完成一门趋势课程。"),
                    "saw": t("Seen: none.", "已见：无。"),
                    "action": (t("Start it", "开始"), "#start"),
                },
                {
                    "state": "wait",
                    "say": t("Two published cases.", "发布两篇案例。"),
                    "saw": t("Seen: one published, one with the moderator.", "已见：一篇已发布，一篇待审核。"),
                },
            ],
        },
        {
            "state": "wait",
            "say": t("A mystery check, accepted.", "一次神秘检查获认可。"),
            "saw": t("Seen: 86 on 16 Nov. It counts from 1 Dec.", "已见：11 月 16 日 86 分，自 12 月 1 日起计入。"),
        },
        {
            "state": "yes",
            "say": t("Intermediate held.", "持有中级。"),
            "saw": t("Seen: to 14 Mar 2027.", "已见：有效期至 2027 年 3 月 14 日。"),
        },
    ]


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
