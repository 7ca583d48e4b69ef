"""The large first letter: its foot on a baseline of the text, its top as high as a capital of the first line."""

from __future__ import annotations

import io
from contextlib import closing
from dataclasses import replace

import pikepdf
import pypdfium2 as pdfium
import pytest

from compose_samples import composed, essay, paragraphs
from essay_press import compose, model
from essay_press.check.content import Run
from essay_press.check.reading import read
from essay_press.finish import finish
from essay_press.formats.pdf import dropcap, metrics
from essay_press.formats.pdf.render import lay_out, pdf
from essay_press.model import Measures

SET = [("classic", "a5", 3), ("classic", "a4", 3), ("classic", "screen", 3), ("magazine", "a4", 4)]
SCALE = 8.0  # pixels a point
DARK = 128
TIGHT = Measures(0.97, 0.96, 1.0)


def opened(start: str, layout: str, edition: str, measures: Measures) -> tuple[model.Composition, list[Run]]:
    """Return an essay that begins with some words, and what is printed on the page where it begins."""
    body = paragraphs(3, length=14).replace("Seven words", start, 1)
    composition = replace(composed(essay(body), edition, layout), measures=measures)
    with pikepdf.open(io.BytesIO(finish(pdf(composition, lay_out(composition))))) as file:
        found = [run for run in read(file).runs if not run.artifact]
    page = next(run.page for run in found if "sentence." in run.text)
    return composition, [run for run in found if run.page == page]


def capital(composition: model.Composition, family: str) -> float:
    """Return the height of a family's capitals in em."""
    return metrics.heights(next(face.path for face in composition.layout.fonts if face.family == family))[0]


@pytest.mark.parametrize("measures", [Measures(), TIGHT], ids=["plain", "tight"])
@pytest.mark.parametrize(("layout", "edition", "deep"), SET)
def test_a_large_letter_stands_on_a_line_and_is_as_high_as_a_capital(
    layout: str, edition: str, deep: int, measures: Measures
) -> None:
    """Foot and top within a third of a point, by the heights that the faces themselves give."""
    composition, found = opened("Traffic stopped", layout, edition, measures)
    big = next(run for run in found if run.text.strip() == "T")
    text = next(run for run in found if "sentence." in run.text)
    lines = sorted({round(run.y, 2) for run in found if abs(run.size - text.size) < 0.1 and run.y < big.y + big.size})
    first, foot = lines[-1], lines[-deep]
    assert big.y == pytest.approx(foot, abs=0.3)
    own = capital(composition, "Inter" if layout == "magazine" else "EB Garamond")
    top = first + capital(composition, "EB Garamond") * text.size
    assert big.y + own * big.size == pytest.approx(top, abs=0.3)


@pytest.mark.parametrize(("layout", "edition"), [("classic", "a5"), ("magazine", "a4")])
@pytest.mark.parametrize("mark", ["“", "‘", "«", "„"])
def test_a_quotation_mark_before_a_large_letter_hangs(layout: str, edition: str, mark: str) -> None:
    """The letter stands where it does without: the mark, whatever its width, is in the margin."""
    plain = next(run for run in opened("Letters are", layout, edition, Measures())[1] if run.text.strip() == "L")
    found = opened(f"{mark}Letters are", layout, edition, Measures())[1]
    big = next(run for run in found if run.text.strip() == "L")
    hung = next(run for run in found if run.text.strip() == mark)
    assert big.x0 == pytest.approx(plain.x0, abs=0.1)
    assert hung.box.right <= big.x0 + 0.1
    assert hung.size < big.size


def test_heights_are_those_of_the_faces() -> None:
    """A family of text or display has them, in em; one for code has none."""
    found = metrics.properties(composed(essay(paragraphs(1))).layout.fonts)
    assert (found["--cap-eb-garamond"], found["--rise-eb-garamond"]) == ("0.6500", "0.7090")
    assert [name for name in found if "jetbrains" in name] == []


FITTED = "ALTVWOJQDS"  # a foot, a shelf, an overhang, slants, rounds, tails


