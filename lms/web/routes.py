"""Every page's blueprint, in the order of the audiences; and the law that each view says who may open it."""

from __future__ import annotations

from flask import Flask

from lms.web.everyone.media import views as media
from lms.web.everyone.own_data import views as own_data
from lms.web.everyone.preferences import views as preferences
from lms.web.everyone.profile import views as profile
from lms.web.everyone.start import views as start
from lms.web.learner.catalogue import views as catalogue
from lms.web.learner.certificates import views as certificates
from lms.web.learner.course import views as course
from lms.web.learner.home import views as home
from lms.web.learner.lesson import views as lesson
from lms.web.learner.levels import views as levels
from lms.web.learner.tests import player
from lms.web.learner.tests import views as tests
from lms.web.manager.team import views as team
from lms.web.public.design import views as design
from lms.web.public.health import views as health
from lms.web.public.sign_in import views as sign_in
from lms.web.public.verify import views as verify
from lms.web.staff.desk import views as desk
from lms.web.staff.enrolments import views as enrolments
from lms.web.staff.erasure import views as erasure
from lms.web.staff.home import views as staff_home
from lms.web.staff.people import views as people

BLUEPRINTS = (
    design.pages,
    health.pages,
    sign_in.pages,
    preferences.pages,
    profile.pages,
    own_data.pages,
    start.pages,
    course.pages,
    home.pages,
    lesson.pages,
    levels.pages,
    team.pages,
    media.pages,
    catalogue.pages,
    player.pages,
    tests.pages,
    desk.pages,
    enrolments.pages,
    erasure.pages,
    people.pages,
    staff_home.pages,
    certificates.pages,
    verify.pages,
)


class UndeclaredAccess(Exception):
    """A view does not say who may open it."""


def register(app: Flask) -> None:
    """Put all pages on ``app``; raises :class:`UndeclaredAccess` for a view without ``@access`` or ``@public``."""
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    for endpoint, view in app.view_functions.items():
        if "access" not in view.__dict__:
            raise UndeclaredAccess(endpoint)
