"""Bracketed spans and fenced divs that mean something: pull-quotes and spoilers; other classes are kept."""

from __future__ import annotations

import re

from lxml import etree

from essay_press.extensions.ledger import Mark
from essay_press.extensions.scan import KNOWN_CLASSES
from essay_press.markup.draft import Draft
from essay_press.markup.tree import (
    BLOCKS,
    HEADINGS,
    classes,
    drop,
    has_class,
    plain_text,
    set_classes,
    unwrap,
)
from essay_press.suggest import nearest

__all__ = ["apply_marks", "check_languages", "unfit_source", "unwrap_empty", "wrap_spoilers"]

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_KEYS = {"pull": ("text", "place"), "spoiler": ("safe",)}


def apply_marks(draft: Draft) -> None:
    """Give each marked span and div its class, language and data; report what cannot be."""
    for root in (draft.body, *draft.notes.values()):
        for element in list(root.iter("span", "div", "blockquote", "a")):
            mark = draft.mark(element)
            if mark is None and has_class(element, "pull"):
                # Raw HTML may mark a pull-quote too, or an emphasis with a class.
                mark = Mark(None, classes=("pull",))
            if mark is None:
                continue
            if mark.name and not element.get("ep-name"):
                element.set("ep-name", mark.name)
            set_classes(element, [*(element.get("class") or "").split(), *mark.classes])
            if language := mark.value("lang"):
                element.set("lang", language)
            if element.tag == "span":
                _check_classes(draft, element, mark)
            _check_keys(draft, element, mark)
            if "pull" in mark.classes:
                _pull(draft, element, mark, root)


def wrap_spoilers(draft: Draft) -> None:
    """Put what carries the class `spoiler` itself (a paragraph, an emphasis) into a span or div that carries it."""
    for root in (draft.body, *draft.notes.values()):
        for element in [e for e in root.iter() if has_class(e, "spoiler")]:
            if element.tag in ("span", "div", *HEADINGS):
                continue
            set_classes(element, [name for name in classes(element) if name != "spoiler"])
            holder = etree.Element("span")
            if element.tag in ("li", "dt", "dd", "td", "th", "caption", "figcaption"):
                if any(child.tag in BLOCKS for child in element):
                    holder.tag = "div"
                holder.text, element.text = element.text, None
                for child in list(element):
                    holder.append(child)
                element.append(holder)
            else:
                holder.tag = "div" if element.tag in BLOCKS else "span"
                holder.tail, element.tail = element.tail, None
                parent = element.getparent()
                if parent is not None:
                    parent.replace(element, holder)
                holder.append(element)
            holder.set("class", "spoiler")
            for name in ("ep-at", "ep-mark", "safe"):
                if value := element.get(name):
                    holder.set(name, value)


def check_languages(draft: Draft) -> None:
    """Drop each `lang` that is no language tag, with a warning."""
    for root in (draft.body, *draft.notes.values()):
        for element in root.iter():
            language = element.get("lang")
            if language is not None and not _LANGUAGE.fullmatch(str(language)):
                draft.findings.warning(
                    "EP149",
                    f"`{language}` is not a language tag; it is dropped",
                    draft.place(element),
                    "write a tag such as `fr` or `pt-BR`",
                )
                drop(element, "lang")


def _check_classes(draft: Draft, element: etree._Element, mark: Mark) -> None:
    for name in mark.classes:
        if name in KNOWN_CLASSES:
            continue
        close = nearest(name, KNOWN_CLASSES)
        draft.findings.warning(
            "EP146",
            f"no layout knows the class `{name}`",
            draft.place(element),
            f"did you mean `{close}`?" if close else "it is kept; a layout of your own may style it",
        )


def _check_keys(draft: Draft, element: etree._Element, mark: Mark) -> None:
    allowed = ["lang", *(key for name in mark.classes for key in _KEYS.get(name, ()))]
    for key, _ in mark.values:
        if key in allowed or element.tag == "a":
            continue
        close = nearest(key, allowed)
        draft.findings.warning(
            "EP149",
            f"the attribute `{key}` has no meaning on this and is dropped",
            draft.place(element),
            f"did you mean `{close}`?" if close else "",
        )


def _pull(draft: Draft, element: etree._Element, mark: Mark, root: etree._Element) -> None:
    """Check where a pull-quote stands, and give it the data that `quotes.lift` reads."""
    place = draft.place(element)
    if element.tag != "span":
        draft.findings.error(
            "EP170",
            "a pull-quote is a sentence, not a block",
            place,
            "mark the words themselves: `[The sentence.]{.pull}`",
        )
        return
    if any(has_class(parent, "pull") for parent in element.iterancestors("span")):
        draft.findings.error("EP171", "a pull-quote stands inside a pull-quote", place, "take one of the marks out")
    if not plain_text(element):
        draft.findings.error("EP172", "this pull-quote has no words", place, "put the sentence between the brackets")
    where = "a note" if root.tag == "ep-note" else unfit_source(element)
    if where:
        draft.findings.error(
            "EP170", f"a pull-quote cannot be taken from {where}", place, "mark a sentence of the running text"
        )
    if place is not None:
        element.set("data-at", f"{place.line}:{place.column}")
    for key in ("text", "place"):
        if (value := mark.value(key)) is not None:
            element.set(f"data-{key}", value)


def unfit_source(element: etree._Element) -> str:
    """Say what an element is, or stands in, that gives no pull-quotes; or nothing."""
    for parent in (element, *element.iterancestors()):
        if parent.tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
            return "a heading"
        if has_class(parent, "verse"):
            return "verse"
        if parent.tag in ("table", "figcaption", "ep-image"):
            return "a caption or a table"
    return ""


def unwrap_empty(root: etree._Element) -> None:
    """Unwrap spans that say nothing any more."""
    for span in [span for span in root.iter("span") if all(str(key).startswith("ep-") for key in span.keys())]:  # noqa: SIM118 - an element iterates over its children
        unwrap(span)
