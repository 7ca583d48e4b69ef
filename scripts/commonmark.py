"""What becomes of the examples in the CommonMark specification; writes docs/commonmark.md with `--write`.

The specification is under CC BY-SA 4.0 and not part of this repository: `scripts/setup.sh proof` fetches it from npm
(`commonmark-spec`), or name its `spec.txt`. The page holds the numbers of examples and none of their words.
"""

from __future__ import annotations

import argparse
import html
import os
import re
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree
from lxml import html as lxml_html

from essay_press import markup, quotes
from essay_press.diagnostics import errors_in
from essay_press.errors import ManuscriptError
from essay_press.model import Essay, Manuscript, Metadata

__all__ = ["Example", "Verdict", "examples", "judge", "page", "specification"]

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "commonmark.md"
VERSION = "0.31.2"
ADDRESS = f"https://spec.commonmark.org/{VERSION}/"
NOWHERE = Path("/nonexistent")
FENCE = "`" * 32
WIDTH = 118  # columns of running text

# Why examples of a section come out otherwise, by what was decided; read beside their numbers.
REASONS = {
    "Tabs": "a tab after a list's marker is a space, lists are nested by four, and stars apart make a list",
    "Backslash escapes": "a link to a file is dropped with a warning, its words stay; HTML is sanitised",
    "Entity and numeric character references": "a link to a file is dropped with a warning, its words stay",
    "Thematic breaks": "dashes under a line of text make it a heading; stars or dashes far apart make a list",
    "ATX headings": "a heading begins at the margin and needs words; every `#` at its end is dropped",
    "Setext headings": "the text is one line, and what stands under it begins at the margin; under a list or a"
    " quotation dashes make a heading all the same, with a warning",
    "Fenced code blocks": "a fence that is never closed is an error, since it would swallow the rest of the essay",
    "HTML blocks": "HTML is sanitised: what is not allowed is dropped with a warning, what is never closed is refused",
    "Link reference definitions": "a definition stands at the margin, by itself; a link to a file is dropped with a"
    " warning, its words stay, and `/url` is such a file",
    "Block quotes": "a quotation goes on to the next empty line, whatever stands before its words",
    "List items": "an item is continued, and a list inside it begins, with four spaces or a tab",
    "Lists": "another marker or number begins no new list, and a list inside another is indented by four spaces",
    "Code spans": "backticks go before HTML and addresses, and of too many the first are text",
    "Emphasis and strong emphasis": "stress may begin and end beside any sign, three stars are strong stress round"
    " plain; a link to a file is dropped with a warning",
    "Links": "a link to a file is dropped with a warning, its words stay, and `/url` is such a file; a link to a name"
    " that is not in the essay is an error",
    "Images": "a picture has to be there, below the manuscript's folder, and has a text alternative",
    "Autolinks": "only web and mail addresses are links; what else stands between `<` and `>` is taken for HTML",
    "Raw HTML": "HTML is sanitised: what is not allowed in an essay is dropped with a warning",
    "Hard line breaks": "HTML is sanitised, and a heading does not end with a backslash",
}


@dataclass(frozen=True, slots=True)
class Example:
    """An example of the specification: its number, its section, Markdown and the HTML it should become."""

    number: int
    section: str
    markdown: str
    expected: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an example: `same`, `other` or `refused` with codes; the essay, if there is one."""

    example: Example
    outcome: str
    codes: tuple[str, ...] = ()
    essay: Essay | None = None


def specification(named: Path | None = None) -> Path | None:
    """Return the specification: the file named, that of the variable COMMONMARK_SPEC, or the one fetched for proofs."""
    told = os.environ.get("COMMONMARK_SPEC")
    places = [named, Path(told) if told else None, ROOT / ".proof" / "node_modules" / "commonmark-spec" / "spec.txt"]
    return next((path for path in places if path is not None and path.is_file()), None)


def examples(path: Path) -> tuple[Example, ...]:
    """Return the examples of a specification, in its order."""
    found: list[Example] = []
    section = ""
    pattern = re.compile(rf"^{FENCE} example\n(.*?)^\.\n(.*?)^{FENCE}$|^#+ (.*?)$", re.MULTILINE | re.DOTALL)
    for match in pattern.finditer(path.read_text(encoding="utf-8")):
        if match[3] is not None:
            section = match[3].strip()
            continue
        markdown, expected = match[1].replace("→", "\t"), match[2].replace("→", "\t")
        found.append(Example(len(found) + 1, section, markdown, expected))
    return tuple(found)


def judge(example: Example) -> Verdict:
    """Return what becomes of an example; what the program refuses has its codes."""
    text = f"{example.markdown}"
    try:
        essay = quotes.lift(markup.parse(Manuscript("example.md", NOWHERE, Metadata(title="A Title"), text, 1)))
    except ManuscriptError as error:
        return Verdict(example, "refused", tuple(sorted({item.code for item in errors_in(error.diagnostics)})))
    same = _shape(essay.body) == _shape(example.expected)
    return Verdict(example, "same" if same else "other", (), essay)


def _shape(written: str) -> list[Any]:
    """Return HTML as what a reader gets of it: elements, words, addresses and text alternatives, nothing of ids."""
    document: Any = lxml_html.document_fromstring(f"<html><body>{written}</body></html>")
    return list(_pieces(document.body))


# What an essay has by rules of its own: levels of headings, the tightness of lists, ids, typographic signs.
_ALIKE = {f"h{level}": "h" for level in range(1, 7)}
_SIGNS = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "--", "—": "---", "…": "...", "\u00a0": " "})
_SEEN = {"a": ("href", "title"), "img": ("src", "alt"), "ol": ("start",)}


def _pieces(element: etree._Element) -> Iterator[Any]:
    """Yield an element's parts in order; of paragraphs in list items, only their words."""
    for part in (element.text, *element):
        if isinstance(part, str):
            yield from _words(part)
        elif part is not None:
            if isinstance(part.tag, str):
                loose = part.tag in ("p", "span", "section", "figure") and (part.tag != "p" or element.tag == "li")
                name = _ALIKE.get(part.tag, part.tag)
                seen = tuple((key, part.get(key)) for key in _SEEN.get(part.tag, ()) if part.get(key))
                yield from () if loose else ((name, seen),)
                yield from _pieces(part)
                yield from () if loose else (f"/{name}",)
            yield from _words(part.tail or "")


