"""The parts say in words what they show, are joined by aria, and carry no inline style or script."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from lxml import html
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, Form, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired

from tests.ui.conftest import Render, select, words

ASK = {"label": "Sales skills", "why": "Lesson 4 of 9", "url": "/lesson", "verb": "Go on", "state": "half"}


def rungs(held: int, **of_next: Any) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for number in range(1, 6):
        state = "held" if number <= held else "next" if number == held + 1 else "ahead"
        made.append(
            {
                "number": number,
                "name": f"Level {number}",
                "state": state,
                "note": "",
                **(of_next if state == "next" else {}),
            }
        )
    return made


def ladder(render: Render, data: list[dict[str, Any]], me: dict[str, str] | None = None) -> html.HtmlElement:
    return render('{% import "macros/ladder.html" as m %}{{ m.ladder(rungs, me) }}', rungs=data, me=me)


class SampleForm(Form):
    name = StringField("Name", [InputRequired("Write a name.")])
    region = SelectField("Region", choices=[SelectChoice("n", "North")])
    method = RadioField(
        "How",
        choices=[SelectChoice("site", "On site"), SelectChoice("call", "By phone")],
        validators=[InputRequired("Choose one.")],
    )
    agreed = BooleanField("I agree", [InputRequired("Agree first.")])


@pytest.fixture
def wrong() -> SampleForm:
    form = SampleForm(MultiDict({"name": ""}))
    form.validate()
    return form


def field(render: Render, form: Form, name: str, arguments: str = "") -> html.HtmlElement:
    return render(
        '{% import "macros/forms.html" as m %}{{ m.field(form[name]' + arguments + ") }}", form=form, name=name
    )


class TestLadder:
    def test_rungs_are_read_from_the_top_and_the_next_one_is_the_step(self, render: Render) -> None:
        page = ladder(render, rungs(2, steps=["done", "todo"], asks=[ASK]))
        assert [e.text for e in select(page, ".rung-no")] == ["5", "4", "3", "2", "1"]
        assert [words(select(e, ".rung-no")[0]) for e in select(page, '[aria-current="step"]')] == ["3"]

    def test_the_state_of_each_rung_is_a_word(self, render: Render) -> None:
        said = [words(e) for e in select(ladder(render, rungs(2)), ".rung-name .visually-hidden")]
        assert len(set(said)) == 3
        assert all(said)

    def test_what_it_asks_are_links_named_by_the_thing(self, render: Render) -> None:
        page = ladder(render, rungs(2, asks=[ASK]))
        (link,) = select(page, ".asks a")
        assert (link.get("href"), words(link)) == ("/lesson", "Sales skills")

    @pytest.mark.parametrize(("held", "stands_on"), [(2, "is-held"), (5, "is-held"), (0, "is-next")])
    def test_one_stands_on_the_highest_held_rung_or_on_the_ground(
        self, render: Render, held: int, stands_on: str
    ) -> None:
        page = ladder(render, rungs(held), {"initial": "N", "words": "You are here"})
        (me,) = select(page, ".rung-me")
        assert stands_on in me.getparent().get("class")
        assert ("on-ground" in me.get("class")) == (held == 0)

    def test_without_work_between_two_rungs_there_is_still_room_to_stand(self, render: Render) -> None:
        me = {"initial": "N", "words": "You are here"}
        assert select(ladder(render, rungs(2), me), ".has-room")
        assert not select(ladder(render, rungs(2, asks=[ASK]), me), ".has-room")

    def test_a_colour_may_differ_from_the_number(self, render: Render) -> None:
        data = [{"number": 1, "name": "Manager", "state": "ahead", "note": "", "colour": 3}]
        assert select(ladder(render, data), ".lv-3")


class TestForms:
    def test_a_label_belongs_to_its_control(self, render: Render) -> None:
        page = field(render, SampleForm(), "name")
        (label,) = select(page, "label")
        assert label.get("for") == select(page, "input")[0].get("id")

    def test_hint_and_error_describe_the_control(self, render: Render, wrong: SampleForm) -> None:
        page = field(render, wrong, "name", ", hint='As on the card.'")
        (control,) = select(page, "input")
        assert control.get("aria-invalid") == "true"
        described = [page.get_element_by_id(i) for i in control.get("aria-describedby").split()]
        assert [words(e) for e in described] == ["As on the card.", "Write a name."]

    def test_a_form_that_stands_twice_gets_ids_of_its_own(self, render: Render, wrong: SampleForm) -> None:
        page = field(render, wrong, "name", ", hint='As on the card.', id='second-name'")
        (control,) = select(page, "input")
        assert control.get("id") == select(page, "label")[0].get("for") == "second-name"
        assert [words(page.get_element_by_id(i)) for i in control.get("aria-describedby").split()]

    def test_only_what_may_be_left_out_is_called_optional(self, render: Render) -> None:
        assert not select(field(render, SampleForm(), "name"), ".optional")
        assert select(field(render, SampleForm(), "region"), ".optional")

    def test_choices_are_a_group_with_a_legend_and_their_error(self, render: Render, wrong: SampleForm) -> None:
        page = field(render, wrong, "method")
        (group,) = select(page, "fieldset")
        assert words(select(group, "legend")[0]) == "How"
        assert len(select(group, "label input[type=radio]")) == 2
        assert words(page.get_element_by_id(group.get("aria-describedby"))) == "Choose one."

    def test_a_check_box_stands_in_its_label(self, render: Render, wrong: SampleForm) -> None:
        page = field(render, wrong, "agreed")
        assert words(select(page, "label")[0]) == "I agree"
        assert "Agree first." in words(page)

    def test_the_summary_links_to_every_wrong_field(self, render: Render, wrong: SampleForm) -> None:
        page = render('{% import "macros/forms.html" as m %}{{ m.error_summary(form) }}', form=wrong)
        assert [a.get("href") for a in select(page, "a")] == ["#name", "#region", "#method", "#agreed"]
        assert select(page, "[role=alert][data-focus]")

    def test_nothing_wrong_no_summary(self, render: Render) -> None:
        assert (
            words(render('{% import "macros/forms.html" as m %}{{ m.error_summary(form) }}', form=SampleForm())) == ""
        )

    def test_a_form_that_posts_carries_the_token_and_is_sent_once(self, render: Render) -> None:
        page = render(
            '{% import "macros/forms.html" as m %}{% call m.form_open("/x") %}{% endcall %}'
            '{% call m.form_open("/x", "get") %}{% endcall %}'
        )
        posts, gets = select(page, "form")
        assert select(posts, "input[name=csrf_token]")
        assert posts.get("data-once") is not None
        assert not select(gets, "input[name=csrf_token]")


class TestDecision:
    LINES = (
        {"state": "no", "say": "Test passed.", "saw": "74", "action": ("Try again", "/test")},
        {"state": "todo", "say": "One of these.", "lines": [{"state": "wait", "say": "A check."}]},
        {"state": "yes", "say": "Junior held."},
    )

    def test_each_condition_says_its_state_in_words(self, render: Render) -> None:
        page = render('{% import "macros/decision.html" as m %}{{ m.decision(lines) }}', lines=self.LINES)
        states = [words(e) for e in select(page, ".say .visually-hidden")]
        assert len(set(states)) == 4

    def test_the_way_on_names_what_it_is_for(self, render: Render) -> None:
        page = render('{% import "macros/decision.html" as m %}{{ m.decision(lines) }}', lines=self.LINES)
        assert [words(a) for a in select(page, "a")] == ["Try again: Test passed."]

    def test_choices_stand_inside_their_condition(self, render: Render) -> None:
        page = render('{% import "macros/decision.html" as m %}{{ m.decision(lines) }}', lines=self.LINES)
        assert len(select(page, ".decision > li .decision > li")) == 1


class TestQuestionMap:
    @pytest.mark.parametrize(
        ("state", "css"), [({"saved": True}, "is-done"), ({"waiting": True, "saved": True}, "is-waiting"), ({}, "")]
    )
    def test_each_number_is_a_link_that_says_its_state(self, render: Render, state: dict[str, bool], css: str) -> None:
        page = render(
            '{% import "macros/qmap.html" as m %}{{ m.qmap(qs) }}',
            qs=[{"number": 5, "url": "?q=5", "flagged": True, **state}],
        )
        (link,) = select(page, "a")
        assert link.get("class") == css
        assert "5" in link.get("aria-label")
        assert link.get("aria-label").split(", ")[-1] in ("flagged", "已标记")
        assert select(page, "[data-flag]:not([hidden])")

    def test_the_words_of_all_states_differ(self, render: Render) -> None:
        states: list[dict[str, bool]] = [{}, {"saved": True}, {"waiting": True}]
        page = render(
            '{% import "macros/qmap.html" as m %}{{ m.qmap(qs) }}', qs=[{"number": 1, "url": "#", **s} for s in states]
        )
        assert len({a.get("aria-label") for a in select(page, "a")}) == 3


class TestTables:
    def test_the_sorted_column_says_so_and_links_to_the_other_order(self, render: Render) -> None:
        columns = [
            {"label": "Person", "url": "?sort=-name", "direction": "ascending"},
            {"label": "Level"},
            {"label": "Pick", "hidden": True},
        ]
        page = render('{% import "macros/table.html" as m %}<table>{{ m.headers(columns) }}</table>', columns=columns)
        assert [th.get("aria-sort") for th in select(page, "th")] == ["ascending", None, None]
        assert [a.get("href") for a in select(page, "th a")] == ["?sort=-name"]
        assert select(page, "th .visually-hidden")[0].text == "Pick"

    @pytest.mark.parametrize(
        ("urls", "rels"), [({"next_url": "?after=9"}, ["next"]), ({"previous_url": "?before=1"}, ["prev"]), ({}, [])]
    )
    def test_pages_go_by_key(self, render: Render, urls: dict[str, str], rels: list[str]) -> None:
        page = render(
            '{% import "macros/table.html" as m %}{{ m.pager(urls.get("next_url"), urls.get("previous_url")) }}',
            urls=urls,
        )
        assert [a.get("rel") for a in select(page, "a")] == rels

    def test_the_box_of_a_row_names_whom_it_picks(self, render: Render) -> None:
        page = render('{% import "macros/table.html" as m %}<table><tr>{{ m.pick(7, "Li Xue 李雪") }}</tr></table>')
        assert "Li Xue 李雪" in select(page, "input")[0].get("aria-label")


class TestSmallParts:
    @pytest.mark.parametrize(("value", "drawn"), [(74, "74 100"), (140, "100 100"), (-3, "0 100")])
    def test_a_ring_has_a_sentence_and_a_length_without_style(self, render: Render, value: int, drawn: str) -> None:
        page = render('{% import "macros/cards.html" as m %}{{ m.ring(value, "74 of 100", mark=80) }}', value=value)
        (ring,) = select(page, "svg")
        assert (ring.get("role"), ring.get("aria-label")) == ("img", "74 of 100")
        assert select(page, ".value")[0].get("stroke-dasharray") == drawn
        assert len(select(page, "line")) == 1

    def test_a_sparkline_has_a_sentence_and_its_floor(self, render: Render) -> None:
        page = render('{% import "macros/cards.html" as m %}{{ m.spark([1, 2, 3], "from 1 to 3", 2) }}')
        assert select(page, "svg")[0].get("aria-label") == "from 1 to 3"
        assert len(select(page, ".base")) == 1

    def test_a_line_of_one_value_or_none_is_drawn(self, render: Render) -> None:
        assert select(
            render('{% import "macros/cards.html" as m %}{{ m.spark([4], "4") }}{{ m.spark([], "none") }}'), "polyline"
        )

    def test_a_state_has_a_word_beside_its_icon(self, render: Render) -> None:
        page = render('{% import "macros/cards.html" as m %}{{ m.chip("Valid", "ok") }}')
        assert words(page) == "Valid"
        assert select(page, "svg[aria-hidden=true]")

    @pytest.mark.parametrize(
        ("of", "shown"),
        [(["done", "half", "todo"], ["on", "half", None]), ({"total": 3, "done": 1}, ["on", None, None])],
    )
    def test_segments(self, render: Render, of: Any, shown: list[str | None]) -> None:
        page = render('{% import "macros/pips.html" as m %}{{ m.steps(of) }}', of=of)
        assert [i.get("class") for i in select(page, "i")] == shown

    def test_many_segments_become_one_bar(self, render: Render) -> None:
        page = render('{% import "macros/pips.html" as m %}{{ m.steps({"total": 50, "done": 10}) }}')
        assert select(page, "rect.value")[0].get("width") == "20.0"

    def test_work_that_goes_on_is_a_progress_with_words(self, render: Render) -> None:
        page = render('{% import "macros/cards.html" as m %}{{ m.progress(4, 10, "4 of 10 made", failed=1) }}')
        (bar,) = select(page, "progress")
        assert (bar.get("max"), bar.get("value")) == ("10", "4")
        assert words(page.get_element_by_id(bar.get("aria-labelledby"))).startswith("4 of 10 made 1")

    def test_a_correction_strikes_the_old_day(self, render: Render) -> None:
        entry = {
            "on": date(2026, 10, 2),
            "what": "Completed",
            "was": "30 Sep",
            "text": "corrected",
            "recorded": "by He",
        }
        page = render('{% import "macros/timeline.html" as m %}{{ m.timeline([entry]) }}', entry=entry)
        assert select(page, "time")[0].get("datetime") == "2026-10-02"
        assert words(select(page, "s")[0]).endswith("30 Sep")

    @pytest.mark.parametrize("tone", ["ok", "wait", "past", "moved", "bad", "unknown"])
    def test_each_answer_of_the_verification_has_a_shape_and_a_word(self, render: Render, tone: str) -> None:
        page = render('{% import "macros/verdict.html" as m %}{{ m.verdict(tone, "Word", "Sentence.") }}', tone=tone)
        assert words(select(page, "h1")[0]) == "Word"
        assert select(page, "svg path.on")

    def test_a_lesson_that_is_locked_is_no_link(self, render: Render) -> None:
        entries = [
            {"label": "A", "url": "/a", "state": "done", "current": True},
            {"label": "B", "url": None, "state": "locked"},
        ]
        page = render('{% import "macros/contents.html" as m %}{{ m.list(entries) }}', entries=entries)
        assert [(a.get("href"), a.get("aria-current")) for a in select(page, "a")] == [("/a", "page")]

    def test_text_of_people_is_never_markup(self, render: Render) -> None:
        page = render(
            '{% import "macros/cards.html" as m %}{{ m.note(bad) }}{{ m.chip(bad) }}{{ m.page_head(bad, bad) }}',
            bad="<script>1</script>",
        )
        assert not select(page, "script")
