"""How a page is set is read from the page alone, whichever program made it and however it draws its letters."""

from __future__ import annotations

import importlib
import importlib.util
import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from check_samples import broken
from essay_press.check.typography.pages import headings_at_foot
from essay_press.check.typography.reading import read
from essay_press.check.typography.statistics import Figures, figures, overfull
from essay_press.check.typography.typeset import Kind, Typeset
from lint_samples import FONT, SPACE, made, words

TEXT = tuple(words(90, letter, 3) for letter in "abc")
BODY = "".join(f"<p>{text}</p>" for text in TEXT)


def evenness(found: Figures) -> tuple[float, ...]:
    """Return the figures of word spaces."""
    return found.mean, found.sd, found.p95, found.least, found.most, found.loose


def text_of(found: Typeset) -> list[str]:
    """Return the paragraphs of running text, words apart by spaces."""
    return [" ".join(item.text.split()) for item in found.text]


def drawn(change: Callable[[list[Any]], list[tuple[list[Any], str]] | None]) -> bytes:
    """Return the sample with the operators that draw text changed, TJ by TJ."""

    def apply(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            out: list[Any] = []
            for item in pikepdf.parse_content_stream(page):
                operands: list[Any] = list(item.operands)
                name = str(item.operator)
                steps = change(list(operands[0])) if name == "TJ" else None
                new = steps if steps is not None else [(operands, name)]
                out += [(each, pikepdf.Operator(name)) for each, name in new]
            page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(out))

    return broken(apply, made(BODY))


def codes(pdf_bytes: bytes) -> tuple[int, float]:
    """Return the code of the space in the sample's font, and its width."""
    with pikepdf.open(io.BytesIO(pdf_bytes)) as pdf:
        (font,) = pdf.pages[0].Resources.Font.values()
        pairs = re.findall(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]*)>", font.ToUnicode.read_bytes())
        code = next(int(key, 16) for key, value in pairs if bytes.fromhex(value.decode()) == b"\0 ")
    return code, SPACE * 1000


# ---------------------------------------------------------------- what the engine makes
def test_the_fonts_own_space_is_the_measure() -> None:
    """As its table says, not as a rule of thumb; no line of a justified text that only stretches is below it."""
    found = read(made(BODY))
    assert (found.spaces, found.guessed) == ({"G": SPACE}, ())
    assert figures(found).least >= 0.99
    assert figures(found).filled == sum(len(item.lines) - 1 for item in found.text)


def test_paragraphs_are_told_by_their_indents() -> None:
    """Without tags, and with a last line that happens to be nearly full."""
    assert text_of(read(made(BODY))) == list(TEXT)


def test_ragged_text_has_no_filled_lines() -> None:
    """Lines that end alike by chance are not taken for filled ones."""
    found = figures(read(made(BODY, "p { text-align: left }")))
    assert (found.filled, found.mean, found.spaces) == (0, 0.0, ())


def test_folios_running_heads_and_notes_are_told_apart() -> None:
    """A number alone at the foot, the same words at each head, and smaller type below the text."""
    css = """@page { @top-center { content: "A Running Head" } margin-top: 20mm }
    .f { float: footnote; font-size: 8pt; line-height: 10pt }"""
    note = f"<span class='f'>{words(12, 'n')}</span>"
    body = "".join(
        f"<p>{words(60, 'a', seed)}{note if seed == 1 else ''} {words(60, 'a', seed + 9)}</p>" for seed in range(5)
    )
    found = read(made(body, css))
    kinds = {kind: [line.text for line in found.lines if line.kind is kind] for kind in Kind}
    assert len(found.pages) >= 3
    assert kinds[Kind.HEAD] == ["A Running Head"] * len(found.pages)
    assert kinds[Kind.FOLIO] == [str(number + 1) for number in range(len(found.pages))]
    assert {word[0] for line in kinds[Kind.NOTE] for word in line.split() if word.isalpha()} == {"n"}


def test_more_letters_in_notes_than_in_the_text_do_not_make_the_text_display() -> None:
    """The size of the text is that of its paragraphs, not of most letters: tags tell the two apart."""
    notes = "".join(f"<li><p>{words(60, 'n', number)}</p></li>" for number in range(8))
    body = f"<h2>Zenith</h2><p>{TEXT[0]}</p><p>{TEXT[1]}</p><ol style='font-size: 8pt; line-height: 10pt'>{notes}</ol>"
    found = read(made(body, tags=True))
    kinds = {kind: [line.text for line in found.lines if line.kind is kind] for kind in Kind}
    assert kinds[Kind.HEADING] == ["Zenith"]
    assert {word[0] for line in kinds[Kind.TEXT] for word in line.split()} >= {"a", "b"}
    assert headings_at_foot(found) == ()


