"""Who looks, and where they may go: what the frames of pages show."""

from __future__ import annotations

from types import SimpleNamespace

from lms.ui.context import NavItem
from lms.web.public.design.samples.words import t


def viewer() -> SimpleNamespace:
    """Somebody with a long name."""
    return SimpleNamespace(name=t("Nana Abdurahman Ouyang", "欧阳娜娜·阿卜杜热合曼"), initial=t("N", "娜"), theme=None)


def company() -> str:
    """A company with a long name."""
    return t("Heilongjiang Beidahuang Information Technology Co., Ltd.", "黑龙江北大荒信息技术有限责任公司")


def learner_navigation() -> list[tuple[str, list[NavItem]]]:
    """Five places."""
    return [
        (
            "",
            [
                NavItem(t("Home", "首页"), "#home", icon="house-door", icon_active="house-door-fill", current=True),
                NavItem(t("Courses", "课程"), "#courses", icon="book", icon_active="book-fill"),
                NavItem(t("Certificates", "证书"), "#certificates", icon="patch-check", icon_active="patch-check-fill"),
                NavItem(t("Club", "俱乐部"), "#club", icon="trophy", icon_active="trophy-fill", badge="3"),
                NavItem(t("Me", "我的"), "#me", icon="person", icon_active="person-fill"),
            ],
        )
    ]


def staff_navigation() -> list[tuple[str, list[NavItem]]]:
    """Three groups."""
    return [
        (
            t("Work", "工作"),
            [
                NavItem(t("Desk", "工作台"), "#desk", icon="inbox", icon_active="inbox-fill", current=True, badge="67"),
                NavItem(t("People", "人员"), "#people", icon="people", icon_active="people-fill"),
                NavItem(t("Partners", "合作伙伴"), "#partners", icon="building", icon_active="building-fill"),
            ],
        ),
        (
            t("Programmes", "培训认证"),
            [
                NavItem(t("Tracks and rules", "课程体系与规则"), "#tracks", icon="ladder", icon_active="ladder"),
                NavItem(t("Courses", "课程"), "#courses", icon="journal", icon_active="journal", badge="5"),
                NavItem(
                    t("Field checks", "现场检查"),
                    "#checks",
                    icon="clipboard-check",
                    icon_active="clipboard-check-fill",
                    badge="1204",
                ),
            ],
        ),
        (t("Records", "档案"), [NavItem(t("Reports", "报表"), "#reports", icon="graph-up", icon_active="graph-up")]),
    ]


def names() -> list[str]:
    """The five levels."""
    return [
        t("Junior", "初级"),
        t("Intermediate", "中级"),
        t("Senior", "高级"),
        t("Principal", "资深"),
        t("Expert", "专家"),
    ]
