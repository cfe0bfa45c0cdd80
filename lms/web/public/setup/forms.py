"""What is asked of the first admin."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length


class FounderForm(FlaskForm):
    """Who the first admin is; the password is chosen on the next page."""

    name_latin = StringField(_l("Name in Latin letters"), [Length(max=100, message=_l("At most 100 characters."))])
    name_zh = StringField(_l("Name in Chinese"), [Length(max=100, message=_l("At most 100 characters."))])
    email = StringField(_l("E-mail"), [InputRequired(_l("Write the e-mail address you will sign in with."))])
