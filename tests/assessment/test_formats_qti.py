"""QTI 1.2, 2.1, 2.2 and 3.0: packages that come back as they went, valid by the published schemas, and dialects of others."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from lms.assessment import formats
from lms.assessment.exchange import to_bank
from lms.assessment.formats.items import Item, Option, Reading, Rich
from tests.assessment import format_items as made

SECOND = ["qti-2.1", "qti-2.2", "qti-3.0"]
ALL = ["qti-1.2", *SECOND]
SHARED = next((one / "shared/samples" for one in Path(__file__).parents if (one / "shared/samples").is_dir()), None)
"""Files written by others, and the schemas; they stand beside the project where there are any, never in it."""
needs_samples = pytest.mark.skipif(
    SHARED is None, reason="the published schemas and samples are not part of the project"
)

html = made.words.map(lambda text: Rich(f"<p>{_safe(text)} <em>so</em></p><p>{_safe(text)}</p>", "html"))
said = st.one_of(made.plain, html)
gapped = st.builds(
    lambda gaps, exact, stem: Item("gap-fill", stem, passage=Rich("A [[g1]] and [[g2]]."), gaps=gaps, exact=exact),
    made.gaps,
    st.booleans(),
    made.plain,
)
marked = made.plain.map(
    lambda stem: Item("select-words", stem, passage=Rich("Is [[a|this one]] or [[b|that]] it?"), right=("b",))
)
pictured = made.words.map(
    lambda text: Item(
        "essay", Rich(f'<p><img src="pictures/a%20b.png" alt="{_safe(text)}"/></p>', "html"), files=(made.PICTURE,)
    )
)
filed = st.builds(
    Item, st.just("essay"), said, tags=st.lists(made.words, max_size=2).map(tuple), category=st.none() | made.words
)


def _safe(text: str) -> str:
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#x27;")):
        text = text.replace(sign, name) if sign in "&<>" else text.replace(sign, "")
    return " ".join(text.split()) or "x"


def item_in(package: bytes) -> etree._Element:
    """The first item of a package."""
    with zipfile.ZipFile(io.BytesIO(package)) as packed:
        return etree.fromstring(packed.read("items/1/item.xml"))


def zipped(**files: str | bytes) -> bytes:
    """A package of these, ``__`` for a slash and the ending ``.xml``."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


@pytest.mark.parametrize("form", SECOND)
@settings(max_examples=25, deadline=None)
@given(
    items=st.lists(
        st.one_of(made.of(said), made.weighed(said), gapped, marked, pictured, filed), min_size=1, max_size=3
    )
)
def test_qti_reads_what_it_wrote(form: str, items: list[Item]) -> None:
    _comes_back(form, items)


@settings(max_examples=25, deadline=None)
@given(items=st.lists(st.one_of(made.of(said), made.weighed(said), gapped, pictured, filed), min_size=1, max_size=3))
def test_qti_1_2_reads_what_it_wrote(items: list[Item]) -> None:
    _comes_back("qti-1.2", items)


def _comes_back(form: str, items: list[Item]) -> None:
    written = formats.FORMATS[form].write(items)
    found = formats.read(written.content)
    assert found.format == form
    assert not [*written.not_carried, *found.reading.problems, *found.reading.not_carried]
    assert list(found.reading.items) == items


@needs_samples
@pytest.mark.parametrize(
    ("form", "schema"), [("qti-2.1", "v2p1"), pytest.param("qti-2.2", "v2p2", marks=pytest.mark.long)]
)
def test_what_is_written_is_valid_by_the_published_schemas(form: str, schema: str) -> None:
    assert SHARED is not None
    items = _schema(SHARED / f"schemas/qti{schema}/imsqti_{schema}.xsd")
    manifest = _schema(SHARED / "schemas/imscp_v1p1.xsd")

    @settings(max_examples=25, deadline=None)
    @given(
        st.lists(
            st.one_of(made.of(anything), made.weighed(anything), gapped, marked, pictured, filed),
            min_size=1,
            max_size=3,
        )
    )
    def check(given: list[Item]) -> None:
        with zipfile.ZipFile(io.BytesIO(formats.FORMATS[form].write(given).content)) as packed:
            for name in packed.namelist():
                if name.endswith(".xml"):
                    schema = manifest if name == "imsmanifest.xml" else items
                    schema.assertValid(etree.fromstring(packed.read(name)))

    check()


TAGS = (
    "<p> </p> <b> </b> <ul> <li> </ul> <table><tr><td> </table> <blockquote> <br> <hr> <div> </div> <img/src='a.png'> </a> <h2> <u> "
    "<a/href='https://a.example'> <script>x</script> <math><mi>a</mi></math> <dl><dd> <pre> <custom> <span/style='a'>"
)
tags = st.sampled_from([one.replace("/src", " src").replace("/href", " href") for one in TAGS.split()])
messy = st.lists(st.one_of(tags, made.words), min_size=1, max_size=6).map(
    lambda parts: Rich("x" + "".join(parts), "html")
)
anything = st.one_of(made.plain, messy, st.builds(Rich, made.words, st.sampled_from(["markdown", "moodle"])))