def first_gap(start: str, layout: str, edition: str) -> tuple[float, float]:
    """Return how near the large letter comes to the first line, in any direction, in pt, and the size of the text.

    Seen in the pixels of the finished page; the line is a wall from its baseline to the top of a capital.
    """
    body = paragraphs(3, length=14).replace("Seven words", start, 1)
    composition = composed(essay(body), edition, layout)
    data = finish(pdf(composition, lay_out(composition)))
    with pikepdf.open(io.BytesIO(data)) as file:
        found = read(file)
    text = next(run for run in found.runs if "sentence." in run.text)
    big = max((run for run in found.runs if run.page == text.page and not run.artifact), key=lambda run: run.size)
    line = max(run.y for run in found.runs if run.page == text.page and abs(run.size - text.size) < 0.1)
    with closing(pdfium.PdfDocument(data)) as document, closing(document[text.page]) as page:
        letters = page.get_textpage()
        boxes = [letters.get_charbox(at) for at in range(letters.count_chars())]
        seen = [box for box in boxes if box[3] - box[1] > 1 and abs(box[1] - line) < 0.6]
        left = min(box[0] for box in seen if box[0] > big.x0 + 2)
        height = page.get_height()
        corner = (left - 40, height - line - 0.66 * text.size)
        window = tuple(round(SCALE * at) for at in (*corner, left - 0.2, height - line + 6))
        picture = page.render(scale=SCALE, grayscale=True).to_pil().crop(window)
    near = []
    for at, shade in enumerate(picture.tobytes()):
        if shade < DARK:
            x = corner[0] + (at % picture.width + 1) / SCALE
            y = height - corner[1] - (at // picture.width + 0.5) / SCALE
            near.append(((left - x) ** 2 + max(0.0, line - y) ** 2) ** 0.5)
    return min(near), text.size


@pytest.mark.parametrize(("layout", "edition", "gap"), [("classic", "a5", 0.36), ("magazine", "a4", 0.36)])
def test_every_letter_is_as_near_to_its_line_as_any_other(layout: str, edition: str, gap: float) -> None:
    """Within four tenths of a point, whatever its outline does there: a foot, an overhang, a bulge, a tail."""
    found = {letter: first_gap(f"{letter}and is", layout, edition) for letter in FITTED}
    assert {letter: round(near, 2) for letter, (near, size) in found.items() if abs(near - gap * size) > 0.4} == {}


def test_a_large_letter_that_is_a_word_has_its_space() -> None:
    """Nobody reads `Asheet`, and copied text has the space too."""
    word, size = first_gap("A nand is", "classic", "a5")
    part, _ = first_gap("Anand is", "classic", "a5")
    assert word - part == pytest.approx(0.3 * size, abs=0.3)


@pytest.mark.parametrize(("letter", "tail"), [("Q", True), ("J", True), ("A", False), ("O", False)])
def test_a_tail_keeps_the_line_below_away(letter: str, tail: bool) -> None:
    """Garamond's Q and J reach below the third line: the fourth one stands beside them as well."""
    found = opened(f"{letter}and is", "classic", "a5", Measures())[1]
    text = next(run for run in found if "sentence." in run.text)
    rows = sorted({round(run.y, 1) for run in found if abs(run.size - text.size) < 0.1}, reverse=True)
    starts = [min(run.x0 for run in found if abs(run.y - y) < 0.2 and run.size < 2 * text.size) for y in rows[:5]]
    assert (starts[3] > starts[4] + text.size) is tail


def test_emphasis_slants_the_letter_that_is_measured() -> None:
    """An italic V ends elsewhere than an upright one."""
    faces = composed(essay(paragraphs(1))).layout.fonts
    found = []
    for text in ("Very few of <em>them</em>", "<em>Very few</em> of them"):
        body = compose.body.parse(f'<p class="first">{text} {"say so much. " * 30}</p>')
        compose.body.mark_opening(body, drop_cap=True, small_caps=True)
        dropcap.fit(body, faces)
        found.append(str(body[0].get("style")))
    assert "--cap-left-eb-garamond: " in found[0]
    assert found[0] != found[1]
