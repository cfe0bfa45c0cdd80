"""The companies and people of the demo academy: all invented. The same at each run."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "academy-demo"  # noqa: S105 - the demo's password is printed on its sign-in page

REGIONS = {
    "northeast-china": {"en": "Northeast China", "zh": "东北大区"},
    "north-germany": {"en": "North Germany", "zh": "德国北部"},
}
TIERS = [("gold", {"en": "Gold", "zh": "金牌"}), ("silver", {"en": "Silver", "zh": "银牌"})]


JOBS = {
    "Branch manager": "分公司经理",
    "Channel manager": "渠道经理",
    "Field engineer": "现场工程师",
    "General manager": "总经理",
    "Managing director": "总经理",
    "Salesperson": "销售代表",
}


JOB_ROLES = {
    "Field engineer": "field_engineer",
    "Salesperson": "sales",
}


def job_role(english: str) -> str:
    """The kind of work that a job is: whoever is neither engineer nor salesperson manages."""
    return JOB_ROLES.get(english, "management") if english else ""


def job_title(english: str) -> str:
    """A job as the demo's companies write it: in both languages, for it is a person's data and is shown to both as it stands."""
    return f"{english} · {JOBS[english]}" if english else ""


@dataclass(frozen=True)
class Company:
    """A partner: ``parent`` and ``tier`` by code and key, where there are any."""

    code: str
    region: str
    name_latin: str
    name_zh: str
    parent: str | None = None
    tier: str | None = None


COMPANIES = [
    Company("ACME", "northeast-china", "Acme Industrial Networks Co., Ltd.", "顶点工业网络有限公司", tier="gold"),
    Company("ACME-DL", "northeast-china", "Acme Dalian Branch", "顶点工业网络大连分公司", parent="ACME"),
    Company(
        "BDH",
        "northeast-china",
        "Heilongjiang Beidahuang Information Technology Co., Ltd.",
        "黑龙江北大荒信息技术有限责任公司",
        parent="ACME",
        tier="silver",
    ),
    Company("OTHER", "north-germany", "Other Networks GmbH", "他山网络", tier="gold"),
    Company("ELBE", "north-germany", "Elbe Automation GmbH", "", parent="OTHER", tier="silver"),
    Company("WESER", "north-germany", "Weser Systemhaus KG", ""),
]


@dataclass(frozen=True)
class Person:
    """Somebody of the demo. ``role`` beside learner, where there is one; staff have no company. ``story``: see ``stories``."""

    email: str
    name_latin: str
    name_zh: str
    company: str | None
    job: str
    story: str = "none"
    role: str | None = None


CAST = [
    Person("admin@academy.example", "Zhou Min", "周敏", None, "", role="admin"),
    Person("trainer@academy.example", "He Xiaoyu", "何晓宇", None, "", role="trainer"),
    Person("examiner@academy.example", "Sun Li", "孙立", None, "", role="examiner"),
    Person("inspector@academy.example", "Zheng Kai", "郑凯", None, "", role="inspector"),
    Person("manager@acme.example", "Wang Lei", "王磊", "ACME", "General manager", "channel", role="partner_manager"),
    Person("learner@acme.example", "Ouyang Nana", "欧阳娜娜", "ACME", "Salesperson", "begun"),
    Person("manager@other.example", "Petra Hansen", "", "OTHER", "Managing director", role="partner_manager"),
    Person("learner@other.example", "Jonas Petersen", "", "OTHER", "Field engineer", "certified"),
]

# story | Latin name | Chinese name | company | job
_OTHERS = """
begun      | Li Xue                        | 李雪                 | ACME    | Salesperson
certified  | Zhang Wei                     | 张伟                 | ACME    | Field engineer
certified  | Liu Yang                      | 刘洋                 | ACME    | Field engineer
eligible   | Chen Jiayi                    | 陈嘉怡               | ACME    | Salesperson
failed     | Zhao Gang                     | 赵刚                 | ACME    | Field engineer
learned    | Sun Ting                      | 孙婷                 | ACME    | Salesperson
ending     | Wu Hao                        | 吴昊                 | ACME    | Field engineer
expired    | Zhou Jian                     | 周健                 | ACME    | Field engineer
stalled    | Xu Lina                       | 徐丽娜               | ACME    | Salesperson
invited    | Ma Chao                       | 马超                 | ACME    | Salesperson
certified  | Zhu Qiang                     | 朱强                 | ACME-DL | Field engineer
eligible   | Hu Yue                        | 胡悦                 | ACME-DL | Salesperson
ending     | Guo Feng                      | 郭峰                 | ACME-DL | Field engineer
stalled    | Lin Xiaomei                   | 林晓梅               | ACME-DL | Salesperson
failed     | Gao Yuan                      | 高远                 | ACME-DL | Field engineer
channel    | Luo Qing                      | 罗青                 | ACME-DL | Branch manager
learned    | Liang Bo                      | 梁波                 | ACME-DL | Salesperson
suspended  | Song Yu                       | 宋宇                 | ACME-DL | Field engineer
none       | Zheng Shuang                  | 郑爽                 | ACME-DL | Salesperson
certified  | Nana Abdurahman Ouyang        | 欧阳娜娜·阿卜杜热合曼 | BDH     | Field engineer
ending     | Gulnar Memet                  | 古丽娜尔·买买提       | BDH     | Salesperson
certified  | Wang Jianguo                  | 王建国               | BDH     | Field engineer
eligible   | Zhou Zimo                     | 周子墨               | BDH     | Field engineer
declined   | Tang Rui                      | 唐锐                 | BDH     | Salesperson
stalled    | Feng Xi                       | 冯㐂                 | BDH     | Salesperson
expired    | Han Meimei                    | 韩梅梅               | BDH     | Salesperson
replaced   | Cao Ying                      | 曹颖                 | BDH     | Field engineer
failed     | Deng Chao                     | 邓超                 | BDH     | Salesperson
learned    | Xiao Han                      | 肖寒                 | BDH     | Field engineer
begun      | Pan Yueming                   | 潘月明               | BDH     | Salesperson
revoked    | Yuan Kun                      | 袁坤                 | BDH     | Field engineer
channel    | Jiang Wen                     | 姜文静               | BDH     | Channel manager
invited    | Shen Teng                     | 沈腾飞               | BDH     | Salesperson
certified  | Anna Schmidt                  |                      | OTHER   | Field engineer
ending     | Lukas Weber                   |                      | OTHER   | Field engineer
eligible   | Mia Fischer                   |                      | OTHER   | Salesperson
stalled    | Finn Becker                   |                      | OTHER   | Salesperson
failed     | Emma Wagner                   |                      | OTHER   | Salesperson
channel    | Paul Hoffmann                 |                      | OTHER   | Channel manager
learned    | Lea Schulz                    |                      | OTHER   | Salesperson
expired    | Noah Koch                     |                      | OTHER   | Field engineer
certified  | Łukasz Żółtowski              |                      | ELBE    | Field engineer
ending     | Maria-Magdalena von der Heide |                      | ELBE    | Salesperson
eligible   | Ben Richter                   |                      | ELBE    | Field engineer
begun      | Clara Klein                   |                      | ELBE    | Salesperson
failed     | Elias Wolf                    |                      | ELBE    | Field engineer
invited    | Ida Neumann                   |                      | ELBE    | Salesperson
certified  | Søren Kjær                    |                      | WESER   | Field engineer
begun      | Frieda Braun                  |                      | WESER   | Salesperson
learned    | Oskar Zimmermann              |                      | WESER   | Field engineer
certified  | Greta Krüger                  |                      | WESER   | Field engineer
invited    | Theo Hartmann                 |                      | WESER   | Salesperson
"""


def everybody() -> list[Person]:
    """The cast, then all others."""
    return [*CAST, *(_read(number, line) for number, line in enumerate(_OTHERS.strip().splitlines(), start=1))]


def _read(number: int, line: str) -> Person:
    story, latin, chinese, company, job = (part.strip() for part in line.split("|"))
    return Person(f"person{number:02}@{company.lower()}.example", latin, chinese, company, job, story)
