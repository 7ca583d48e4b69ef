"""The first preprocessor: one walk over the lines that stamps each with its source offset, blind to code.

On the walk, fenced code, raw HTML blocks, div fences and the lines of verse become tokens that no Markdown rule can
mistake for something else. A line's stamp goes to its end where that is safe: rules of block structure look at
beginnings, and whatever Python-Markdown strips from a line it strips from its front.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor

from essay_press.extensions.attributes import parse_attributes
from essay_press.extensions.ledger import ETX, MAX_DEPTH, STX, TAB, Code, Fence, Ledger, Mark, Raw, stamp, unstamp
from essay_press.extensions.rawblocks import begins, extent
from essay_press.suggest import nearest

if TYPE_CHECKING:
    from markdown import Markdown

__all__ = ["KNOWN_CLASSES", "ScanExtension", "verse_steps"]

MAX_UNCLOSED = 20
LONG_HEADING = 60
KNOWN_CLASSES = ("attribution", "epigraph", "pull", "small-caps", "smallcaps", "spoiler", "verse")

_QUOTE = re.compile(r"(?:[ ]{0,3}>[ ]?)+")
_ITEM = re.compile(r"(?:[*+-]|\d+\.)[ ]+|\[\^[^\]]*\]:|:[ ]{1,3}(?=\S)")
_UNDERLINE = re.compile(r"-+[ ]*$")
_MARKERS = re.compile(r"(?:[ ]{0,3}(?:>|[*+-][ ]|\d+\.[ ])[ ]*)+")
_FENCE = re.compile(r"(`{3,}|~{3,})[ ]*([^`]*)$")
_DIV = re.compile(r":{3,}[ ]*(.*?)[ ]*:*[ ]*$")
_UNSTAMPED = re.compile(r"[-=*_|:+ ]*$")
_HEADING = re.compile(r"#{1,6}[ ]+(?=[^ #])")
_NOTE = re.compile(r"[ ]{0,3}\[\^([^\]]*)\]:[ ]*")
_REFERENCE = re.compile(r"[ ]{0,3}\[[^\[\]]*\]:[ ]*(?:[^\s]+|$)")
_TITLE = re.compile(r"""[ ]*(?:"[^"]*"|'[^']*'|\([^()]*\))[ ]*$""")


