"""The large first letter: its foot on a baseline of the text, its top as high as a capital of the first line."""

from __future__ import annotations

import io
from dataclasses import replace

import pikepdf
import pytest

from compose_samples import composed, essay, paragraphs
from essay_press import model
from essay_press.check.content import Run
from essay_press.check.reading import read
from essay_press.finish import finish
from essay_press.formats.pdf import metrics
from essay_press.formats.pdf.render import lay_out, pdf
from essay_press.model import Measures

SET = [("classic", "a5", 3), ("classic", "a4", 3), ("classic", "screen", 3), ("magazine", "a4", 4)]
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
