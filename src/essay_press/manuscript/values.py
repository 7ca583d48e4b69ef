"""From nodes to values: each function returns a checked value, or an empty one with an error found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from essay_press.manuscript.findings import Findings
from essay_press.manuscript.nodes import Broken, Field, Items, Kind, Map, Scalar, describe, quoted, shorten
from essay_press.model import Option
from essay_press.suggest import nearest

__all__ = [
    "calendar_date",
    "choice",
    "controls",
    "name",
    "option",
    "picture",
    "text",
    "texts",
    "web_address",
    "whole_number",
    "wrong_kind",
]

SPACE = re.compile("[ \t\n\x85\u2028\u2029]+")
"""Spaces and line ends; no-break and thin spaces are the writer's own and stay."""

CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
"""What neither XML nor a page can hold. Tab and line feed are not in it."""

ISO_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[Tt ].*)?")
LOOSE_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})")
SHORT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})")

WHOLE = re.compile(r"[-+]?\d+")
DECIMAL = re.compile(r"[-+]?\d+\.\d+")
YES = frozenset({"true", "yes", "on"})


def controls(text: str) -> re.Match[str] | None:
    """Return the first character that neither XML nor a page can hold."""
    return CONTROL.search(text)


def wrong_kind(field: Field, expected: str, findings: Findings, hint: str = "") -> None:
    """Report a value of another kind than expected, unless it is broken already."""
    if not isinstance(field.node, Broken):
        message = f"`{field.name}` should be {expected}, not {describe(field.node)}"
        findings.error("EP115", message, field.node.place, hint)


def text(field: Field, findings: Findings) -> str:
    """Return a text on one line, stripped; numbers and dates as they were typed; empty when there is none."""
    node = field.node
    if not isinstance(node, Scalar):
        wrong_kind(field, "a text", findings, f'write `{field.key}: "words"`')
        return ""
    if node.kind is Kind.NULL:
        return ""
    if node.kind is Kind.BOOL:
        hint = f"if you mean the word, quote it: {field.key}: {quoted(node.text)}; else remove the key"
        wrong_kind(field, "a text", findings, hint)
        return ""
    bad = controls(node.text)
    if bad:
        message = f"`{field.name}` holds the control character U+{ord(bad.group()):04X}"
        findings.error("EP103", message, node.place, "remove it, or write the character that you mean")
        return ""
    return SPACE.sub(" ", node.text).strip(" ")


def texts(field: Field, findings: Findings, *, commas: bool = False) -> tuple[str, ...]:
    """Return the texts of a list, or of a single text, which `commas` divides; each once, in order."""
    if commas and isinstance(field.node, Scalar):
        parts = re.split("[,;]", text(field, findings))
        return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
    if isinstance(field.node, Map):
        wrong_kind(field, "a list of texts", findings, f'write `{field.key}: ["one", "two"]`')
        return ()
    found = []
    for item in field.items:
        value = text(item, findings)
        if value:
            found.append(value)
        elif isinstance(field.node, Items) and isinstance(item.node, Scalar) and not item.node.text.strip():
            findings.error("EP114", f"an item of `{field.name}` is empty", item.place, "write it, or remove the item")
    return tuple(dict.fromkeys(found))


def choice(field: Field, choices: tuple[str, ...], findings: Findings, *, same: Mapping[str, str] | None = None) -> str:
    """Return the one of `choices` that is given in any case, or that another word stands for in `same`."""
    node = field.node
    # `terms: no` and the like: the word itself is looked up, whatever YAML makes of it.
    value = node.text.strip() if isinstance(node, Scalar) and node.kind is Kind.BOOL else text(field, findings)
    if not value:
        return ""
    for known in choices:
        if known.casefold() == value.casefold():
            return known
    meant = (same or {}).get(value.casefold()) or nearest(value, choices)
    listed = ", ".join(f"`{known}`" for known in choices)
    hint = f"did you mean `{meant}`? The choice is {listed}" if meant else f"the choice is {listed}"
    findings.error("EP116", f"`{field.name}` cannot be `{shorten(value)}`", field.node.place, hint)
    return ""