def test_two_columns_are_read_one_after_the_other() -> None:
    """Lines beside each other are two, each with its own measure."""
    css = "@page { size: 150mm 110mm } body { columns: 2; column-gap: 6mm }"
    found = read(made(BODY, css))
    assert text_of(found) == list(TEXT)
    assert {line.column for line in found.lines if line.kind is Kind.TEXT} == {0, 1}
    assert overfull(found) == ()
    assert figures(found).filled == sum(len(item.lines) - 1 for item in found.text)


def test_a_line_too_long_is_told_with_its_excess() -> None:
    """A word without a place to break sticks out; the lines round it do not."""
    body = f"<p>{words(40, 'a')} {'b' * 40} {words(40, 'a', 2)}</p>"
    (line,) = overfull(read(made(body)))
    assert line.text == "b" * 40
    assert line.over == pytest.approx(line.right - line.measure[1], abs=0.1)
    assert line.over > 15


def hung(*amounts: float, last: str = ",") -> bytes:
    """Return filled lines that end in commas, the last in another sign; each stands outside by so many em."""
    marks = [*"," * (len(amounts) - 1), last]
    lines = [words(3, "b", seed, last="b,") for seed in range(len(amounts))]
    spans = "".join(
        f"{line[:-1]}<span style='margin-right: -{amount}em'>{mark}</span><br/>"
        for line, amount, mark in zip(lines, amounts, marks, strict=True)
    )
    return made(f"<p>{spans}b</p>", "p { text-align-last: justify; text-indent: 0; white-space: nowrap }")


def test_marks_that_hang_are_not_too_long() -> None:
    """Where all commas stand outside, they are meant to."""
    found = read(hung(*[0.2] * 9))
    assert (overfull(found), figures(found).filled) == ((), 9)


def test_a_mark_that_sticks_out_alone_is_too_long() -> None:
    """Where the others stand inside, one comma outside is a fault."""
    found = read(hung(*[0.0] * 8, 0.2))
    assert [round(line.over, 1) for line in overfull(found)] == [2.0]


@pytest.mark.parametrize("sign", ["=", "/"])
def test_other_signs_hang_a_little_and_no_more(sign: str) -> None:
    """Where marks hang: their ink is far from their edge, though not as far as that of a comma."""
    assert overfull(read(hung(*[0.2] * 8, 0.12, last=sign))) == ()
    assert [line.text[-1] for line in overfull(read(hung(*[0.2] * 8, 0.4, last=sign)))] == [sign]


# ---------------------------------------------------------------- what other programs make of the same letters
def test_gaps_made_by_moving_on_count_as_spaces() -> None:
    """As TeX does: no space is drawn, the pen moves. The last lines of paragraphs tell how wide a space is."""
    space, width = codes(made(BODY))

    def moved(array: list[Any]) -> list[tuple[list[Any], str]]:
        out: list[Any] = []
        for item in array:
            if not isinstance(item, pikepdf.String):
                out.append(item)
                continue
            data = bytes(item)
            for at in range(0, len(data), 2):
                if int.from_bytes(data[at : at + 2]) == space:
                    out.append(-width)
                else:
                    out.append(pikepdf.String(data[at : at + 2]))
        return [([pikepdf.Array(out)], "TJ")]

    plain, found = read(made(BODY)), read(drawn(moved))
    assert text_of(found) == list(TEXT)
    assert found.spaces["G"] == pytest.approx(SPACE, abs=0.002)
    assert evenness(figures(found)) == pytest.approx(evenness(figures(plain)), abs=0.02)


def test_letters_drawn_one_by_one_are_words_all_the_same() -> None:
    """Each glyph in a string of its own, with its own kern before it."""

    def single(array: list[Any]) -> list[tuple[list[Any], str]]:
        out: list[tuple[list[Any], str]] = []
        for item in array:
            if isinstance(item, pikepdf.String):
                data = bytes(item)
                out += [([pikepdf.Array([pikepdf.String(data[at : at + 2])])], "TJ") for at in range(0, len(data), 2)]
            else:
                out.append(([pikepdf.Array([item])], "TJ"))
        return out

    plain, found = read(made(BODY)), read(drawn(single))
    assert text_of(found) == list(TEXT)
    assert evenness(figures(found)) == pytest.approx(evenness(figures(plain)), abs=1e-6)


