"""What the fuzzer has found, each once more: sound manuscripts whose editions failed, broken files that broke us."""

from __future__ import annotations

import io
from pathlib import Path

import pikepdf
import pytest

from essay_press import build, editions, proofsheet
from essay_press.build import Request
from essay_press.diagnostics import errors_in
from essay_press.errors import CheckError

HEAD = b"---\ntitle: A Title\nauthor: Ann\ndate: 2024-05-01\n---\n\n"
LINKS = """\
Water is [H<sub>2</sub>O](https://example.org/6), they say; [one <br> line, *then* `another`](https://example.org/3).

| A table | of its head |
|---|---|

And more of the text.
"""
BROKEN = "Words. [One of these lines is broken <br> in the middle of it.]{.pull} And more of the text."


@pytest.mark.parametrize(("edition", "text"), [("a5", LINKS), ("epub", BROKEN), ("epub", LINKS)])
def test_what_is_sound_is_made(edition: str, text: str) -> None:
    """A link with a subscript or a broken line in it, a table of its head alone, a pull-quote with a broken line."""
    essay = build.read(Path("essay.md"), HEAD + text.encode())
    made = build.make(essay, editions.load()[edition], Request())
    assert [str(item) for item in errors_in(made.diagnostics)] == []


@pytest.mark.parametrize("box", [[0, 0, 300, 0.001], [0, 0, 1e-9, 400]])
def test_a_page_without_a_size_is_an_error_of_the_proof_sheet(box: list[float]) -> None:
    """It says so, as for a file that is no PDF; a page that can be shown is shown."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(300, 400))
        pdf.pages[0].obj.MediaBox = pikepdf.Array(box)
        pdf.pages[0].obj.Contents = pikepdf.Array([pikepdf.Name.X])
        out = io.BytesIO()
        pdf.save(out)
    with pytest.raises(CheckError) as caught:
        tuple(proofsheet.draw(out.getvalue(), "broken", None, proofsheet.Wishes(True, 20, "", 0)))
    assert [item.code for item in caught.value.diagnostics] == ["EP560"]
