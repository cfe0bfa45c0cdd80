"""What is filled in about a group."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length


class NewGroupForm(FlaskForm):
    """A new group."""

    name = StringField(_l("Name of the group"), [InputRequired(_l("Write a name.")), Length(max=100)])


class JoinForm(FlaskForm):
    """Who joins."""

    logins = TextAreaField(
        _l("E-mail addresses or mobile numbers"), [InputRequired(_l("Write at least one.")), Length(max=30_000)]
    )