def _schema(path: Path) -> etree.XMLSchema:
    """A published schema; the accessibility part that it names and that nobody has is an empty one of our own."""

    class Stub(etree.Resolver):
        def resolve(self, url: str, public_id: str, context: object) -> object:
            if "apip" not in url:
                return None
            space = "http://www.imsglobal.org/xsd/apip/apipv1p0/imsapip_qtiv1p0"
            text = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" targetNamespace="{space}"><xs:element name="apipAccessibility"/></xs:schema>'
            return self.resolve_string(text, context)

    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Stub())
    return etree.XMLSchema(etree.parse(path, parser))


@needs_samples
def test_every_sample_is_read_or_named_with_its_reason() -> None:
    assert SHARED is not None
    read = 0
    for file in [*SHARED.glob("qti2?/*.xml"), *SHARED.glob("moodle/*.xml")]:
        found = formats.read(file.read_bytes())
        assert found.format, file
        assert bool(found.reading.items) != bool(found.reading.problems), file
        read += bool(found.reading.items)
        to_bank(found.reading.items, language="en")
    assert read >= 24


@pytest.mark.parametrize("form", SECOND)
def test_each_version_writes_its_own_words(form: str) -> None:
    item = Item(
        "single-choice", Rich("Which?"), options=(Option(Rich("a"), correct=True), Option(Rich("b"), correct=False))
    )
    root = item_in(formats.FORMATS[form].write([item]).content)
    space, name = root.tag[1:].split("}")
    interaction, choice = next(one for one in root.iter() if "nteraction" in one.tag), "simpleChoice"
    if form == "qti-3.0":
        assert name == "qti-assessment-item"
        assert space.endswith("imsqtiasi_v3p0")
        assert interaction.get("response-identifier") == "RESPONSE"
        choice = "qti-simple-choice"
    else:
        assert name == "assessmentItem"
        assert space.endswith(form.replace("qti-", "imsqti_v").replace(".", "p"))
        assert interaction.get("responseIdentifier") == "RESPONSE"
    if form == "qti-2.2":  # so the schema of 2.1, which is read in a tenth of the time, tells much of 2.2 too
        older = formats.FORMATS["qti-2.1"].write([item]).content
        assert etree.tostring(root).replace(b"v2p2", b"v2p1") == etree.tostring(item_in(older))
    assert [one.text for one in interaction.iter(f"{{{space}}}{choice}")] == ["a", "b"]


def asked(body: str, declared: str = "", more: str = "", **attributes: str) -> bytes:
    """A QTI 2.1 item."""
    said = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return (
        f'<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="i" title="" {said}>\n{declared}'
        f"<itemBody>{body}</itemBody>{more}</assessmentItem>"
    ).encode()


RIGHT = '<responseDeclaration identifier="R" cardinality="single" baseType="{0}"><correctResponse><value>{1}</value></correctResponse></responseDeclaration>'
CHOICE = '<choiceInteraction responseIdentifier="R" maxChoices="1"><prompt>Which?</prompt><simpleChoice identifier="A">a</simpleChoice><simpleChoice identifier="B">b</simpleChoice></choiceInteraction>'


def one(reading: Reading) -> Item:
    """The item, with nothing wrong."""
    assert not reading.problems
    (item,) = reading.items
    return item


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (asked(CHOICE, RIGHT.format("identifier", "A"), adaptive="true"), "adaptive"),
        (asked(CHOICE, '<templateDeclaration identifier="X" cardinality="single"/>'), "random"),
        (asked(CHOICE), "does not say what is right"),
        (asked(CHOICE, RIGHT.format("identifier", "Z")), "none of the choices"),
        (asked('<p>x</p><uploadInteraction responseIdentifier="R"/>'), "uploadInteraction"),
        (asked(CHOICE + '<extendedTextInteraction responseIdentifier="S"/>'), "split it"),
        (asked(CHOICE.replace("Which?", ""), RIGHT.format("identifier", "A")), "text is empty"),
    ],
)
def test_what_cannot_be_taken_over_says_why(content: bytes, said: str) -> None:
    found = formats.read(content).reading
    assert not found.items
    assert [(problem.item, problem.line) for problem in found.problems] == [(1, 1)]
    assert said in found.problems[0].reason.render("en")


