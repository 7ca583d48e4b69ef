"""Chosen lines: a paragraph is read as runs, its lines are written back, and the engine sets them as they were chosen.

WeasyPrint shows neither the room of a line nor the style of its text in public, and scales no text: these tests name
what is relied on, beside those of `test_measure`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pikepdf
import pytest
from lxml import etree

from compose_samples import composed, essay, quote
from essay_press import model
from essay_press.diagnostics import Severity
from essay_press.finish import finish
from essay_press.formats.pdf import document, engine, paragraphs, runs, setting, settle, writer
from essay_press.formats.pdf.constraints import lines
from essay_press.formats.pdf.constraints.finding import Scene
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.linebreaking import Style, set_paragraph
from essay_press.formats.pdf.measure import Measurement, measure
from essay_press.formats.pdf.paragraphs import Paragraph, Room
from essay_press.formats.pdf.render import Laid, lay_out
from pdf_samples import BOTH, FACES, METADATA, outline
from pdf_samples import lay_out as sample

TEXT = (
    "In every ambitious person’s journey there is a moment when the excitement of learning slowly turns into an "
    "obsession with being perfect. It is not the philharmonic affinity that we want, and nobody is the best of all. "
)
PLAIN = f'<p id="b1">{TEXT}</p>'
MARKED = f"""
<p id="b1"><span class="cap">W</span>hen <em>two words, and quite a few more of them,</em> meet
  <a href="https://example.org/">a link that is so long that it goes over the end of its
  line</a>,<span class="note" id="n1"><span id="b9">A note at the foot.</span></span> there is <code>code</code> in
  it. {TEXT}</p>
"""
CSS = """
body, p { margin: 0 } p { text-indent: 12px; text-align: justify; hyphens: auto } .note { float: footnote }
.cap { float: left; font-size: 30pt; line-height: 28pt; height: 28pt }
code { font-family: Garamond; font-size: 80% } aside { float: right; width: 40mm; height: 40pt }
"""


def chosen(body: str, css: str = CSS, *, expansion: float = 0.02, justified: bool = True) -> tuple[setting.Set, str]:
    """Return the lines chosen for the paragraph `b1` of a body, and the body with them written into it."""
    found = paragraphs.read(sample(body, css))[0]
    html = etree.fromstring(f"<body>{body}</body>")
    block = next(item for item in html.iter() if item.get("id") == "b1")
    read = runs.source(block, found, FACES)
    assert isinstance(read, setting.Source), read
    assert read.justified is justified
    widths = tuple(room.width for room in found.rooms) + found.more
    set_lines = set_paragraph(read.runs, widths, Style(justified=justified, expansion=expansion))
    assert set_lines
    one = setting.Set(read, set_lines)
    setting.write(html, {"b1": one})
    return one, etree.tostring(html, encoding="unicode", method="html")


@cache
def set_again(body: str, *, expansion: float = 0.02, justified: bool = True) -> tuple[setting.Set, Any]:
    """Return the lines chosen for a paragraph, and the document laid out with them."""
    css = CSS if justified else CSS.replace("justify", "left")
    one, written = chosen(body, css, expansion=expansion, justified=justified)
    with engine.scaling():
        return one, sample(written, css + "\n".join(setting.sheet({"b1": one})))


def boxes(box: Any) -> Iterator[Any]:
    """Yield a box and all below it."""
    yield box
    for child in getattr(box, "children", ()):
        yield from boxes(child)


def line_boxes(laid: Any, key: str = "b1") -> list[Any]:
    """Return the lines of a paragraph."""
    every = [box for page in laid.pages for box in boxes(page._page_box)]
    return [box for box in every if type(box).__name__ == "LineBox" and box.element.get("id") == key]


def text_of(box: Any) -> str:
    """Return the text in a box, but for floats and the numbers of notes."""
    parts = (item for item in boxes(box) if hasattr(item, "text") and "::" not in item.element_tag)
    return "".join(item.text for item in parts if item.element.get("class") != "cap")


def words(text: str) -> str:
    """Return a text without the hyphens of divided words, in single spaces."""
    return " ".join(text.replace("\u2010\n", "").split())


# ---------------------------------------------------------------- reading
def test_a_paragraph_is_read_with_the_room_of_each_line() -> None:
    """Less the first line's indent; beside a float, what it leaves; and for the lines that might follow."""
    found = paragraphs.read(sample(f'<aside>x</aside><p id="b1">{TEXT * 2}</p>', CSS))[0]
    full = 77 * 96 / 25.4
    beside = full - 40 * 96 / 25.4
    widths = [room.width for room in found.rooms]
    assert (found.key, found.align, found.beside, found.odd) == ("b1", "justify", True, "")
    assert found.indent == pytest.approx(12)
    assert widths[:4] == pytest.approx([beside - 12, beside, beside, full], abs=0.01)
    assert {round(width, 2) for width in (*widths[3:], *found.more)} == {round(full, 2)}


