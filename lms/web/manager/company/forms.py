"""What managers fill in about branches."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import InputRequired

from lms.web.staff.partners.forms import SHORT, NamesForm


class BranchForm(NamesForm):
    """A new branch: names, and the part of its code that comes after the company's."""

    code = StringField(_l("Short code"), [InputRequired(_l("Write a short code.")), SHORT])
