"""Whether anybody could pass by ticking everything: what only a test and its banks together tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from lms.assessment.content.files import Bank, Test, body_of
from lms.assessment.question_types import QUESTION_TYPES
from lms.assessment.rules import Blueprint, Candidate, slots_of
from lms.core.documents import Problem
from lms.core.i18n import msg


def ticked_through(test: Test, banks: Mapping[str, Bank]) -> Iterator[Problem]:
    """Each question that a section may draw and of which who ticks everything earns as much as passes."""
    blueprint = test.shape.blueprint()
    slots = slots_of(blueprint)
    for n, section in enumerate(blueprint.sections):
        marks = [mark for mark in (blueprint.pass_mark, section.pass_mark) if mark]
        kinds = {slot.kind: slot for slot in slots if slot.section is section}.values()
        for candidate, share in _everything(banks[section.bank], blueprint):
            drawn = any(slot.takes(candidate) for slot in kinds)
            if drawn and marks and share * 100 >= Fraction(min(marks)):
                reason = msg(
                    "Who ticks everything in “{question}” earns {share} % of it, and {mark} % passes: add wrong options, or let "
                    "them take more.",
                    question=candidate.key,
                    share=round(share * 100),
                    mark=f"{min(marks).normalize():f}",
                )
                yield test.document.problem(("sections", n), reason)


def _everything(bank: Bank, blueprint: Blueprint) -> Iterator[tuple[Candidate, Fraction]]:
    for candidate, question in zip(bank.shape.candidates(), bank.shape.questions, strict=True):
        share = (
            QUESTION_TYPES[question.type].everything(body_of(question)) if candidate.serves(blueprint.purpose) else None
        )
        if share is not None:
            yield candidate, share
