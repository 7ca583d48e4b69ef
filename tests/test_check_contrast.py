"""Contrast is measured in the finished file, from the colours that it draws."""

from __future__ import annotations

import pytest

from check_samples import codes, document, finished, messages
from essay_press.check.content import BLACK, WHITE
from essay_press.check.contrast import contrast, ratio


def test_the_good_sample_is_black_on_white() -> None:
    """Every run is looked at, and none is pale."""
    found = contrast(document())
    assert (codes(found), found.examined > 100) == ([], True)


def test_the_ratio_is_that_of_the_standard() -> None:
    """Black on white is 21 to 1, a colour on itself 1 to 1, and #767676 the palest grey that passes on white."""
    grey = (0x76 / 255,) * 3
    assert [round(ratio(*pair), 2) for pair in ((BLACK, WHITE), (grey, grey), (grey, WHITE))] == [21.0, 1.0, 4.54]


@pytest.mark.parametrize(
    "css",
    [
        "#b20 { color: #999 }",
        "#b20 { opacity: 0.4 }",
        "#b20 { color: rgb(0 0 0 / 40%) }",
        "#b20 { background: #444 }",
        ".pullquote { color: #f99 }",
        "@page { @bottom-center { color: #aaa } }",
    ],
)
def test_pale_text_is_a_warning(css: str) -> None:
    """Pale in itself, seen through, or on a dark ground; in the text, in a copy of it, or at the foot."""
    assert set(codes(contrast(document(finished(css=css))))) == {"EP507"}


def test_the_message_names_both_colours() -> None:
    """A designer looks for them in the style sheet."""
    found = contrast(document(finished(css="#b20 { color: #999; background: #eee }")))
    assert "is #999999 on #eeeeee, a contrast of 2.5 to 1" in messages(found)


@pytest.mark.parametrize("border", ["4pt solid black", "4pt double black", "4pt dashed black", "1pt solid black"])
@pytest.mark.parametrize("radius", ["0", "8pt"])
def test_text_in_a_frame_stands_on_the_paper(border: str, radius: str) -> None:
    """A border is filled as an outer shape less an inner one."""
    css = f"#b20 {{ border: {border}; border-radius: {radius} }} #b19 {{ border-left: 3pt solid black }}"
    assert codes(contrast(document(finished(css=css)))) == []


def test_white_text_on_a_black_band_passes() -> None:
    """What counts is the difference, not which of the two is dark."""
    assert codes(contrast(document(finished(css="#b20 { color: white; background: black }")))) == []


def test_large_print_owes_its_readers_more() -> None:
    """#666 on white is 5.7 to 1: enough for small type, too little for those who need large."""
    grey = "#b20 { color: #666 }"
    large = grey + "html { font-size: 18pt; line-height: 25pt }"
    assert codes(contrast(document(finished(css=grey)))) == []
    assert codes(contrast(document(finished(css=large)))) == ["EP507"]