def verse_steps(spaces: int) -> int:
    """Return how many steps of two spaces a verse line stands in, six at most."""
    return min(spaces // 2, 6)


class _Scanner(Preprocessor):
    """The walk. `out` gathers the lines for Python-Markdown, `number` is the line being read."""

    def __init__(self, md: Markdown, ledger: Ledger) -> None:
        """Start at the first line of the ledger's source."""
        super().__init__(md)
        self.ledger = ledger
        self.lines = ledger.source.lines
        self.out: list[str] = []
        self.number = 0
        self.depth = 0
        self.quotes = 0
        self.in_code = False
        self.open: list[tuple[int, int, int, bool]] = []
        self.unclosed = 0

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with stamps and tokens."""
        while self.number < len(self.lines):
            self._line(self.lines[self.number])
        for number, _, _, _ in self.open:
            self.ledger.findings.error(
                "EP141",
                "this `:::` block is never closed",
                self.ledger.source.line_place(number),
                "close it with a line of its own: `:::`",
            )
        return [*self.out, "", ""]

    # ------------------------------------------------------------ one line
    def _line(self, line: str) -> None:
        """Read the line at `number`, and the lines after it that belong to the same block of code or HTML."""
        prefix = quote.group() if (quote := _QUOTE.match(line)) else ""
        rest = line[len(prefix) :]
        body = rest.lstrip(" ")
        indent = len(rest) - len(body)
        blank_before = not self.out or not self.out[-1].strip(" >")
        in_verse = bool(self.open) and self.open[-1][3]
        if not in_verse:
            self._track(prefix, body, indent, blank_before)
        if not body:
            self.out.append(line.rstrip())
            self.number += 1
        elif in_verse:
            if body.startswith(":::") and self._div(prefix, rest[:indent], body):
                self.number += 1
            else:
                self._verse(prefix, rest, indent)
        elif self.in_code or indent >= TAB * (self.depth + 1):
            self._plain(line, body)
        elif body.startswith(":::") and self._div(prefix, rest[:indent], body):
            self.number += 1
        elif ((fence := _FENCE.match(body)) and self._code(prefix, indent, fence)) or (
            body.startswith("<") and self._html(prefix, rest[:indent])
        ):
            pass
        else:
            self._separate(prefix, rest[:indent], blank_before)
            self._plain(line, body)

    def _track(self, prefix: str, body: str, indent: int, blank_before: bool) -> None:
        """Follow how deep in lists, notes and definitions the walk is: it decides what is indented code."""
        quotes = prefix.count(">")
        if not body:
            return
        if quotes != self.quotes:
            self.depth, self.in_code = 0, False
        elif blank_before and indent < TAB * self.depth:
            self.depth = indent // TAB
        self.in_code = indent >= TAB * (self.depth + 1) and (self.in_code or blank_before)
        markers = _MARKERS.match(prefix + body)
        nesting = indent // TAB + len(re.findall(r">|[*+-][ ]|\d+\.[ ]", markers.group())) if markers else 0
        if nesting > MAX_DEPTH:
            self.ledger.refuse_depth("lists and quotations are", self._offset(0))
        if not self.in_code and _ITEM.match(body):
            self.depth = indent // TAB + 1
        self.quotes = quotes

    def _offset(self, column: int) -> int:
        return self.ledger.source.starts[self.number] + column

    def _plain(self, line: str, body: str) -> None:
        """Put out an ordinary line, stamped."""
        if not self.in_code:
            self._check_underline(line, body)
            self.out.append(self._stamped(line, body))
        elif self.out and self.out[-1].strip():
            self.out.append(line)
        else:
            # The first line after an empty one may begin a block of code, which is to know its place.
            end = len(line.rstrip(" "))
            self.out.append(line[:end] + stamp(self._offset(end)))
        self.number += 1

    def _check_underline(self, line: str, body: str) -> None:
        """Warn of dashes right under a sentence: they were meant as a break, but make the sentence a heading."""
        if not _UNDERLINE.match(body) or not self.out or "".join(self.out[-2:-1]).strip(" >"):
            return
        above = unstamp(self.out[-1]).rstrip()
        if len(above) > LONG_HEADING and above.endswith((".", "!", "?", ".”", '."', "…")):
            self.ledger.findings.warning(
                "EP154",
                "the dashes right under this paragraph make it a heading",
                self.ledger.source.line_place(self.number - 1),
                "leave an empty line before them when a section break is meant",
            )

    def _stamped(self, line: str, body: str) -> str:
        """Return the line with a stamp where no rule of block structure trips over it."""
        column = len(line) - len(body)
        if _UNSTAMPED.match(body) or self._defines(line):
            return line
        if heading := _HEADING.match(body):
            column += heading.end()
            return line[:column] + stamp(self._offset(column)) + line[column:]
        if note := _NOTE.match(line):
            self._note(note)
        if "|" in body:
            return self._row(line, column)
        end = len(line.rstrip(" "))
        return line[:end] + stamp(self._offset(end)) + line[end:]

    def _row(self, line: str, column: int) -> str:
        """Return a line that may be a row of a table, with a stamp in each cell."""
        pieces, last = [], 0
        starts = [bar.end() for bar in re.finditer(r"(?<!\\)\|(?=[ ]*[^ |])", line)]
        first = line.index("|")
        if first > column:
            starts.insert(0, len(line[:first].rstrip(" \\")))
        for start in starts:
            pieces += [line[last:start], stamp(self._offset(start))]
            last = start
        return "".join(pieces) + line[last:]

    def _note(self, note: re.Match[str]) -> None:
        label = note[1]
        offset = self._offset(note.start(1) - 2)
        if label in self.ledger.note_offsets:
            first = self.ledger.place(self.ledger.note_offsets[label])
            self.ledger.findings.error(
                "EP151",
                f"the note `[^{label}]` is written twice (first on line {first.line if first else 0})",
                self.ledger.place(offset),
                "give each note a name of its own",
            )
        else:
            self.ledger.note_offsets[label] = offset

    def _defines(self, line: str) -> bool:
        """Tell whether the line is (the second half of) a link definition, `[name]: address "title"`."""
        if _NOTE.match(line):
            return False
        if _REFERENCE.match(line):
            return True
        return bool(self.out and _TITLE.match(line) and _REFERENCE.match(self.out[-1]) and STX not in self.out[-1])

    def _separate(self, prefix: str, indent: str, blank_before: bool) -> None:
        """Keep two quotations apart that an empty line separates; Python-Markdown would join them."""
        if not prefix or not blank_before:
            return
        blanks = [line for line in reversed(self.out[-1:]) if not line.strip()]
        before = next((line for line in reversed(self.out) if line.strip(" >")), "")
        if blanks and (quote := _QUOTE.match(before)) and quote.group().count(">"):
            self.out += [f"{STX}s0{ETX}", ""]

    # ------------------------------------------------------------ blocks that become tokens
    def _token(self, prefix: str, indent: str, kind: str, number: int) -> None:
        """Put out a token as a block of its own."""
        blank = prefix.rstrip()
        self.out += [blank, f"{prefix}{indent}{STX}{kind}{number}{ETX}", blank]

    def _code(self, prefix: str, indent: int, fence: re.Match[str]) -> bool:
        """Take a fenced code block out of the text; tell whether there was one."""
        closing = re.compile(f"[ ]{{0,3}}{fence[1][0]}{{{len(fence[1])},}}[ ]*$")
        taken: list[str] = []
        number = self.number + 1
        while number < len(self.lines):
            inner = _inside(self.lines[number], prefix.count(">"))
            if inner is None:
                break
            inner = inner[min(indent, len(inner) - len(inner.lstrip(" "))) :]
            if closing.match(inner):
                offset = self._offset(len(prefix) + indent)
                language, classes = _info(fence[2].strip())
                self.ledger.codes.append(Code("\n".join(taken), language, classes, offset))
                self._token(prefix, " " * indent, "c", len(self.ledger.codes) - 1)
                self.number = number + 1
                return True
            taken.append(inner)
            number += 1
        self.ledger.findings.error(
            "EP143",
            "this code block is never closed",
            self.ledger.source.line_place(self.number, len(prefix) + indent),
            f"close it with a line of its own: `{fence[1]}`",
        )
        self.number = len(self.lines)
        return True

    def _html(self, prefix: str, indent: str) -> bool:
        """Take a block of raw HTML (or a comment) out of the text; tell whether there was one."""
        source, first = self.ledger.source, self.number
        quotes = prefix.count(">")
        start = len(prefix) + len(indent)
        if not begins(self.lines[first][start:]):
            return False
        taken: list[str] = []
        found = extent(self._taking(quotes, len(indent), taken))
        if found is None:
            name = re.match(r"<[^\s>]*", self.lines[first][start:])
            self.ledger.findings.error(
                "EP147",
                f"`{name.group() if name else '<'}` begins raw HTML that is never closed",
                source.line_place(first, start),
                "close it, or write `\\<` when you mean the sign itself",
            )
            self.unclosed += 1
            self.number = len(self.lines) if self.unclosed > MAX_UNCLOSED else first + 1
            return True
        used, end = found
        last = first + used - 1
        rest = taken[used - 1][end:]
        texts = [*taken[: used - 1], taken[used - 1][:end]]
        self.out.append(prefix.rstrip())
        if texts[0].startswith("<!--"):
            self.ledger.comments.append(self._offset(start))
        else:
            offsets, position = [], 0
            for number, text in enumerate(taken[:used], first):
                offsets.append((position, source.starts[number + 1] - 1 - len(text)))
                position += len(text) + 1
            self.ledger.raws.append(Raw("\n".join(texts), tuple(offsets)))
            self._token(prefix, indent, "b", len(self.ledger.raws) - 1)
        self.number = last + 1
        if rest.strip():
            # What follows the closing tag on its line is text again.
            line = self.lines[last]
            self.number = last
            end = len(line.rstrip())
            self.out.append(f"{prefix}{indent}{rest.strip()}{stamp(self._offset(end))}")
            self.number = last + 1
        return True

    def _taking(self, quotes: int, indent: int, taken: list[str]) -> Iterator[str]:
        """Yield the lines from `number` on without the markers of their container, and note them in `taken`."""
        for line in self.lines[self.number :]:
            text = _inside(line, quotes)
            if text is None:
                return
            text = text[min(indent, len(text) - len(text.lstrip(" "))) :]
            taken.append(text)
            yield text

    def _verse(self, prefix: str, rest: str, indent: int) -> None:
        """Put out a line of verse: its indentation as a token, so that no list or code is read into it."""
        base = self.open[-1][1]
        text = rest.strip()
        line = self.lines[self.number]
        steps = verse_steps(max(indent - base, 0))
        end = len(line.rstrip())
        self.out.append(f"{prefix}{' ' * base}{STX}v{steps}{ETX}{text}{stamp(self._offset(end))}")
        self.number += 1

    def _div(self, prefix: str, indent: str, body: str) -> bool:
        """Open or close a fenced div; tell whether the line was a fence."""
        fence = _DIV.match(body)
        if fence is None:
            return False
        offset = self._offset(len(prefix) + len(indent))
        if not fence[1]:
            return self._close_div(prefix, indent, offset)
        mark = self._fence_mark(fence[1], offset)
        verse = "verse" in mark.classes
        self.ledger.fences.append(Fence(mark, verse))
        self.open.append((self.number, len(indent), len(self.ledger.fences) - 1, verse))
        if len(self.open) > MAX_DEPTH:
            self.ledger.refuse_depth("`:::` blocks are", offset)
        self._token(prefix, indent, "d", len(self.ledger.fences) - 1)
        return True

    def _close_div(self, prefix: str, indent: str, offset: int) -> bool:
        if not self.open:
            self.ledger.findings.error(
                "EP144",
                "`:::` closes a block that was never opened",
                self.ledger.place(offset),
                "open one above (`::: verse`), or take this line out",
            )
            return True
        _, _, number, _ = self.open.pop()
        self._token(prefix, indent, "e", number)
        return True

    def _fence_mark(self, words: str, offset: int) -> Mark:
        """Return the attributes of a div's opening line, `::: name` or `::: {.name key="value"}`."""
        inner = words[1:-1] if words.startswith("{") and words.endswith("}") else f".{words}"
        mark = parse_attributes(inner, offset)
        if mark is None or ("{" not in words and " " in words):
            self.ledger.findings.error(
                "EP145",
                f"cannot read `{words}` after `:::`",
                self.ledger.place(offset),
                'write `::: name`, or `::: {.name key="value"}` with straight quotes',
            )
            return Mark(offset)
        for name in mark.classes:
            if name not in KNOWN_CLASSES:
                close = nearest(name, KNOWN_CLASSES)
                self.ledger.findings.warning(
                    "EP146",
                    f"no layout knows the class `{name}`",
                    self.ledger.place(offset),
                    f"did you mean `{close}`?" if close else "it is kept; a layout of your own may style it",
                )
        return mark


def _inside(line: str, quotes: int) -> str | None:
    """Return the line without `quotes` quotation markers, or None when it stands outside them."""
    if not quotes:
        return line
    marker = re.match(rf"(?:[ ]{{0,3}}>[ ]?){{{quotes}}}", line)
    return line[marker.end() :] if marker else None


def _info(info: str) -> tuple[str, tuple[str, ...]]:
    """Return the language and the classes that a fence's info string names."""
    if info.startswith("{") and info.endswith("}"):
        mark = parse_attributes(info[1:-1])
        classes = mark.classes if mark else ()
        return (classes[0], classes[1:]) if classes else ("", ())
    return (info.split()[0], ()) if info else ("", ())


class ScanExtension(Extension):
    """Replace Python-Markdown's own preprocessors by the walk."""

    def __init__(self, ledger: Ledger, **options: Any) -> None:
        """Keep the ledger that the walk fills."""
        super().__init__(**options)
        self.ledger = ledger

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the walk; raw HTML and white space are its business now."""
        md.preprocessors.deregister("html_block")
        md.preprocessors.deregister("normalize_whitespace")
        md.preprocessors.register(_Scanner(md, self.ledger), "scan", 30)