@pytest.mark.parametrize("stretch", [0.8, 0.98, 1.02])
@pytest.mark.parametrize("how", ["Tz", "cm"])
def test_stretched_letters_do_not_spoil_the_figures(how: str, stretch: float) -> None:
    """Whether the text is scaled or all of the page: spaces are measured against letters as they stand."""

    def apply(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            before = page.Contents.read_bytes()
            start = f"{stretch} 0 0 1 0 0 cm " if how == "cm" else ""
            text = before.replace(b"BT", f"BT {100 * stretch} Tz".encode()) if how == "Tz" else before
            page.Contents = pdf.make_stream(start.encode() + text)

    plain, found = read(made(BODY)), read(broken(apply, made(BODY)))
    assert text_of(found) == list(TEXT)
    assert found.size == pytest.approx(plain.size, abs=0.01)
    assert evenness(figures(found)) == pytest.approx(evenness(figures(plain)), abs=0.01)


def test_text_that_nobody_sees_is_no_text() -> None:
    """Such as the words that an OCR program puts behind a scan."""

    def apply(pdf: pikepdf.Pdf) -> None:
        for page in pdf.pages:
            page.Contents = pdf.make_stream(page.Contents.read_bytes().replace(b"BT", b"BT 3 Tr"))

    assert read(broken(apply, made(BODY))).lines == ()


# ---------------------------------------------------------------- other programs, where they are installed
@pytest.mark.skipif(shutil.which("lualatex") is None, reason="LuaLaTeX is not installed")
@pytest.mark.parametrize("width", [60, 100])
def test_overfull_lines_of_tex_are_those_of_its_log(width: int, tmp_path: Path) -> None:
    """TeX says itself which lines are too long, and by how much."""
    text = "\n\n".join(words(90, letter, 5) for letter in "abcde")
    source = rf"""\documentclass{{article}}
\usepackage[paperwidth={width + 40}mm,paperheight=200mm,textwidth={width}mm,textheight=160mm]{{geometry}}
\usepackage{{fontspec}}\setmainfont{{{FONT.name}}}[Path={FONT.parent}/]
\hyphenpenalty=10000\frenchspacing\begin{{document}}
{text}
\end{{document}}"""
    (tmp_path / "a.tex").write_text(source, encoding="utf-8")
    command = ["lualatex", "-interaction=batchmode", "a.tex"]
    subprocess.run(
        command, cwd=tmp_path, capture_output=True, check=False, env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    )
    log = (tmp_path / "a.log").read_text(encoding="utf-8", errors="replace")
    due = [float(value) * 72 / 72.27 for value in re.findall(r"Overfull \\hbox \(([\d.]+)pt too wide\)", log)]
    found = read((tmp_path / "a.pdf").read_bytes())
    told = [line.over for line in overfull(found)]
    assert sorted(told) == pytest.approx(sorted(value for value in due if value > 0.5), abs=0.1)
    assert text_of(found) == text.split("\n\n")
    assert found.spaces[FONT.stem.replace("_400", "-")] == pytest.approx(SPACE, abs=0.005)


@pytest.mark.skipif(importlib.util.find_spec("typst") is None, reason="typst is not installed")
def test_pages_of_typst_are_read() -> None:
    """Its paragraphs, its lines, the space of the font; it shrinks and stretches."""
    typst = importlib.import_module("typst")
    text = [words(90, letter, 5) for letter in "abcde"]
    source = (
        "#set page(width: 100mm, height: 120mm, margin: 15mm)\n"
        '#set text(font: "EB Garamond", size: 10pt, hyphenate: false)\n'
        "#set par(justify: true, first-line-indent: 12pt, spacing: 0.65em)\n" + "\n\n".join(text)
    )
    found = read(bytes(typst.compile(source.encode(), font_paths=[str(FONT.parent)])))
    assert text_of(found) == text
    assert found.guessed == ()
    assert figures(found).filled == sum(len(item.lines) - 1 for item in found.text)
    assert figures(found).overfull == 0
