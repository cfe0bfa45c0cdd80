"""What one fills in to see a test letter arrive."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired


class TestLetterForm(FlaskForm):
    """Where to."""

    email = StringField(_l("E-mail address"), [InputRequired(_l("Write an e-mail address."))])