def test_a_letter_that_is_the_paragraphs_own_does_not_stand_beside_it() -> None:
    """A drop capital, also one in emphasis, narrows the first lines and moves along with them."""
    for body in (MARKED, MARKED.replace('<span class="cap">W</span>hen', '<i><span class="cap">W</span>hen</i>')):
        found = paragraphs.read(sample(body, CSS))[0]
        assert found.beside is False
        assert found.rooms[0].width < found.rooms[1].width < found.rooms[3].width


def test_runs_say_what_is_printed_and_how() -> None:
    """In one text with single spaces: no drop capital, no note, but its number; each run in its own face and size."""
    one, _ = set_again(MARKED)
    text = "".join(run.text for run in one.source.runs)
    assert text.startswith("hen two words, and quite")
    assert "line,1 there is code in it. In every" in text
    assert "  " not in text
    faces = {run.text.strip(): run.face.path.stem for run in one.source.runs}
    assert faces["two words, and quite a few more of them,"].endswith("Italic")
    assert {run.language for run in one.source.runs} == {"en"}


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (f'<p id="b1">{TEXT}<br/>{TEXT}</p>', "have breaks of the author's"),
        (f'<ul><li id="b1">{TEXT}<ul><li>x</li></ul>{TEXT}</li></ul>', "go on behind a block that they hold"),
        (f'<p id="b1" dir="rtl" style="direction: rtl">{TEXT}</p>', "run from right to left"),
        (f'<p id="b1">{TEXT}<s style="text-transform: uppercase">x</s></p>', "are set in a style that is not measured"),
        (f'<p id="b1">{TEXT}<s style="font-weight: 700">x</s></p>', "are set in a face that is not measured"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_told(body: str, why: str) -> None:
    """Such a paragraph keeps the engine's lines."""
    found = next(item for item in paragraphs.read(sample(body, CSS)) if item.key == "b1")
    block = next(item for item in etree.fromstring(f"<body>{body}</body>").iter() if item.get("id") == "b1")
    assert runs.source(block, found, FACES) == why


# ---------------------------------------------------------------- writing
@pytest.mark.parametrize("body", [PLAIN, MARKED])
@pytest.mark.parametrize("justified", [True, False])
def test_the_engine_sets_the_lines_that_were_chosen(body: str, justified: bool) -> None:
    """As many, of the same words, and not a letter is lost or set twice."""
    one, laid = set_again(body, justified=justified)
    found = line_boxes(laid)
    text = "".join(run.text for run in one.source.runs).replace("line,1 there", "line, there")
    assert len(found) == len(one.lines) > 3
    assert words("\n".join(text_of(line) for line in found)) == text.strip()
    assert [text_of(line).endswith("\u2010") for line in found] == [line.hyphenated for line in one.lines]


@pytest.mark.parametrize("body", [PLAIN, MARKED])
@pytest.mark.parametrize("expansion", [0.0, 0.02])
def test_a_justified_line_fills_its_room_and_what_hangs_leaves_it(body: str, expansion: float) -> None:
    """To a hundredth of a pixel; its spaces are as wide as was chosen, to a tenth."""
    one, laid = set_again(body, expansion=expansion)
    found = paragraphs.read(laid)[0]
    assert one.fits(found.rooms, 0.01)
    for box, line, room in zip(line_boxes(laid), one.lines, found.rooms, strict=True):
        texts = [item for item in boxes(box) if hasattr(item, "text") and item.text.strip()]
        texts = [item for item in texts if item.element.get("class") != "cap"]
        spaces = [item.justification_spacing for item in texts if " " in item.text]
        assert texts[0].position_x == pytest.approx(room.left - round(line.hang_left, 2), abs=0.01)
        assert spaces == pytest.approx([line.scale * (line.word_space - one.space)] * len(spaces), abs=0.1)
        if line is not one.lines[-1]:
            assert texts[-1].position_x + texts[-1].width == pytest.approx(room.right + line.hang_right, abs=0.01)


def test_ragged_lines_keep_their_spaces() -> None:
    """They are filled with nothing, not spread."""
    one, laid = set_again(PLAIN, justified=False)
    for box, line in zip(line_boxes(laid), one.lines, strict=True):
        texts = [item for item in boxes(box) if hasattr(item, "text") and item.text.strip()]
        width = sum(item.width for item in texts)
        assert width == pytest.approx(line.natural, abs=0.05)


@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_ragged_lines_leave_nothing_behind_but_what_hangs_on_the_left(align: str) -> None:
    """No spaces are set anew, nothing fills a line, and it stands where the paragraph's lines stood."""
    css = CSS.replace("justify", align) + "p { word-spacing: 1px }"
    one, written = chosen(PLAIN, css, justified=False)
    assert re.findall("<set-(?!start)", written) == []
    rules = "\n".join(setting.sheet({"b1": one}))
    assert "justify-all" not in rules
    assert "word-spacing: -" not in rules
    laid = sample(written, css + rules)
    rooms = paragraphs.read(laid)[0].rooms
    assert one.fits(rooms)
    assert len(line_boxes(laid)) == len(one.lines) > 3
    for box, line, room in zip(line_boxes(laid), one.lines, rooms, strict=True):
        texts = [item for item in boxes(box) if hasattr(item, "text") and item.text.strip()]
        left, right = texts[0].position_x - room.left, room.right - texts[-1].position_x - texts[-1].width
        assert sum(item.width for item in texts) == pytest.approx(line.natural, abs=0.3)
        if align == "left":
            assert left == pytest.approx(-round(line.hang_left, 2), abs=0.05)
        if align == "right":
            assert right == pytest.approx(0, abs=0.3)
        if align == "center":
            assert left == pytest.approx(right, abs=0.6)


def test_lines_are_no_elements() -> None:
    """Nothing is tagged but what was before: one link, one emphasis, one note; words are copied whole."""
    one, laid = set_again(MARKED)
    plain = _outline(sample(MARKED, CSS))
    told = _outline(laid)
    assert len(one.lines) > 3
    assert _letters(told) == _letters(plain)


def _outline(laid: Any) -> str:
    """Return the structure tree of a document as text."""
    return outline(pikepdf.open(io.BytesIO(finish(writer.write(laid, METADATA, BOTH)))))


def _letters(told: str) -> str:
    """Return a structure tree without its spaces, hyphens at ends of lines, and annotations."""
    return re.sub("[\\s\u00ad@]", "", told)


def test_what_is_in_no_line_is_set_as_before() -> None:
    """A note inside a paragraph takes neither its spaces nor its breaks."""
    body = MARKED.replace("A note at the foot.", f"A note.\n {TEXT}")
    plain = sample(body, CSS)
    one, written = chosen(body)
    with engine.scaling():
        laid = sample(written, CSS + "\n".join(setting.sheet({"b1": one})))
    note = [line.text for line in measure(plain).lines if line.key in ("n1", "b9")]
    assert note
    assert [line.text for line in measure(laid).lines if line.key in ("n1", "b9")] == note


def test_a_changed_paragraph_is_left_alone() -> None:
    """Lines are written only into the text that they were chosen for."""
    one, _ = chosen(PLAIN)
    html = etree.fromstring(f'<body><p id="b1">{TEXT} More.</p></body>')
    before = etree.tostring(html)
    setting.write(html, {"b1": one})
    assert etree.tostring(html) == before


# ---------------------------------------------------------------- scaling
def test_text_is_laid_out_and_drawn_as_wide_as_its_element_says() -> None:
    """Its box in the layout, the matrix in the file; nothing else of the page moves, and the hook is taken off."""
    body = '<p>one two</p><p><set-line data-scale="1.2500">one two</set-line></p>'
    with engine.scaling():
        laid = sample(body, "p { margin: 0 }")
        plain, wide = [box for page in laid.pages for box in boxes(page._page_box) if hasattr(box, "text")]
        data = writer.write(laid, METADATA, BOTH)
    assert wide.width == pytest.approx(1.25 * plain.width)
    content = b"".join(page.Contents.read_bytes() for page in pikepdf.open(io.BytesIO(data)).pages)
    assert [round(float(a), 2) for a in re.findall(rb"([\d.]+) 0 0 -1 [\d.]+ [\d.]+ Tm", content)] == [1, 1.25]
    after = sample(body, "p { margin: 0 }")
    assert (
        len({round(box.width, 3) for page in after.pages for box in boxes(page._page_box) if hasattr(box, "text")}) == 1
    )


# ---------------------------------------------------------------- the constraint
@cache
def laid(*, quoted: bool = False, **options: str) -> tuple[model.Composition, Laid]:
    """Return an essay of six paragraphs, settled; one of them may have a sentence lifted out."""
    blocks = [f'<p id="b{number}">{TEXT * 3}</p>' for number in range(1, 7)]
    blocks[1] = blocks[1].replace("It is not", '<span class="pull" id="q1">It is</span> not', 1)
    source = essay("\n".join(blocks), pull_quotes=(quote(),) if quoted else ())
    composition = composed(source, **{"lines": "total-fit", "title_page": "false", **options})
    return composition, lay_out(composition)


def test_without_the_option_nothing_is_chosen() -> None:
    """Nor is the text of a layout read."""
    _, found = laid(lines="engine")
    assert found.measurement.paragraphs == ()


def test_every_paragraph_has_its_lines_and_nothing_is_kept() -> None:
    """Also those beside a pull-quote."""
    for quoted in (False, True):
        composition, found = laid(quoted=quoted)
        assert [item.code for item in found.diagnostics if item.code in ("EP424", "EP425")] == []
        scene = Scene(composition, document.build(composition, Constraints()), found.measurement)
        texts = [item for item in found.measurement.paragraphs if item.key[:1] == "b"]
        assert len(texts) == 6
        assert any(item.beside for item in texts) is quoted
        assert lines.refine(scene, Constraints(by_engine=True)) == (Constraints(by_engine=True), ())


def test_lines_are_shared_by_editions_of_one_measure() -> None:
    """The same text in the same face for the same rooms is worked out once."""
    composition, _ = laid()
    before = lines._lines.cache_info()
    lay_out(composition)
    after = lines._lines.cache_info()
    assert (after.misses, after.hits > before.hits) == (before.misses, True)


def test_lines_that_have_not_their_room_are_released() -> None:
    """Alone at first, then with all that stand beside floats, then all."""
    one, _ = chosen(PLAIN)
    rooms = tuple(Room(0, 0, 20.0 * n, 20.0, 0.0, line.width) for n, line in enumerate(one.lines))
    narrow = tuple(Room(room.page, 0, room.top, room.height, 0.0, room.width - 90) for room in rooms)
    measured = Measurement((), {}, (), (), (
        Paragraph("b1", "justify", 0.0, narrow, (), ()),
        Paragraph("b2", "justify", 0.0, rooms, (), (), beside=True),
        Paragraph("b3", "justify", 0.0, rooms, (), ()),
    ))  # fmt: skip
    given = Constraints(lines={"b1": one, "b2": one, "b3": one})
    left = [sorted(lines.released(measured, given, step).lines) for step in range(lines.STEPS)]
    assert left == [["b2", "b3"], ["b3"], []]
    told = lines.told(measured, lines.released(measured, given, 0))
    assert [(item.code, item.severity) for item in told] == [("EP424", Severity.NOTE)]
    assert told[0].message.startswith("1 of 3 paragraphs keep the engine's own lines: 1 stand beside")


def test_an_address_without_spaces_is_made_to_fit() -> None:
    """The engine would cut it before it met what hangs."""
    address = "https://example.org/" + "lost-property/" * 12
    body = f'<p id="b1">See {address}, and then a word or two more of it.</p>'
    found = paragraphs.read(sample(body, CSS))[0]
    read = runs.source(etree.fromstring(f"<body>{body}</body>")[0], found, FACES)
    assert isinstance(read, setting.Source)
    one = lines._choose(read, lines._widths(found), found.indent, lines._Wish(0.02, hang=True))
    assert isinstance(one, setting.Set)
    bare = [line for line in one.lines if not line.gaps]
    assert bare
    assert [line for line in bare if line.scale * line.natural > line.width] == []


@pytest.mark.parametrize(
    ("weights", "expected"), [((299.0, 0.0), "chosen"), ((320.0, 320.0), "chosen"), ((320.0, 40.0), "engine's")]
)
def test_lines_are_not_worth_a_fault(
    monkeypatch: pytest.MonkeyPatch, weights: tuple[float, float], expected: str
) -> None:
    """Where one stays with them and none without, the engine's own are kept, and that is said."""

    def settled(*_: object, by_engine: bool, **__: object) -> settle._Best:
        name: Any = "engine's" if by_engine else "chosen"
        found = settle.Settled(name, Measurement((), {}, ()), Constraints(by_engine=by_engine), (), 1)  # a name will do
        return settle._Best(found, weights[by_engine])

    monkeypatch.setattr(settle, "_loop", settled)
    monkeypatch.setattr(settle, "_polished", lambda best, *_: best.settled)
    composition = composed(essay(PLAIN), lines="total-fit")
    found = settle.settle(composition, lambda _: pytest.fail("nothing is laid out"))
    assert str(found.kept) == expected
    assert [item.code for item in found.diagnostics] == (["EP425"] if expected == "engine's" else [])
