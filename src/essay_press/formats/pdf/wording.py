"""What WeasyPrint says, in a writer's words: a table of its messages, each with a code and a cure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from essay_press.diagnostics import Severity

__all__ = ["Finding", "character", "explain"]


@dataclass(frozen=True, slots=True)
class Finding:
    """A message of the engine, put into words; line and column are those of a style sheet, or 0."""

    severity: Severity
    code: str
    message: str
    hint: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class _Rule:
    """How one of WeasyPrint's messages is put: `severity` is given only where it weighs more than WeasyPrint thinks."""

    pattern: re.Pattern[str]
    code: str
    message: str
    hint: str = ""
    severity: Severity | None = None


def _rule(pattern: str, code: str, message: str, hint: str = "", severity: Severity | None = None) -> _Rule:
    """Return a rule; named groups of the pattern fill the message."""
    return _Rule(re.compile(pattern, re.DOTALL), code, message, hint, severity)


_POSITION = re.compile(r",? at (?P<line>\d+):(?P<column>\d+)")
_URL = re.compile(r"press://(?:essay|layout|fonts)/")

# First match wins. The texts are those of WeasyPrint 70.0; one that is not here is passed on as it is.
_RULES = (
    _rule(
        r"^\.notdef glyph .*\(U\+(?P<codepoint>[0-9A-F]+)\)$",
        "EP410",
        "no face of the layout has the character {character}",
        "replace the character, or choose a layout that has a fallback face for its script",
        Severity.ERROR,
    ),
    _rule(
        r"^Failed to load image at '(?P<name>.*)': (?P<why>.*)$",
        "EP403",
        "the picture `{name}` cannot be drawn ({why})",
        "open it in an image editor and save it again as PNG or JPEG",
    ),
    _rule(
        r"^Failed to render SVG image (?P<name>.*)$",
        "EP403",
        "the drawing `{name}` cannot be drawn",
        "save it as plain SVG, or as PNG at 300 dpi",
    ),
    _rule(r"^Failed to load inline SVG: (?P<why>.*)$", "EP403", "a drawing inside the page is broken ({why})"),
    _rule(
        r"^No anchor #(?P<name>.*) for internal URI reference$",
        "EP408",
        "a link leads to `#{name}`, which is nowhere in the essay",
        "give the heading that name with {#name}, or correct the link",
    ),
    _rule(
        r"^Content discarded: target points to undefined anchor (?P<name>.*)$",
        "EP408",
        "a page reference leads to {name}, which is nowhere in the essay",
    ),
    _rule(r"^Anchor defined twice: '(?P<name>.*)'$", "EP409", "two places carry the id `{name}`"),
    _rule(
        r'^Image "(?P<name>.*)" has no required alt description$',
        "EP411",
        "the picture `{name}` has no text alternative",
        'write what it shows between the brackets: ![what it shows](picture.png), or alt="" when it is decoration',
    ),
    _rule(r'^Missing required "lang" attribute', "EP412", "the document does not say its language", "add `lang: en`"),
    _rule(
        r"^Font-face '(?P<name>.*)' cannot be loaded",
        "EP407",
        "the face `{name}` cannot be loaded",
        "check that the font file is there and is a TrueType or OpenType font",
        Severity.ERROR,
    ),
    _rule(
        r"^Failed to load stylesheet at (?P<name>.*?) ?: (?P<why>.*)$", "EP404", "the sheet `{name}` is missing ({why})"
    ),
    _rule(
        r"^Unsupported stylesheet type (?P<why>.*) for (?P<name>.*)$", "EP404", "`{name}` is no style sheet but {why}"
    ),
    _rule(r"^Parse error(?P<rest>.*): (?P<why>.*)$", "EP404", "this is not CSS: {why}"),
    _rule(
        r"^(?:Ignored|Deprecated) `(?P<name>.*?)`.*?, (?P<why>[^`]*)\.?$",
        "EP405",
        "`{name}` has no effect: {why}",
        "correct the declaration, or take it out",
    ),
    _rule(
        r"^Invalid or unsupported selector, (?P<name>.*)$", "EP406", "the rule {name} has no effect: unknown selector"
    ),
    _rule(
        r"^(?P<why>(?:Unsupported|Invalid|Unknown|Empty|Missing|Expected|@import|No source|@layer|In counter).*)$",
        "EP406",
        "{why}",
    ),
    _rule(
        r"^(?P<why>(?:Please install HarfBuzz|Unable to (?:subset|instantiate|save)|Using fontTools).*)$",
        "EP415",
        "{why}",
        "install the newest Pango and HarfBuzz",
    ),
)


def explain(said: str, severity: Severity) -> Finding:
    """Return what one message of the engine means; `severity` is the engine's own and can only be raised."""
    position = _POSITION.search(said)
    line, column = (int(position["line"]), int(position["column"])) if position else (0, 0)
    text = _URL.sub("", _POSITION.sub("", said) if position else said)
    for rule in _RULES:
        match = rule.pattern.search(text)
        if not match:
            continue
        words = {key: (value or "").strip().rstrip(".") for key, value in match.groupdict().items()}
        if "codepoint" in words:
            words["character"] = character(chr(int(words["codepoint"], 16)))
        return Finding(rule.severity or severity, rule.code, _fill(rule.message, words), rule.hint, line, column)
    code = "EP400" if severity is Severity.ERROR else "EP401"
    return Finding(severity, code, f"the layout engine says: {text}", line=line, column=column)


def _fill(message: str, words: Mapping[str, str]) -> str:
    """Return `message` with the words in its fields; str.format would read braces in a name as fields, too."""
    return re.sub(r"\{(\w+)\}", lambda field: words.get(field[1], field[0]), message)


def character(char: str) -> str:
    """Return a character as a message names it: the sign, its code point and its Unicode name."""
    name = unicodedata.name(char, "unnamed")
    shown = f"“{char}” " if char.isprintable() and not unicodedata.combining(char) else ""
    return f"{shown}U+{ord(char):04X} {name}"