def calendar_date(field: Field, findings: Findings) -> date | None:
    """Return a day written as YYYY-MM-DD; a time of day behind it is left out."""
    value = text(field, findings)
    if not value:
        return None
    iso = ISO_DATE.fullmatch(value)
    if iso and _is_day(iso[1]):
        return date.fromisoformat(iso[1])
    if iso:
        message = f"`{field.name}`: there is no day {iso[1]}"
        findings.error("EP117", message, field.node.place, "the form is year-month-day")
        return None
    loose = LOOSE_DATE.fullmatch(value) or SHORT_DATE.fullmatch(value)
    example = f"{loose[1]}-{int(loose[2]):02}-{int(loose[3]):02}" if loose else ""
    if not _is_day(example):
        example = "2024-05-31"
    message = f"`{field.name}` should be a day, not `{shorten(value)}`"
    findings.error("EP117", message, field.node.place, f"write it as year-month-day: {field.key}: {example}")
    return None


def _is_day(value: str) -> bool:
    """Return whether YYYY-MM-DD is in the calendar."""
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def whole_number(field: Field, findings: Findings) -> int | None:
    """Return a year or other whole number of at most four digits, as typed (`0800` is 800, not octal)."""
    value = text(field, findings).replace("−", "-")
    if not value:
        return None
    if WHOLE.fullmatch(value) and len(value.lstrip("+-")) <= 4:
        return int(value)
    digits = re.search(r"\d{4}", value)
    hint = f"write the number alone: {field.key}: {digits.group() if digits else 2014}"
    findings.error("EP115", f"`{field.name}` should be a year, not `{shorten(value)}`", field.node.place, hint)
    return None


def web_address(field: Field, findings: Findings) -> str:
    """Return an http or https address."""
    value = text(field, findings)
    if not value:
        return ""
    try:
        parts = urlsplit(value)
        good = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:  # an open bracket, a port that is no number
        good = False
    if good and not re.search(r'[\s<>"{}|\\^`]', value):
        return value
    hint = f"write it in full: {field.key}: https://example.org/essay"
    if re.match(r"[\w-]+(?:\.[\w-]+)+(?:/\S*)?$", value):
        hint = f"write it in full: {field.key}: https://{value}"
    findings.error("EP123", f"`{field.name}` is no web address: `{shorten(value)}`", field.node.place, hint)
    return ""


def picture(field: Field, findings: Findings) -> str:
    """Return a path that stays below the manuscript's folder; whether a picture is there is seen later."""
    value = text(field, findings)
    if not value:
        return ""
    path = PurePosixPath(value)
    inside = "a picture inside the manuscript's folder, such as `images/cover.jpg`"
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", value):
        hint = f"save the picture beside the manuscript and name {inside}"
    elif "\\" in value:
        hint = f"write it with `/`: {value.replace(chr(92), '/')}"
    elif path.is_absolute() or ".." in path.parts or value.startswith("~"):
        hint = f"name {inside}"
    else:
        return value
    findings.error("EP124", f"`{field.name}` is no path inside the folder: `{shorten(value)}`", field.node.place, hint)
    return ""


def name(field: Field, what: str, findings: Findings) -> str:
    """Return the name of a layout or edition: letters, digits and hyphens."""
    value = text(field, findings)
    if not value or re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", value):
        return value
    better = re.sub(r"[^a-z0-9]+", "-", value.casefold()).strip("-")
    hint = f"did you mean `{better}`?" if better else "such names are made of small letters, digits and hyphens"
    findings.error("EP128", f"`{shorten(value)}` cannot be the name of {what}", field.node.place, hint)
    return ""


def option(field: Field, findings: Findings) -> Option | None:
    """Return a layout's option: a yes or no, a plain decimal number, or a text."""
    node = field.node
    if isinstance(node, Scalar):
        raw = node.text.strip()
        if node.kind is Kind.NULL:
            hint = '`#` begins a comment unless it is quoted, as a colour must be: accent: "#c8321f"'
            findings.error("EP114", f"`{field.name}` has no value", field.place, hint)
            return None
        if node.kind is Kind.BOOL:
            return raw.casefold() in YES
        if node.kind is Kind.INT and WHOLE.fullmatch(raw) and not re.match(r"[-+]?0\d", raw) and len(raw) < 10:
            return int(raw)
        if node.kind is Kind.FLOAT and DECIMAL.fullmatch(raw) and len(raw) < 20:
            return float(raw)
        if node.kind in {Kind.INT, Kind.FLOAT}:
            message = f"`{field.name}`: readers of YAML do not agree on the number `{shorten(raw)}`"
            hint = f"write it with plain digits, or quote it as a text: {field.key}: {quoted(raw)}"
            findings.error("EP115", message, node.place, hint)
            return None
    value = text(field, findings)
    return value if isinstance(node, Scalar) and (value or not node.text.strip()) else None
