"""Questions that the demo's trainer pasted and has not put into a course yet: one line is not in order, one question is asked already."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select

from lms.accounts.actor import Actor
from lms.assessment.models import Question, QuestionVersion
from lms.cli.demo.stories import Deed
from lms.core import clock, config, db
from lms.core.storage import Storage
from lms.studio.questions import operations
from lms.studio.questions.operations import Source

TEXT = """\
# Cabling
1. Which cable carries 10 Gbit/s over 80 metres? (2 points)
A) Cat 5e
B) Cat 6A
C) Telephone wire
Answer: B
Feedback: Cat 6A is specified for 10 Gbit/s up to 100 metres.

2. Which two belong in every site survey?
* Photos of the cabinet
* The power budget
- The colour of the door

3. What does each device do?
Switch = connects devices
Router = connects networks

4. How many hosts fit into a /28 network?
Answer: 14

5. A customer asks for a discount on the first call.

"""


def deeds(trainer: Actor) -> Iterator[Deed]:
    """What was pasted when."""
    yield Deed(clock.now() - timedelta(hours=3), lambda: _paste(trainer))


def _paste(trainer: Actor) -> None:
    statement = (
        select(QuestionVersion.body)
        .join(
            Question,
            (Question.id == QuestionVersion.question_id) & (Question.current_number == QuestionVersion.number),
        )
        .where(QuestionVersion.type == "true-false")
        .order_by(Question.key)
    )
    asked = db.session().scalars(statement.limit(1)).one()
    again = f"6. {asked['stem']['en']}\n{'True' if asked['correct'] else 'False'}\n"
    storage = Storage(config.current().data / "files")
    operations.begin(trainer, storage, Source((TEXT + again).encode(), "en"))