def _words(text: str) -> list[str]:
    """Return the words of a text, signs as they are typed."""
    return html.unescape(text).translate(_SIGNS).split()


def page(verdicts: tuple[Verdict, ...]) -> str:
    """Return the page of the manual."""
    same = sum(item.outcome == "same" for item in verdicts)
    refused = sum(item.outcome == "refused" for item in verdicts)
    lines = [
        "# Essays and CommonMark",
        "",
        "<!-- Written by `python scripts/commonmark.py --write`. -->",
        "",
        *textwrap.wrap(
            "Essays are written in Markdown as Python-Markdown reads it, with rules of their own where a slip would"
            f" cost a reader something. So some texts come out otherwise than CommonMark has it. Of the {len(verdicts)}"
            f" examples in its [specification]({ADDRESS}) (version {VERSION}), {same} come out the same,"
            f" {len(verdicts) - same - refused} otherwise, and {refused} are refused with an error that says what to"
            " write instead; none breaks the program or an edition. Levels of headings, ids, loose and tight lists and"
            " typographic signs, which an essay has by rules of its own, do not count.",
            WIDTH,
        ),
        "",
        "| section | same | otherwise | refused |",
        "|---|---:|---:|---:|",
    ]
    sections = list(dict.fromkeys(item.example.section for item in verdicts))
    for section in sections:
        own = [item for item in verdicts if item.example.section == section]
        counts = [sum(item.outcome == outcome for item in own) for outcome in ("same", "other", "refused")]
        lines.append(f"| {section} | {' | '.join(map(str, counts))} |")
    lines += [
        "",
        f"Example 1 is at <{ADDRESS}#example-1>, and so on; `essay-press explain` tells what a code means.",
        "",
    ]
    for section in sections:
        own = [item for item in verdicts if item.example.section == section and item.outcome != "same"]
        if own:
            reason = REASONS.get(section, "")
            lines += [
                f"## {section}",
                "",
                *textwrap.wrap(f"{reason[:1].upper()}{reason[1:]}.", WIDTH),
                "",
                *_listed(own),
                "",
            ]
    return "\n".join(lines).rstrip() + "\n"


def _listed(found: list[Verdict]) -> list[str]:
    """Return the numbers of examples as items of a list: those that come out otherwise, and those refused, by codes."""
    by_codes: dict[tuple[str, ...], list[str]] = {}
    for item in sorted(found, key=lambda item: item.codes):
        by_codes.setdefault(item.codes, []).append(str(item.example.number))
    lines = []
    for codes, numbers in by_codes.items():
        head = f"- refused, {' and '.join(codes)}" if codes else "- otherwise"
        lines += textwrap.wrap(f"{head}: {', '.join(numbers)}", WIDTH, subsequent_indent="  ")
    return lines


def main() -> int:
    """Write the page, or say whether it is true."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("spec", nargs="?", type=Path, help="the specification's spec.txt")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    wishes = parser.parse_args()
    path = specification(wishes.spec)
    if path is None:
        print("no specification: run scripts/setup.sh proof, or name its spec.txt", file=sys.stderr)
        return 2
    made = page(tuple(map(judge, examples(path))))
    if wishes.write:
        PAGE.write_text(made, encoding="utf-8")
        return 0
    is_true = PAGE.is_file() and PAGE.read_text(encoding="utf-8") == made
    print("true" if is_true else "not true any more: run again with --write")
    return 0 if is_true else 1


if __name__ == "__main__":
    sys.exit(main())
