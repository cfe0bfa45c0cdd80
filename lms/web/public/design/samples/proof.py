"""What leads to a certificate and follows from it: the ladder, decisions, history, what is printed, the public answer."""

from __future__ import annotations

from datetime import date

from lms.web.public.design.samples.frames import company, names, viewer
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
