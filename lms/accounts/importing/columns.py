"""What may stand in a column, how its heading may be written in both languages, and whether a choice of columns makes sense."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from enum import StrEnum

from lms.core.errors import Refused
from lms.core.i18n import LANGUAGES, Message, msg
from lms.core.search import fold


class Field(StrEnum):
    """What a cell may say, in the order of the template."""

    NAME_ZH = "name_zh"
    NAME_LATIN = "name_latin"
    EMAIL = "email"
    PHONE = "phone"
    COMPANY = "company"
    JOB = "job"
    JOB_ROLE = "job_role"
    STARTS_ON = "starts_on"
    ENDS_ON = "ends_on"
    ROLE = "role"
    COMPANY_NAME_ZH = "company_name_zh"
    COMPANY_NAME_LATIN = "company_name_latin"
    PARENT = "parent"
    REGION = "region"
    TIER = "tier"


WORDS: Mapping[Field, Message] = {
    Field.NAME_ZH: msg("Name in Chinese"),
    Field.NAME_LATIN: msg("Name in Latin letters"),
    Field.EMAIL: msg("E-mail"),
    Field.PHONE: msg("Mobile number"),
    Field.COMPANY: msg("Company code"),
    Field.JOB: msg("Job"),
    Field.JOB_ROLE: msg("Kind of work"),
    Field.STARTS_ON: msg("First day there"),
    Field.ENDS_ON: msg("Last day there"),
    Field.ROLE: msg("Role"),
    Field.COMPANY_NAME_ZH: msg("Company name in Chinese"),
    Field.COMPANY_NAME_LATIN: msg("Company name in Latin letters"),
    Field.PARENT: msg("Code of the company above"),
    Field.REGION: msg("Region key"),
    Field.TIER: msg("Tier key"),
}
"""How fields are called on pages and in the template."""

_ALSO: Mapping[Field, str] = {
    Field.NAME_ZH: "chinese name, name zh, name_zh, name, full name, 姓名, 中文姓名, 中文名, 名字, 员工姓名, 人员姓名",
    Field.NAME_LATIN: "latin name, english name, name in english, name en, name_latin, pinyin, 英文名, 英文姓名, 拼音, 姓名拼音, 拼音姓名, 外文姓名",
    Field.EMAIL: "mail, email, email address, e-mail address, 邮箱, 电子邮箱, 电子邮件, 邮件, 邮箱地址",
    Field.PHONE: "phone, mobile, mobile phone, telephone, tel, cell, phone number, 手机, 手机号, 手机号码, 电话, 联系电话, 移动电话",
    Field.COMPANY: "company, partner, partner code, code, employer, 公司代码, 公司编码, 公司编号, 公司, 单位, 单位代码, 伙伴代码, 合作伙伴代码, 合作伙伴",
    Field.JOB: "job title, title, position, 职位, 岗位, 职务, 职称",
    Field.JOB_ROLE: "job role, job_role, function, 工作类别, 岗位类别, 岗位类型, 工种",
    Field.STARTS_ON: "first day, starts on, start, start date, joined, joined on, since, entry date, 入职日期, 入职时间, 入职日, 开始日期, 到岗日期",
    Field.ENDS_ON: "last day, ends on, end, end date, left, left on, until, leaving date, 离职日期, 离职时间, 离职日, 结束日期, 最后工作日",
    Field.ROLE: "roles, 角色, 系统角色, 权限",
    Field.COMPANY_NAME_ZH: "company name zh, chinese company name, 公司名称, 公司中文名, 公司中文名称, 单位名称, 合作伙伴名称, 伙伴名称",
    Field.COMPANY_NAME_LATIN: "company name, company name en, company english name, 公司英文名, 公司英文名称, 公司外文名称",
    Field.PARENT: "parent, parent code, parent company, distributor, 上级公司, 上级公司代码, 上级代码, 上级单位, 上级, 总代",
    Field.REGION: "region, 区域, 大区, 地区, 区域代码, 区域标识",
    Field.TIER: "tier, 等级, 级别, 伙伴等级, 合作伙伴等级, 等级标识",
}

REASON = msg("Why it was not imported")
"""The heading of the last column in a file of refused rows."""
_REASONS = frozenset(REASON.render(language) for language in LANGUAGES)

Columns = Mapping[int, Field]
"""Our field by the number of the file's column, counted from 0; a column that is left out says nothing to us."""

_COMPANY_ONLY = frozenset({Field.COMPANY_NAME_ZH, Field.COMPANY_NAME_LATIN, Field.PARENT, Field.REGION, Field.TIER})
_PERSON = frozenset({Field.NAME_ZH, Field.NAME_LATIN, Field.EMAIL, Field.PHONE})


def guess(headers: Sequence[str]) -> dict[int, Field]:
    """What the headings of a file seem to mean; each field once, the first column that fits."""
    found: dict[int, Field] = {}
    for number, header in enumerate(headers):
        field = next((known for words in _spellings(header) if (known := _KNOWN.get(words)) is not None), None)
        if field is not None and field not in found.values():
            found[number] = field
    return found


def headers_key(headers: Sequence[str]) -> str:
    """The same for every file with these headings in this order; the column that we add to refused rows does not count."""
    plain = [_plain(header) for header in headers if header not in _REASONS]
    return hashlib.sha256(json.dumps(plain).encode()).hexdigest()


def checked(columns: Columns) -> Columns:
    """The choice, when it can be worked with; raises :class:`Refused` that says what is missing or there twice."""
    twice = [field for field, times in Counter(columns.values()).items() if times > 1]
    if twice:
        raise Refused(msg("“{field}” is chosen for two columns. Choose it for one.", field=WORDS[twice[0]]))
    chosen = set(columns.values())
    if not chosen & _PERSON and Field.COMPANY not in chosen:
        raise Refused(msg("Choose at least one column that tells who is meant: a name, an e-mail address or a number."))
    if chosen & _COMPANY_ONLY and Field.COMPANY not in chosen:
        raise Refused(msg("Names, regions and tiers of companies need the column with the company's code beside them."))
    return columns


def as_json(columns: Columns) -> dict[str, str]:
    """For the import's column."""
    return {str(number): field.value for number, field in columns.items()}


def from_json(written: Mapping[str, str]) -> dict[int, Field]:
    """What :func:`as_json` wrote."""
    return {int(number): Field(field) for number, field in written.items()}


def heading(field: Field) -> str:
    """A column's heading in the template, in both languages."""
    return f"{WORDS[field].render('zh_Hans')} {WORDS[field].render('en')}"


def _plain(header: str) -> str:
    return " ".join(re.sub(r"[_*:：/()（）\[\]【】\"'“”-]+", " ", fold(header)).split())


def _spellings(header: str) -> list[str]:
    """The whole heading, then its Chinese and its Latin part alone: many files write both."""
    plain = _plain(header)
    chinese = "".join(sign for sign in plain if sign > "\u2e80")
    latin = " ".join("".join(sign for sign in plain if sign <= "\u2e80").split())
    return [plain, chinese, latin]


def _known() -> dict[str, Field]:
    return {_plain(words): field for field in Field for words in (WORDS[field].key, *_ALSO[field].split(","))}


_KNOWN = _known()
