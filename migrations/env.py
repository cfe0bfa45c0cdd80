"""Alembic's entry: runs on the connection that ``lms.core.schema`` gives, or, for `alembic revision`, on a fresh SQLite."""

from alembic import context

import lms.accounts.importing.models
import lms.accounts.models
import lms.assessment.models
import lms.assessment.regrade_models
import lms.catalogue.library.models
import lms.catalogue.models
import lms.certification.models
import lms.classroom.models
import lms.core.academy.models
import lms.core.audit
import lms.core.jobs
import lms.credentials.models
import lms.fieldchecks.exams.models
import lms.fieldchecks.mystery.models
import lms.fieldchecks.screening.models
import lms.fieldchecks.spotchecks.models
import lms.learning.cases.models
import lms.learning.drill.models
import lms.learning.models
import lms.learning.projects.models
import lms.notifications.models
import lms.partners.models
import lms.privacy.models  # noqa: F401
from lms.core.db import Base, Database, Instant


def render_item(kind, item, autogen_context):
    """Migrations name plain SQLAlchemy types: they must still run when our own classes have moved."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection):
    """Migrate on ``connection``; SQLite alters tables by copying them."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        render_item=render_item,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with Database("sqlite:///build/revision.sqlite").engine.begin() as own:
        run(own)
