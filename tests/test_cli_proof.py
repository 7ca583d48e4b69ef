"""`essay-press proof` as a designer meets it: one picture of an edition, where it is, and what cannot be shown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from check_samples import good
from essay_press.cli import main
from essay_press.proofsheet import plan

Write = Callable[[str, str | bytes], Path]
Text = Callable[..., str]


pytestmark = pytest.mark.usefixtures("folder")


def run(*args: str) -> Result:
    """Run `essay-press proof` with these arguments."""
    return CliRunner().invoke(main, ["proof", *args])


def spoken(*args: str) -> dict[str, Any]:
    """Return the one object that `--json` prints."""
    result = run(*args, "--json")
    assert result.stderr == ""
    body: dict[str, Any] = json.loads(result.stdout)
    assert body["exit_code"] == result.exit_code
    return body


def names() -> list[str]:
    """Return the files of the folder."""
    return sorted(path.name for path in Path().iterdir())


def test_a_manuscript_becomes_a_picture_of_its_edition(write: Write, manuscript_text: Text) -> None:
    """In A5 unless another is named; nothing else is left in the folder."""
    write("a.md", manuscript_text())
    result = run("a.md", "--ppi", "30")
    with Image.open("a-a5-proof.png") as shown:
        size = shown.size
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == f"a-a5-proof.png  6 pages, {size[0]:,} × {size[1]:,} pixels\n"
    assert names() == ["a-a5-proof.png", "a.md"]
    assert run("a.md", "-e", "booklet-a4", "--overlay", "--ppi", "30", "-o", "new/b.png").exit_code == 0
    assert Path("new/b.png").is_file()


def test_a_layout_and_its_options_can_be_tried(write: Write, manuscript_text: Text) -> None:
    """The picture is another one; a mistake is told as by `build`, and leaves nothing."""
    write("a.md", manuscript_text())
    for name, more in (("one.png", []), ("two.png", ["--set", "accent=#004488"])):
        assert run("a.md", "--layout", "modern", "--ppi", "30", "-o", name, *more).exit_code == 0
    assert Path("one.png").read_bytes() != Path("two.png").read_bytes()
    result = run("a.md", "--layout", "moderm", "-o", "three.png")
    assert (result.exit_code, "did you mean `modern`?" in result.stderr) == (2, True)
    assert names() == ["a.md", "one.png", "two.png"]


def test_a_finished_pdf_is_shown_as_it_is(write: Write) -> None:
    """Its edition is told by its name; as JSON, each sheet with its pages."""
    write("light-a5.pdf", good())
    body = spoken("light-a5.pdf", "--pages", "2-", "--ppi", "30")
    (sheet,) = body["sheets"]
    with Image.open("light-a5-proof.png") as shown:
        size = {"width": shown.width, "height": shown.height}
    assert sheet == {"path": "light-a5-proof.png", "pages": [2, 3, 4, 5]} | size


def test_a_sheet_may_be_drawn_again_but_costs_no_picture(write: Write) -> None:
    """What essay-press drew may be replaced; a photograph, a manuscript or a PDF may not."""
    write("light-a5.pdf", good())
    assert [run("light-a5.pdf", "-o", "x.png", "--ppi", "30").exit_code for _ in range(2)] == [0, 0]
    Image.new("RGB", (9, 9)).save("photo.png")
    for name in ("photo.png", "light-a5.pdf"):
        before = Path(name).read_bytes()
        result = run("light-a5.pdf", "-o", name)
        assert (result.exit_code, Path(name).read_bytes()) == (2, before)
        assert result.stderr.startswith(f"{name}: error EP314: is there already, and no proof sheet\n  hint: ")


def test_a_long_work_is_written_as_several_pictures(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbered; none is written when one of them would replace something else."""
    monkeypatch.setattr(plan, "MOST_PIXELS", 200_000)
    write("light-a5.pdf", good())
    write("y-2.png", "notes")
    result = run("light-a5.pdf", "-o", "x.png", "--columns", "1", "--ppi", "30")
    assert [line.partition("  ")[0] for line in result.stdout.splitlines()] == ["x-1.png", "x-2.png", "x-3.png"]
    result = run("light-a5.pdf", "-o", "y.png", "--columns", "1", "--ppi", "30")
    assert (result.exit_code, result.stdout) == (2, "")
    assert names() == ["light-a5.pdf", "x-1.png", "x-2.png", "x-3.png", "y-2.png"]


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (["a.md", "-e", "epub"], 2, "error EP344: edition epub has no pages"),
        (["a.epub"], 1, "a.epub: error EP344: an EPUB has no pages"),
        (["light-a5.pdf", "--pages", "9"], 2, "error EP345: pages 9 are not there: the file has 5 pages"),
        (["light-a5.pdf", "--ppi", "600", "--columns", "3"], 2, "error EP346: a row of the sheet would be"),
        (["light-a5.pdf", "--layout", "modern"], 2, "light-a5.pdf is set already"),
        (["light-a5.pdf", "-e", "a6"], 2, "error EP300: there is no edition `a6`"),
        (["light-a5.pdf", "--ppi", "6000"], 2, "is not in the range 20<=x<=600"),
        (["broken.pdf"], 1, "broken.pdf: error EP560: the PDF cannot be read"),
        (["sub"], 2, "sub is a folder; name one manuscript or one PDF"),
        (["no.md"], 1, "no.md: error EP100: there is no such file"),
        (["no-essay.md"], 1, "no-essay.md:1:1: error EP106"),
        (["a.md", "-o", "sub"], 2, "sub: error EP314: is a folder, not a file"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_what_cannot_be_shown_is_named(
    write: Write, manuscript_text: Text, args: list[str], code: int, words: str
) -> None:
    """With the cure, without a traceback, and no file is written or changed."""
    write("a.md", manuscript_text())
    write("a.epub", b"PK\x03\x04")
    write("light-a5.pdf", good())
    write("broken.pdf", "%PDF-1.7")
    write("no-essay.md", "# Notes\n")
    write("sub/x", "")
    before = names()
    result = run(*args)
    assert (result.exit_code, result.stdout, names()) == (code, "", before)
    assert words in result.stderr
    assert "Traceback" not in result.stderr
