"""Headings: their levels set right, their names gathered; the title's own heading goes."""

from __future__ import annotations

import re
import unicodedata

from lxml import etree

from essay_press.diagnostics import Place
from essay_press.markup.draft import Draft
from essay_press.markup.tree import holds_text, plain_text, remove

__all__ = ["fold", "level_headings", "name_headings", "slug"]

_TAGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "\u202f": " "})


def fold(text: str) -> str:
    """Return text in a form in which quotes, dashes, spaces and case make no difference."""
    plain = unicodedata.normalize("NFC", text).translate(_QUOTES).replace("…", "...").replace("---", "-")
    return " ".join(plain.replace("--", "-").casefold().split())


def slug(text: str) -> str:
    """Return the name a heading gets when its author gives none, as Pandoc and GitHub would."""
    words = re.sub(r"[^\w\s-]", "", unicodedata.normalize("NFC", text).lower())
    return re.sub(r"\s+", "-", words.strip()) or "section"


def level_headings(draft: Draft) -> None:
    """Drop the heading that repeats the title, and give the rest levels from h2 down without a skip."""
    elements = list(draft.body.iter(*_TAGS))
    if elements and fold(plain_text(elements[0])) == fold(draft.manuscript.metadata.title):
        first = elements[0]
        if first.tag == "h1" and _opens(first, draft.body):
            draft.findings.note(
                "EP156",
                "this heading repeats the title and is left out; the layout sets the title",
                draft.place(first),
            )
            remove(first)
            elements.pop(0)
    for element in list(elements):
        if not holds_text(element):
            draft.findings.warning("EP157", "this heading is empty and is left out", draft.place(element))
            remove(element)
            elements.remove(element)
    if not elements:
        return
    shallowest = min(int(element.tag[1]) for element in elements)
    current = 1
    stack: list[int] = []
    for element in elements:
        written = int(element.tag[1]) - shallowest + 2
        while stack and stack[-1] >= written:
            stack.pop()
        stack.append(written)
        current = len(stack) + 1
        if current < written and not _expected(stack):
            above = "the section it is in" if len(stack) > 1 else "the text"
            draft.findings.warning(
                "EP158",
                f"this heading skips a level below {above}; it is set one level down",
                draft.place(element),
                f"write it with {'#' * (current + shallowest - 2)}",
            )
        element.tag = f"h{min(current, 6)}"
    draft.heading_elements = elements


def _expected(stack: list[int]) -> bool:
    """Tell whether the levels in use go down one by one."""
    return all(later - earlier == 1 for earlier, later in zip([1, *stack], stack, strict=False))


def _opens(element: etree._Element, body: etree._Element) -> bool:
    return element.getparent() is body and element.getprevious() is None


def name_headings(draft: Draft) -> dict[etree._Element, str]:
    """Return the name of each heading: the author's own, else a slug of its words, each used once."""
    explicit: dict[str, Place | None] = {}
    for element in draft.body.iter():
        name = element.get("ep-name") if isinstance(element.tag, str) else None
        if not name:
            continue
        if name in explicit:
            first = explicit[name]
            draft.findings.error(
                "EP159",
                f"the name `#{name}` is given twice" + (f" (first on line {first.line})" if first else ""),
                draft.place(element),
                "give each its own name",
            )
        explicit.setdefault(name, draft.place(element))
    names: dict[etree._Element, str] = {}
    counts: dict[str, int] = {}
    used = set(explicit)
    for element in draft.heading_elements:
        name = element.get("ep-name") or ""
        if not name:
            base = name = slug(plain_text(element))
            while name in used:
                counts[base] = counts.get(base, 0) + 1
                name = f"{base}-{counts[base]}"
            used.add(name)
        names[element] = name
    return names
