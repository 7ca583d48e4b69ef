"""Faults of how a text is set, each planted in pages that are made for it; told by `check --typography` alone."""

from __future__ import annotations

from collections.abc import Callable

from essay_press.check.typography.reading import read
from lint_samples import made, paragraph, words
from seeded import Fault

__all__ = ["FAULTS", "GATE"]

GATE = "typography"
ALL_FILLED = "p { text-align-last: justify; text-indent: 0 }"


def soft(text: str) -> str:
    """Return words that may be parted after every second letter."""
    return " ".join("\u00ad".join(word[at : at + 2] for at in range(0, len(word), 2)) for word in text.split())


def page_of(body: str, css: str = "", *, tags: bool = False) -> Callable[[], bytes]:
    """Return what plants a fault by a body of its own."""
    return lambda: made(body, css, tags=tags)


def down(lines: int) -> str:
    """Return a blank that is so many lines high; sixteen of them fill a page."""
    return f"<div style='height: {14 * lines}pt'></div>"


def rows(*lines: str) -> str:
    """Return a paragraph of lines that are filled each."""
    return f"<p>{'<br/>'.join(lines)}</p>"


def hardly_a_line() -> bytes:
    """Return a text that ends with a line or two on a page of their own."""
    for count in range(90, 160, 2):
        data = made(paragraph(count, "a"))
        found = read(data)
        on_last = [line for line in found.lines if line.page and line.text[0] == "a"]
        if 0 < len(on_last) < 3:
            return data
    raise AssertionError


LONG = "".join(f"<p>{soft(words(120, letter))}</p>" for letter in "abcdef")
WHOLE = "".join(paragraph(24 + 9 * (seed % 4), "a", seed) for seed in range(24))
NAMES = "".join(f"<p>{soft(words(60, letter)).title().replace('.', '')}</p>" for letter in "abc")

YEARS = "1847, 1950, 1963, 1974 and 1935"
TABLE = "<table><tr><td>1,111</td></tr><tr><td>2,847</td></tr><tr><td>3,915</td></tr></table>"
PARTED = f"{paragraph(60, 'a')}<p class=o>* * *</p>{paragraph(60, 'b')}"
ORNAMENT = ".o { text-align: center; text-indent: 0 }"
VERSE = f"<p class=v><span>{words(14, 'c')}</span><span>{words(3, 'd')}</span><span>{words(12, 'e')}</span></p>"
STANZA = ".v { text-align: left; text-indent: 0 } .v span { display: block }"

FAULTS: tuple[Fault, ...] = (
    Fault("lines too short to read", "EP801", GATE, page_of(paragraph(90, "a"), "body { width: 30mm }")),
    Fault("lines that touch", "EP802", GATE, page_of(paragraph(90, "a"), "html { line-height: 1 }")),
    Fault("a loose line", "EP810", GATE, page_of(rows("aa bb cc dd", words(8, "b")) * 2, ALL_FILLED)),
    Fault("tight lines", "EP811", GATE, page_of(paragraph(120, "a"), "p { word-spacing: -1.2pt }")),
    Fault("loose lines all over", "EP812", GATE, page_of(paragraph(160, "a"), "body { width: 42mm }")),
    Fault("a ladder of hyphens", "EP820", GATE, page_of(LONG)),
    Fault("a word over the turn of a page", "EP821", GATE, page_of(LONG)),
    Fault("a hyphen on every other line", "EP822", GATE, page_of(LONG)),
    Fault("a name in two", "EP823", GATE, page_of(NAMES)),
    Fault("a last line of two letters", "EP830", GATE, page_of(f"{paragraph(60, 'a')[:-4]}<br/>ab</p>", tags=True)),
    Fault("a last line of one word", "EP831", GATE, page_of(f"{paragraph(60, 'a')[:-4]}<br/>abacus</p>", tags=True)),
    Fault("lines that begin alike", "EP840", GATE,
          page_of(rows(*(f"there {words(5, letter)}" for letter in "abcd")), ALL_FILLED)),
    Fault("lines that end alike", "EP841", GATE,
          page_of(rows(*(f"{words(5, letter)} there" for letter in "abcd")), ALL_FILLED)),
    Fault("a last page with hardly a line", "EP870", GATE, hardly_a_line),
    Fault("a page cut short beside a full one", "EP871", GATE, page_of(WHOLE, "p { break-inside: avoid }")),
    Fault("a river", "EP880", GATE, page_of(rows(*["aaaaaaaaa bbbbbbbbb ccc"] * 6), ALL_FILLED)),
    Fault("a word that sticks out", "EP885", GATE, page_of(f"<p>{words(60, 'a')} {'b' * 40} {words(40, 'a')}</p>")),
    Fault("lining figures among old-style ones", "EP886", GATE,
          page_of(f"<p>{YEARS} {words(40, 'a')} <b>1999</b></p>",
                  "p { font-feature-settings: 'onum' 1 } b { font: inherit; font-feature-settings: 'lnum' 1 }")),
    Fault("old-style figures in a table", "EP887", GATE, page_of(f"{paragraph(60, 'a')}{TABLE}",
          "td { font-feature-settings: 'onum' 1 }", tags=True)),
    Fault("figures of all widths in a table", "EP887", GATE, page_of(f"{paragraph(60, 'a')}{TABLE}",
          "td { font-feature-settings: 'lnum' 1, 'pnum' 1 }", tags=True)),
    Fault("an ornament at the head of a page", "EP888", GATE,
          page_of(PARTED, f"{ORNAMENT} .o {{ break-before: page }}")),
    Fault("an ornament at the foot of a page", "EP888", GATE,
          page_of(PARTED, f"{ORNAMENT} .o {{ break-after: page }}")),
    Fault("turned verse that does not hang", "EP889", GATE, page_of(f"{paragraph(60, 'a')}{VERSE}", STANZA, tags=True)),
    Fault("a heading at the foot", "EP572", GATE,
          page_of(f"{down(12)}<h2>Zenith</h2>{paragraph(60, 'b')}")),
    Fault("a first line alone", "EP573", GATE, page_of(f"{down(15)}{paragraph(60, 'b')}")),
)  # fmt: skip