def test_a_gap_in_a_sentence_is_a_gap_and_one_alone_a_short_answer() -> None:
    gap = '<textEntryInteraction responseIdentifier="R"/>'
    sentence = one(formats.read(asked(f"<p>Say:</p><p>By {gap} alone.</p>", RIGHT.format("string", "bus"))).reading)
    alone = one(formats.read(asked(f"<p>Which?</p><p>{gap}</p>", RIGHT.format("string", "bus"))).reading)
    number = one(formats.read(asked(f"<p>How many?</p><p>{gap}</p>", RIGHT.format("float", "2.50"))).reading)
    assert (sentence.type, sentence.stem.text, sentence.passage) == ("gap-fill", "Say:", Rich("By [[R]] alone."))
    assert (alone.type, [answer.text for answer in alone.answers]) == ("short-text", [Rich("bus")])
    assert (number.type, number.answers[0].value) == ("numeric", Decimal("2.5"))


def test_rules_and_feedback_that_only_the_file_knows_are_named() -> None:
    rules = '<responseProcessing><lookupOutcomeValue identifier="SCORE"><variable identifier="R"/></lookupOutcomeValue></responseProcessing>'
    feedback = '<modalFeedback outcomeIdentifier="F" identifier="odd" showHide="show">Look again.</modalFeedback>'
    found = formats.read(asked(CHOICE, RIGHT.format("identifier", "A"), rules + feedback)).reading
    assert one(found).type == "single-choice"
    said = " ".join(remark.reason.render("en") for remark in found.not_carried)
    assert "rules of scoring" in said
    assert "Look again." in said


def test_parts_of_points_notes_and_reckoned_values_are_named() -> None:
    mapping = '<mapping><mapEntry mapKey="bus" mappedValue="1"/><mapEntry mapKey="buss" mappedValue="0.5"/></mapping></responseDeclaration>'
    declared = RIGHT.format("string", "bus").replace("</responseDeclaration>", mapping)
    body = '<rubricBlock view="author"><p>Check.</p></rubricBlock><p>By <textEntryInteraction responseIdentifier="R"/> or <printedVariable identifier="X"/>.</p>'
    found = formats.read(asked(body, declared)).reading
    assert one(found).gaps[0].answers == ("bus",)
    said = " ".join(remark.reason.render("en") for remark in found.not_carried)
    assert [word for word in ("a part of the points", "Notes for authors", "reckons") if word not in said] == []


def test_the_test_of_a_package_is_named_and_its_questions_are_read() -> None:
    essay = '<p>Why?</p><extendedTextInteraction responseIdentifier="R"/>'
    test = '<assessmentTest xmlns="http://www.imsglobal.org/xsd/imsqti_v2p1" identifier="t" title="T"/>'
    found = formats.read(zipped(a=asked(essay), test=test)).reading
    assert one(found).stem.text == "Why?"
    assert [remark.file for remark in found.not_carried] == ["test.xml"]


def test_a_package_takes_its_order_and_its_words_from_the_manifest() -> None:
    keyword = "<metadata><lom><general><keyword><string>sizing</string></keyword></general></lom></metadata>"
    manifest = f'<manifest><resources><resource href="b/q.xml">{keyword}</resource><resource href="a.xml"/><resource href="gone.xml"/></resources></manifest>'
    essay = '<p>{0}</p><extendedTextInteraction responseIdentifier="R"/>'
    found = formats.read(
        zipped(imsmanifest=manifest, a=asked(essay.format("A?")), b__q=asked(essay.format("B?")))
    ).reading
    assert [(item.stem.text, item.tags) for item in found.items] == [("B?", ("sizing",)), ("A?", ())]
    assert [(problem.file, "gone.xml" in problem.reason.render("en")) for problem in found.problems] == [
        ("imsmanifest.xml", True)
    ]


CANVAS = """<questestinterop><assessment ident="a"><section ident="s"><item ident="{kind}" title="T"><itemmetadata><qtimetadata>
<qtimetadatafield><fieldlabel>question_type</fieldlabel><fieldentry>{kind}</fieldentry></qtimetadatafield></qtimetadata></itemmetadata>
<presentation><material><mattext texttype="text/html">&lt;div&gt;{stem}&lt;/div&gt;</mattext></material>{asked}</presentation>
<resprocessing><outcomes><decvar maxvalue="100" minvalue="0" varname="SCORE" vartype="Decimal"/></outcomes>{rules}</resprocessing>
</item></section></assessment></questestinterop>"""


def canvas(kind: str, asked: str, rules: str, stem: str = "Which?") -> Item:
    """A question as Canvas writes it."""
    return one(formats.read(CANVAS.format(kind=kind, asked=asked, rules=rules, stem=stem).encode()).reading)


def lid(ident: str, *labels: str, cardinality: str = "Single", said: str = "") -> str:
    """A response with labels named as they read."""
    shown = "".join(
        f'<response_label ident="{one}"><material><mattext>{one}</mattext></material></response_label>'
        for one in labels
    )
    prompt = f"<material><mattext>{said}</mattext></material>" if said else ""
    return f'<response_lid ident="{ident}" rcardinality="{cardinality}">{prompt}<render_choice>{shown}</render_choice></response_lid>'


