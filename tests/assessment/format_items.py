"""Items as Hypothesis makes them: what nearly every exchange format can carry, and none of it easy to write."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import strategies as st

from lms.assessment.formats.items import Answer, File, Gap, Item, Option, Pair, Rich

signs = "aZ 9~=#{}:\\\u4e2d.?%-&<>'\"]]>;/\U0001f600é"
words = st.text(st.sampled_from(signs), min_size=1, max_size=16).map(lambda text: " ".join(text.split())).filter(bool)
names = st.from_regex(r"[a-z][a-z0-9-]{0,8}[a-z0-9]", fullmatch=True)
number = st.decimals(-9999, 9999, places=2, allow_nan=False).map(lambda one: one.normalize() + 0)
plain = words.map(Rich)
PICTURE = File("pictures/a b.png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)))


def of(said: st.SearchStrategy[Rich]) -> st.SearchStrategy[Item]:
    """Questions of all types whose words are of some kind."""
    maybe = st.none() | said

    def item(kind: str, **more: st.SearchStrategy) -> st.SearchStrategy[Item]:  # type: ignore[type-arg]
        about = {"title": st.none() | words, "id": st.none() | names, "feedback": maybe}
        return st.builds(Item, type=st.just(kind), **{"stem": said, **about, **more})

    def both(right: int, wrong: int) -> st.SearchStrategy[tuple[Option, ...]]:
        def options(is_right: bool, count: int) -> list[st.SearchStrategy[Option]]:
            return [st.builds(Option, said, st.just(is_right), st.none(), maybe)] * count

        return st.tuples(*options(True, right), *options(False, wrong)).flatmap(st.permutations).map(tuple)

    return st.one_of(
        item("single-choice", options=both(1, 2)),
        item("true-false", correct=st.booleans(), true_feedback=maybe, false_feedback=maybe),
        item(
            "short-text",
            answers=st.lists(st.builds(Answer, plain), min_size=1, max_size=3, unique=True).map(tuple),
            exact=st.booleans(),
        ),
        item(
            "numeric", answers=st.tuples(st.builds(Answer, value=number, tolerance=st.none() | st.just(Decimal("0.5"))))
        ),
        item("matching", pairs=st.lists(st.builds(Pair, said, words), min_size=2, max_size=4).map(tuple)),
        item("ordering", ordered=st.lists(said, min_size=2, max_size=4).map(tuple)),
        item("essay", guidance=maybe),
        item("description"),
    )


def weighed(said: st.SearchStrategy[Rich]) -> st.SearchStrategy[Item]:
    """Several are right, and each earns its own share."""
    option = st.builds(
        lambda text, weight: Option(text, weight > 0, Decimal(weight)), said, st.sampled_from([50, 25, -50, -100, 0])
    )
    right = said.map(lambda text: Option(text, correct=True, weight=Decimal(50)))
    options = st.tuples(right, option, option)
    return st.builds(Item, st.just("multiple-response"), said, options=options)


typed = st.lists(words, min_size=1, max_size=2, unique=True).map(tuple)
offered = words.map(lambda text: (Option(Rich(text), correct=True), Option(Rich(text + "x"), correct=False)))
gaps = st.tuples(st.builds(Gap, st.just("g1"), typed), st.builds(Gap, st.just("g2"), options=offered))
