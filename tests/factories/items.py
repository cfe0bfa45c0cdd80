"""Questions as exchange formats may say them, drawn at random, with every sign that means something somewhere in their words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import strategies as st

from lms.assessment.formats.items import Answer, Gap, Item, Option, Pair, Rich

signs = st.sampled_from('aZ 9.*-=[]|()（）\\:：?？#>→✓题对A正\u4e2d_~%"“;、±/')
text = st.text(signs, min_size=1, max_size=16).map(lambda said: " ".join(said.split())).filter(bool)
said = st.builds(Rich, text)
stem = st.lists(text, min_size=1, max_size=3).map("\n".join).map(Rich)
maybe = st.none() | said
share = st.none() | st.integers(-100, 100).map(Decimal)
option = st.builds(Option, said, st.just(False), share, maybe)
right = st.builds(Option, said, st.just(True), share, maybe)
number = st.decimals(-9999, 9999, places=2, allow_nan=False)
word = st.text(st.sampled_from("abcé中文"), min_size=1, max_size=8)
about = {
    "title": st.none() | text,
    "id": st.none() | word,
    "tags": st.lists(word, max_size=3).map(tuple),
    "category": st.none() | text,
    "feedback": maybe,
    "points": st.none() | st.sampled_from([Decimal(1), Decimal("2.5")]),
    "difficulty": st.sampled_from([None, "easy", "hard"]),
}
gap_texts = st.text(st.sampled_from("aZ 9.中?（）"), min_size=1, max_size=9).map(str.strip).filter(bool)


@st.composite
def gaps(draw: st.DrawFn) -> Item:
    """A text with gaps."""
    typed = st.builds(Gap, st.just("1"), st.lists(gap_texts, min_size=1, max_size=2).map(tuple))
    picked = st.builds(
        Gap, st.just("2"), options=st.builds(lambda a, b: (a, b), plain_option(True), plain_option(False))
    )
    passage = Rich(f"{draw(gap_texts)} [[1]] {draw(gap_texts)} [[2]] {draw(gap_texts)}")
    return Item("gap-fill", draw(st.builds(Rich, gap_texts)), passage=passage, gaps=(draw(typed), draw(picked)))


def plain_option(correct: bool) -> st.SearchStrategy[Option]:
    """An option of a gap."""
    return st.builds(Option, st.builds(Rich, gap_texts), st.just(correct))


questions = st.one_of(
    st.builds(
        Item,
        st.just("single-choice"),
        stem,
        options=st.tuples(right, option, option) | st.tuples(option, right),
        **about,
    ),
    st.builds(
        Item, st.just("multiple-response"), stem, options=st.tuples(right, option, right) | st.tuples(right, option)
    ),
    st.builds(
        Item, st.just("true-false"), stem, correct=st.booleans(), true_feedback=maybe, false_feedback=maybe, **about
    ),
    st.builds(
        Item,
        st.just("short-text"),
        stem,
        answers=st.lists(st.builds(Answer, said, share=share, feedback=maybe), min_size=1, max_size=3).map(tuple),
    ),
    st.builds(
        Item,
        st.just("numeric"),
        stem,
        answers=st.tuples(
            st.builds(Answer, value=number, tolerance=st.none() | number.map(abs), share=share, feedback=maybe)
        ),
    ),
    st.builds(
        Item,
        st.just("matching"),
        stem,
        pairs=st.lists(st.builds(Pair, said, text), min_size=2, max_size=3).map(tuple),
    ),
    st.builds(Item, st.just("ordering"), stem, ordered=st.lists(said, min_size=2, max_size=4).map(tuple)),
    st.builds(Item, st.just("essay"), stem, **about),
    gaps(),
)


def without_feedback_of_typed_answers(item: Item) -> Item:
    """What a row of a table says: options have feedback of their own, answers that are typed have none."""
    answers = tuple(replace(answer, feedback=None) for answer in item.answers)
    return replace(item, answers=answers, true_feedback=None, false_feedback=None)