def rule(condition: str, score: str = "100", action: str = "Set") -> str:
    """A condition that earns."""
    return f'<respcondition><conditionvar>{condition}</conditionvar><setvar action="{action}" varname="SCORE">{score}</setvar></respcondition>'


def test_canvas_asks_for_several_and_none_of_the_others() -> None:
    every = "<and><varequal respident='r'>a</varequal><not><varequal respident='r'>b</varequal></not><varequal respident='r'>c</varequal></and>"
    item = canvas("multiple_answers_question", lid("r", "a", "b", "c", cardinality="Multiple"), rule(every))
    assert item.stem == Rich("Which?")
    assert [option.correct for option in item.options] == [True, False, True]


def test_canvas_says_why_a_choice_is_wrong_and_what_has_no_place_is_named() -> None:
    shown = "".join(
        f'<respcondition continue="Yes"><conditionvar>{when}</conditionvar><displayfeedback feedbacktype="Response" linkrefid="{key}"/></respcondition>'
        for when, key in (
            ("<other/>", "general_fb"),
            ("<varequal respident='r'>b</varequal>", "b_fb"),
            ("<other/>", "general_incorrect_fb"),
        )
    )
    words = "".join(
        f'<itemfeedback ident="{key}"><flow_mat><material><mattext>{key}</mattext></material></flow_mat></itemfeedback>'
        for key in ("general_incorrect_fb", "general_fb", "b_fb")
    )
    whole = CANVAS.replace("</item>", f"{words}</item>").format(
        kind="multiple_choice_question",
        asked=lid("r", "a", "b"),
        rules=shown + rule("<varequal respident='r'>a</varequal>"),
        stem="Which?",
    )
    found = formats.read(whole.encode()).reading
    item = one(found)
    assert (item.feedback, [option.feedback for option in item.options]) == (Rich("general_fb"), [None, Rich("b_fb")])
    assert ["general_incorrect_fb" in remark.reason.render("en") for remark in found.not_carried] == [True]


def test_canvas_matches_names_its_gaps_and_bounds_its_numbers() -> None:
    pairs = lid("p1", "x", "y", "z", said="one") + lid("p2", "x", "y", "z", said="two")
    rules = rule("<varequal respident='p1'>x</varequal>", "50", "Add") + rule(
        "<varequal respident='p2'>z</varequal>", "50", "Add"
    )
    match = canvas("matching_question", pairs, rules)
    assert [(pair.prompt.text, pair.choice) for pair in match.pairs] == [("one", "x"), ("two", "z"), ("", "y")]
    gap = canvas(
        "multiple_dropdowns_question",
        lid("response_m", "G1", "G3", said="m"),
        rule("<varequal respident='response_m'>G3</varequal>"),
        "A [m].",
    )
    assert gap.passage == Rich("A [[g1]].")
    bounds = "<or><varequal respident='r'>5</varequal><and><vargte respident='r'>4.5</vargte><varlte respident='r'>5.5</varlte></and></or>"
    typed = "<response_str ident='r'><render_fib fibtype='Decimal'/></response_str>"
    (answer,) = canvas("numerical_question", typed, rule(bounds)).answers
    assert (answer.value, answer.tolerance) == (5, Decimal("0.5"))


@pytest.mark.parametrize("form", ALL)
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_a_damaged_package_gives_questions_or_a_reason(form: str, data: st.DataObject) -> None:
    whole = formats.FORMATS[form].write([data.draw(made.of(said)), data.draw(pictured)]).content
    with zipfile.ZipFile(io.BytesIO(whole)) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    if data.draw(st.booleans()):
        at = data.draw(st.integers(4, len(whole) - 1))
        whole = whole[:at] + data.draw(st.binary(max_size=3)) + whole[at + data.draw(st.integers(0, 9)) :]
    else:
        name = data.draw(st.sampled_from(sorted(files)))
        at = data.draw(st.integers(0, len(files[name]) - 1))
        files[name] = (
            files[name][:at] + data.draw(st.binary(max_size=3)) + files[name][at + data.draw(st.integers(0, 9)) :]
        )
        whole = zipped(**{key.removesuffix(".xml"): content for key, content in files.items()})
    found = formats.read(whole).reading
    assert found.items or found.problems
    to_bank(found.items, language="en")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"../out": "x"}, "leads out"),
        ({"big": b"\0" * 50_000_000}, "unpacks to far more"),
        ({"readme": "<html/>"}, "none of the formats"),
    ],
)
def test_a_zip_file_that_means_harm_or_nothing_is_refused(files: dict[str, bytes], said: str) -> None:
    found = formats.read(zipped(**files)).reading
    assert said in found.problems[0].reason.render("en")
