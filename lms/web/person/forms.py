"""What is filled in to make a person, and to change what is known of one. Shapes only: rules are the operations'."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from lms.accounts.actor import Actor
from lms.accounts.job_roles import WORDS, JobRole
from lms.accounts.queries import regions_of
from lms.accounts.roles import Grant, Permission, Role
from lms.core.i18n import LANGUAGES
from lms.core.ids import parse_id
from lms.ui.filters import say
from lms.web.companies import CompanyField
from lms.web.frame import LANGUAGE_NAMES
from lms.web.language import current_language
from lms.web.role_words import ROLE_WORDS

_NAME = Length(max=100, message=_l("At most 100 characters."))
_REASON = Length(max=500, message=_l("At most 500 characters."))
_DAY = _l("Write a day, such as 2026-03-04.")
BROWSER = "browser"


def job_role_choices() -> list[tuple[str, str]]:
    """The kinds of work in the reader's language, and none said."""
    return [("", _("Not said")), *((role.value, WORDS[role].render(current_language())) for role in JobRole)]


class ReasonForm(FlaskForm):
    """A deed that asks for nothing but its reason."""

    reason = TextAreaField(
        _l("Reason"), [InputRequired(_l("Say why: it stays on record beside what was before.")), _REASON]
    )


class NamesForm(ReasonForm):
    """How a person is called."""

    name_zh = StringField(_l("Name in Chinese"), [_NAME])
    name_latin = StringField(_l("Name in Latin letters"), [_NAME])


class LoginsForm(ReasonForm):
    """What a person signs in by."""

    email = StringField(_l("E-mail"), [Length(max=254, message=_l("At most 254 characters."))])
    phone = StringField(_l("Mobile number"), [Length(max=40, message=_l("At most 40 characters."))])


class TitleForm(FlaskForm):
    """What a job is called."""

    title = StringField(_l("Job title"), [_NAME])
    job_role = SelectField(_l("Kind of work"), choices=job_role_choices, default="")


class JobForm(FlaskForm):
    """Work for a company from a day on."""

    partner = CompanyField(_l("Company"))
    title = StringField(_l("Job title"), [_NAME])
    job_role = SelectField(_l("Kind of work"), choices=job_role_choices, default="")
    starts_on = DateField(_l("First day"), [InputRequired(_DAY)])


class LeaveForm(FlaskForm):
    """The end of a job."""

    ends_on = DateField(_l("Last day"), [InputRequired(_DAY)])
    reason = TextAreaField(_l("Reason"), [_REASON])


class CorrectForm(ReasonForm):
    """A job as it really was."""

    partner = CompanyField(_l("Company"), active=False)
    title = StringField(_l("Job title"), [_NAME])
    job_role = SelectField(_l("Kind of work"), choices=job_role_choices, default="")
    starts_on = DateField(_l("First day"), [InputRequired(_DAY)])
    ends_on = DateField(_l("Last day"), [Optional()], description=_l("Empty: the job goes on."))


class RoleForm(FlaskForm):
    """A role and where it reaches."""

    role = SelectField(_l("Role"), [InputRequired(_l("Choose a role."))])
    reach = RadioField(_l("Where"), [InputRequired(_l("Choose where the role reaches."))])
    region = SelectField(_l("Region"))
    partner = CompanyField(_l("Company"), permission=Permission.ROLE_GRANT, needed=False)
    reason = TextAreaField(_l("Reason"), [_REASON])

    def offer(self, actor: Actor) -> RoleForm:
        """Fill in what the actor may give."""
        self.role.choices = [("", _l("Choose a role")), *((role.value, ROLE_WORDS[role]) for role in Role)]
        regions = regions_of(actor, Permission.ROLE_GRANT) if _gives_regions(actor) else []
        everywhere = [("everywhere", _l("Everywhere"))] if actor.may(Permission.ROLE_GRANT) else []
        region = [("region", _l("In a region"))] if regions else []
        self.reach.choices = [*everywhere, *region, ("company", _l("For a company and its branches"))]
        self.region.choices = [("", _l("Choose a region")), *((str(one.id), say(one.name)) for one in regions)]
        return self

    def grant(self) -> Grant:
        """The role as it was filled in. What does not fit its reach is left out: the operation says what is missing."""
        role = Role(self.role.data)
        if role is Role.LEARNER:
            return Grant(role)
        region_id = parse_id(self.region.data or "") if self.reach.data == "region" else None
        partner = self.partner.chosen if self.reach.data == "company" else None
        return Grant(role, region_id, partner.id if partner else None)

    def validate(self, extra_validators: object = None) -> bool:
        """A reach that was chosen must be said."""
        sound = bool(super().validate(extra_validators))
        missing = {"region": (self.region, self.region.data), "company": (self.partner, self.partner.data)}
        field, given = missing.get(self.reach.data or "", (None, True))
        if field is not None and not given and self.role.data != Role.LEARNER:
            field.errors = [*field.errors, _l("Say for which.")]
            return False
        return sound


class NewPersonForm(FlaskForm):
    """A person who is not here yet."""

    name_zh = StringField(_l("Name in Chinese"), [_NAME])
    name_latin = StringField(_l("Name in Latin letters"), [_NAME])
    email = StringField(_l("E-mail"), [Length(max=254, message=_l("At most 254 characters."))])
    phone = StringField(_l("Mobile number"), [Length(max=40, message=_l("At most 40 characters."))])
    language = SelectField(_l("Language"))
    partner = CompanyField(_l("Company"))
    starts_on = DateField(_l("Works there since"), [Optional()])
    title = StringField(_l("Job title"), [_NAME])
    job_role = SelectField(_l("Kind of work"), choices=job_role_choices, default="")
    role = SelectField(_l("Role"))
    invite = BooleanField(_l("Invite now"))
    seen = HiddenField()

    def offer(self, roles: Sequence[Role], *, company_needed: bool) -> NewPersonForm:
        """Fill in what there is to choose from; without ``roles``, everybody begins as a learner."""
        self.language.choices = [
            (BROWSER, _l("As the browser asks")),
            *((code, LANGUAGE_NAMES[code]) for code in LANGUAGES),
        ]
        self.partner.needed = company_needed
        if roles:
            self.role.choices = [(role.value, ROLE_WORDS[role]) for role in roles]
        else:
            del self.role
        return self


def _gives_regions(actor: Actor) -> bool:
    reach = actor.reach(Permission.ROLE_GRANT)
    return reach.everywhere or bool(reach.regions)
