"""Where pull-quotes are set: rules and costs on layouts made by hand, and a quote further down on a real page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from compose_samples import composed, essay, paragraphs, quote
from essay_press import build, editions, model
from essay_press.diagnostics import Place
from essay_press.formats.pdf import document, settle
from essay_press.formats.pdf.constraints import costs, hints, notes, quotes, sides
from essay_press.formats.pdf.constraints.forecast import Forecast, Move, Slot, apart
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Fragment, Measurement
from essay_press.formats.pdf.render import lay_out
from seeded import TEXT
from seeded import essay as read
from test_settle import BOTTOM, LEAD, LEFT, RIGHT, TOP, Sheets, noted, page_of_quotes, scene, sheets_of_notes

MARK = '<span class="pull" id="q{0}">Seven words</span>'


def quoted(*sources: int, where: str = "", secret: bool = False, count: int = 5) -> model.Composition:
    """Return paragraphs of which some have a sentence that is a pull-quote, in the modern layout."""
    body = paragraphs(count)
    found = []
    for number, source in enumerate(sources, 1):
        head, block, rest = body.partition(f'<p id="b{source}"')
        body = head + block + rest.replace("Seven words", MARK.format(number), 1)
        item = replace(quote(number, f"b{source}", where), place=Place("a.md", 9, 4))
        found.append(replace(item, xhtml='<span class="spoiler">Lifted</span>') if secret else item)
    return composed(essay(body, pull_quotes=tuple(found)), layout="modern")


def refined(
    made: model.Composition, sheets: Sheets, given: Constraints | None = None
) -> tuple[Constraints, list[float]]:
    """Return what is wanted of the next layout, and what the findings of this one weigh."""
    given = given or Constraints()
    wanted, found = quotes.refine(scene(made, sheets, given), given)
    return wanted, [item.weight for item in found]


# ---------------------------------------------------------------- the rules
@pytest.mark.parametrize(
    ("top", "rules"),
    [(3, [costs.LINES]), (25, [costs.LINES]), (12, []), (10, [costs.NEAR])],
    ids=["three lines above it", "two lines below it", "four lines and a third of a page", "less than a third"],
)
def test_a_quote_keeps_away_from_the_edges_and_from_its_sentence(top: float, rules: list[costs.Rule]) -> None:
    """Its sentence is the first line of the page; where the quote stands at the head, the fifth from the foot."""
    source = 0 if top > 5 else 25
    wanted, found = refined(quoted(1), page_of_quotes(top + 0.2, source=source))
    assert found == [costs.weight(rules)] * bool(rules)
    assert bool(wanted.anchors) is bool(rules)


@pytest.mark.parametrize("key", ["f1", "t1", "b2"])
def test_a_quote_does_not_stand_beside_a_figure_or_a_large_letter(key: str) -> None:
    """Nor a table; it is set before another paragraph."""
    made = quoted(1, count=6)
    blocks = {"f1": '<figure id="f1"><p>x</p></figure>', "t1": '<table id="t1"><tr><td>x</td></tr></table>', "b2": ""}
    body = made.essay.body.replace('<p id="b3"', f'{blocks[key]}<p id="b3"')
    if key == "b2":
        body = body.replace('<p id="b2"', '<p id="b2" class="has-dropcap"')
    made = composed(replace(made.essay, body=body), layout="modern")
    sheets = page_of_quotes(12)
    if key != "b2":
        sheets.box(key, 0, 12, 4)
    else:
        sheets.fragments["b2"] = (replace(sheets.fragments["b2"][0], top=TOP + 11 * LEAD),)
    assert refined(made, sheets)[1] == [costs.FLOAT.weight]


def test_of_three_quotes_in_three_pages_the_last_goes_on() -> None:
    """Two are as many as three pages take."""
    sheets = Sheets(4)
    for number in range(1, 5):
        sheets.text(f"b{number}", number - 1, 0, 30)
    for number, (page, top) in enumerate([(0, 20), (1, 20), (2, 20)], 1):
        sheets.box(f"q{number}", page, 1, 1).box(f"pq{number}", page, top, 3, left=RIGHT + 10, flows=False)
    wanted, found = refined(quoted(1, 2, 3), sheets)
    assert found == [costs.THIRD.weight]
    assert costs.is_third(2, [0, 1])
    assert not costs.is_third(3, [0, 1])
    assert wanted.anchors == {"pq3": "b4"}


def test_a_floated_quote_may_stand_further_down_beside_its_paragraph() -> None:
    """By whole lines; the next layout holds it there with a box of no width."""
    sheets = Sheets().text("b1", 0, 0, 4).text("b2", 0, 4, 24).text("b3", 0, 28, 2)
    sheets.box("q1", 0, 0, 1).box("pq1", 0, 4, 3, left=RIGHT + 10, flows=False)
    made = quoted(1, count=3)
    wanted, _ = refined(made, sheets)
    assert wanted.anchors == {"pq1": "b2"}
    assert wanted.drops["pq1"] % LEAD == 0
    slot = Slot(0, TOP + 4 * LEAD + wanted.drops["pq1"], TOP + 7 * LEAD + wanted.drops["pq1"])
    assert apart(slot, sheets.fragments["q1"], sheets.pages) >= costs.THIRD_OF_PAGE
    html = document.build(made, wanted)
    (drop,) = html.iterfind(".//aside[@class='drop']")
    after = drop.getnext()
    assert after is not None and after.get("id") == "pq1"  # noqa: PT018 - for the type checker
    assert f"#drop-pq1 {{ height: {wanted.drops['pq1']:.3f}px }}" in document.page_sheet(made, wanted)


def test_a_quote_in_the_column_stands_between_paragraphs_only() -> None:
    """There it can be held by no box."""
    sheets = Sheets().text("b1", 0, 0, 4).text("b2", 0, 8, 20).text("b3", 0, 28, 2)
    sheets.box("q1", 0, 0, 1).box("pq1", 0, 5, 2)
    assert not refined(quoted(1, count=3), sheets)[0].drops


def test_a_quote_does_not_return_to_where_it_was() -> None:
    """Neither to the paragraph nor to the lines beside it."""
    given = Constraints(tried=tuple(("pq1", f"b{block}{down}") for block in (2, 3, 4, 5) for down in ("", *DOWN)))
    wanted, found = refined(quoted(1), page_of_quotes(0), given)
    assert (wanted, bool(found)) == (given, True)


DOWN = tuple(f"+{number}" for number in range(1, 9))


# ---------------------------------------------------------------- spoilers and hints
@pytest.mark.parametrize(("secret", "above"), [(True, False), (False, True)], ids=["from a spoiler", "another"])
def test_a_quote_from_a_spoiler_never_stands_above_it(secret: bool, above: bool) -> None:
    """However much better the place; another quote goes there."""
    sheets = page_of_quotes(27, source=27)
    wanted, _ = refined(quoted(5, secret=secret), sheets)
    assert bool(wanted.anchors) is above


@pytest.mark.parametrize(("where", "blocks"), [("before", {"b2", "b3"}), ("after", {"b4", "b5"})])
def test_what_the_author_says_is_kept_to(where: str, blocks: set[str]) -> None:
    """Whatever the places on the other side would cost."""
    wanted, _ = refined(quoted(3, where=where), page_of_quotes(13 if where == "before" else 20, source=14))
    assert set(wanted.anchors.values()) <= blocks


def test_a_place_that_breaks_a_rule_is_told_with_its_page_and_line() -> None:
    """And with the first words of the quote."""
    given = Constraints(tried=tuple(("pq1", f"b{block}{down}") for block in (2, 3) for down in ("", *DOWN)))
    _, found = quotes.refine(scene(quoted(3, where="before"), page_of_quotes(13, source=14), given), given)
    (told,) = (item.diagnostic for item in found)
    assert told is not None
    assert (told.code, str(told.place)) == ("EP422", "a.md:9:4")
    assert told.message == "page 1: with `place=before`, the pull-quote “Lifted words” stands beside its own sentence"


@pytest.mark.parametrize(
    ("secret", "words"),
    [(True, "would give its spoiler away: it stands on the other side of its paragraph"), (False, "")],
)
def test_a_place_that_would_give_a_spoiler_away_is_told(secret: bool, words: str) -> None:
    """It is set below its paragraph all the same."""
    made = quoted(3, where="before", secret=secret)
    _, found = hints.refine(scene(made, page_of_quotes(20)), Constraints())
    assert [item.weight for item in found] == [0.0] * bool(words)
    assert all(item.diagnostic is not None and item.diagnostic.message.endswith(words) for item in found)


def test_a_quote_that_would_hang_at_the_fold_is_set_outside_and_told() -> None:
    """Where it is cut into the text, either side can be read."""
    made = quoted(1, where="left")
    hung = Sheets().box("pq1", 0, 12, 3, left=LEFT - 200, flows=False)
    part = hung.fragments["pq1"][0]
    hung.fragments["pq1"] = (replace(part, right=LEFT - 10),)
    wanted, _ = sides.refine(scene(made, hung), Constraints())
    assert wanted.shapes == {"pq1": ("right",)}
    _, found = hints.refine(scene(made, hung, wanted), wanted)
    assert [item.diagnostic.code for item in found if item.diagnostic] == ["EP422"]
    cut_in = Sheets().box("pq1", 0, 12, 3, left=LEFT - 10, flows=False)
    assert sides.refine(scene(made, cut_in), Constraints()) == (Constraints(), ())


# ---------------------------------------------------------------- forecasts
def test_a_quote_that_moves_down_lets_the_text_between_come_up() -> None:
    """And the other way round; what is above both, or below both, stays."""
    pages = Sheets(2).pages
    down = Forecast(pages, (Move(60.0, (0, 200.0), (0, 500.0)),))
    assert [down.at(0, top) for top in (100.0, 300.0, 550.0)] == [(0, 100.0), (0, 240.0), (0, 550.0)]
    up = Forecast(pages, (Move(60.0, (0, 500.0), (0, 200.0)),))
    assert [up.at(0, top) for top in (100.0, 300.0, 550.0)] == [(0, 100.0), (0, 360.0), (0, 550.0)]
    assert down.place(Move(20.0, (0, 100.0), (0, 400.0))) == (0, 400.0 - 60.0 - 20.0)


def test_text_goes_over_the_edges_of_pages() -> None:
    """What comes up from the head of a page stands at the foot of the one before."""
    pages = Sheets(2).pages
    up = Forecast(pages, (Move(60.0, (0, 200.0), (1, 400.0)),))
    assert up.at(1, TOP + 20) == (0, BOTTOM - 40)
    down = Forecast(pages, (Move(60.0, (1, 400.0), (0, 200.0)),))
    assert down.at(0, BOTTOM - 20) == (1, TOP + 40)


def test_distance_is_measured_from_middle_to_middle_across_pages() -> None:
    """In pages, as the check on the finished file does."""
    source = Fragment("q1", 0, LEFT, 340.0, RIGHT, 360.0, in_flow=True)
    assert apart(Slot(1, 300.0, 400.0), (source,), Sheets(2).pages) == pytest.approx(1.0)
    assert apart(Slot(1, 300.0, 400.0), (), Sheets(2).pages) == float("inf")


# ---------------------------------------------------------------- with notes, and on real pages
@pytest.mark.parametrize(("lines", "weight"), [(14, notes.HOLLOW), (25, 0.0)])
def test_a_page_left_hollow_for_a_note_weighs(lines: int, weight: float) -> None:
    """Where the block that was told to keep together begins the next page."""
    sheets = sheets_of_notes(0)
    sheets.lines = [line for line in sheets.lines if line.key not in ("b1", "b2")]
    sheets.text("b1", 0, 0, lines).text("b2", 1, 0, 3)
    sheets.lines.sort(key=lambda line: (line.page, line.top))
    _, found = notes.refine(scene(noted(), sheets), Constraints(orphans={"b2": 4}))
    assert sum(item.weight for item in found if item.weight == notes.HOLLOW) == weight


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Callable[[Constraints], Measurement]:
    """Return a function that lays the seeded essay out once, under some constraints."""

    def run(constraints: Constraints) -> Measurement:
        found: list[Measurement] = []

        def settled(_: model.Composition, lay_out: settle.LayOut) -> settle.Settled:
            laid, measurement = lay_out(constraints)
            found.append(measurement)
            return settle.Settled(laid, measurement, constraints, (), 1)

        monkeypatch.setattr(settle, "settle", settled)
        lay_out(composed(read(TEXT), "a5", "classic"))
        return found[0]

    return run


def test_text_runs_above_a_quote_further_down_as_it_would_without(
    measured: Callable[[Constraints], Measurement],
) -> None:
    """The engine sets it below a box of no width, and so below lines of full length."""
    there = measured(Constraints()).fragments["pq2"][0]
    dropped = measured(Constraints(drops={"pq2": 60.0}))
    here = dropped.fragments["pq2"][0]
    assert here.page == there.page
    assert here.top - there.top == pytest.approx(60.0, abs=0.5)
    lines = [line for line in dropped.lines if line.page == here.page and line.in_flow and " " in line.text]
    above = [line for line in lines if there.top <= line.top < here.top - 20]
    beside = [line for line in lines if here.top < line.top and line.bottom < here.bottom]
    assert len(above) >= 2
    assert min(line.right for line in above) > here.left > max(line.right for line in beside)


def test_an_essay_may_be_set_without_its_quotes() -> None:
    """The checks do not miss them."""
    request = build.Request(options=(("pull_quotes", "none"),))
    made = build.make(read(TEXT), editions.named("a5"), request)
    assert [item.code for item in made.diagnostics if item.code.startswith("EP58")] == []
