"""Blocks put in order: tokens resolved, divs nested, quotations, verse, tables and breaks in their final form."""

from __future__ import annotations

import re

from lxml import etree

from essay_press.extensions.ledger import Mark
from essay_press.markup.draft import Draft
from essay_press.markup.sanitise import clean_block
from essay_press.markup.tree import BLOCKS, drop, has_class, holds_text, plain_text, remove, set_classes, unwrap
from essay_press.markup.verse import shape_verse

__all__ = ["shape"]

_CONTAINERS = ("blockquote", "div", "section", "aside", "figure", "ep-note", "body")
_DASH = re.compile(r"\s*(?:[—―]\s*|(?:–|---?)\s+)")


def shape(draft: Draft) -> None:
    """Give the body and the notes of a draft their final blocks."""
    for root in (draft.body, *draft.notes.values()):
        _resolve(draft, root)
        _nest(draft, root)
        _wrap_stray(root)
        _captions(root)
        _tables(root)
        shape_verse(root)
        _attributions(root)
        _breaks(root)
        for empty in [p for p in root.iter("p") if not holds_text(p)]:
            remove(empty)


def _resolve(draft: Draft, root: etree._Element) -> None:
    """Put code and raw HTML in the place of their tokens."""
    for token in list(root.iter("ep-block")):
        kind, number = token.get("kind"), int(token.get("n", "0"))
        if kind == "c":
            code = draft.ledger.codes[number]
            made = etree.Element("pre")
            made.set("ep-at", str(code.offset))
            set_classes(made, list(code.classes))
            inner = etree.SubElement(made, "code")
            inner.text = code.text
            if code.language:
                inner.set("class", f"language-{re.sub(r'[^0-9A-Za-z_+#.-]', '', code.language)}")
            made.tail = token.tail
            _replace(token, made)
        elif kind == "b":
            made = clean_block(draft.ledger.raws[number], draft.ledger)
            made.tail = token.tail
            _replace(token, made)
            _wrap_inline(made)
            unwrap(made)


def _replace(old: etree._Element, new: etree._Element) -> None:
    parent = old.getparent()
    if parent is not None:
        parent.replace(old, new)


def _nest(draft: Draft, root: etree._Element) -> None:
    """Move what stands between the opening and the closing token of a div into a `<div>`."""
    for parent in {token.getparent(): None for token in root.iter("ep-block")}:
        if parent is None:
            continue
        open_divs: list[tuple[int, etree._Element]] = []
        for child in list(parent):
            kind = child.get("kind") if child.tag == "ep-block" else None
            number = int(child.get("n", "0")) if kind else -1
            if kind == "d":
                made = _div(draft, number)
                (open_divs[-1][1] if open_divs else parent).append(made)
                if not open_divs:
                    parent.replace(child, made)
                else:
                    remove(child)
                open_divs.append((number, made))
            elif kind == "e":
                remove(child)
                if open_divs and open_divs[-1][0] == number:
                    open_divs.pop()
                else:
                    _crossed(draft, number)
            elif kind == "s":
                remove(child)
            elif open_divs:
                open_divs[-1][1].append(child)
        for number, _ in open_divs:
            _crossed(draft, number)


def _crossed(draft: Draft, number: int) -> None:
    place = draft.ledger.place(draft.ledger.fences[number].mark.offset)
    message = "this `:::` block begins in one list item or quotation and ends in another"
    if not any(item.place == place and item.code == "EP141" for item in draft.findings.items):
        draft.findings.error("EP141", message, place, "open and close it at the same indentation")


def _div(draft: Draft, number: int) -> etree._Element:
    mark: Mark = draft.ledger.fences[number].mark
    made = etree.Element("blockquote" if {"verse", "epigraph"} & set(mark.classes) else "div")
    made.set("ep-at", str(mark.offset))
    draft.ledger.marks.append(mark)
    made.set("ep-mark", str(len(draft.ledger.marks) - 1))
    if mark.name:
        made.set("ep-name", mark.name)
    set_classes(made, list(mark.classes))
    if language := mark.value("lang"):
        made.set("lang", language)
    return made


def _wrap_stray(root: etree._Element) -> None:
    """Put text that stands right inside a container into paragraphs."""
    for container in [root, *root.iter(*_CONTAINERS)]:
        if holds_text(container):
            _wrap_inline(container)


def _wrap_inline(container: etree._Element) -> None:
    """Wrap each run of text and inline elements between the blocks of a container in a `<p>`."""
    if not holds_text(container):
        return
    if all(child.tag not in BLOCKS for child in container) and container.tag == "p":
        return
    nodes = list(container)
    paragraph: etree._Element | None = None

    def current(index: int) -> etree._Element:
        nonlocal paragraph
        if paragraph is None:
            paragraph = etree.Element("p")
            container.insert(index, paragraph)
        return paragraph

    if container.text and container.text.strip():
        current(0).text = container.text.lstrip()
    container.text = None
    for node in nodes:
        tail, node.tail = node.tail, None
        if node.tag in BLOCKS:
            paragraph = None
        else:
            current(container.index(node)).append(node)
        if tail and (tail.strip() or paragraph is not None):
            holder = current(container.index(node) + 1)
            if len(holder):
                holder[-1].tail = (holder[-1].tail or "") + tail
            else:
                holder.text = (holder.text or "") + tail.lstrip()


def _captions(root: etree._Element) -> None:
    """Move table captions into their tables."""
    for caption in list(root.iter("ep-caption")):
        parent = caption.getparent()
        if parent is None or parent.tag == "ep-image":
            continue
        table = caption.getprevious() if caption.get("side") == "after" else caption.getnext()
        while table is not None and table.tag == "ep-block":
            table = table.getprevious() if caption.get("side") == "after" else table.getnext()
        drop(caption, "side")
        if table is None or table.tag != "table" or table.find("caption") is not None:
            caption.tag = "p"
            continue
        remove(caption)
        caption.tag = "caption"
        table.insert(0, caption)


def _tables(root: etree._Element) -> None:
    """Say of each heading cell what it heads, and turn alignments into classes."""
    for table in root.iter("table"):
        drop(table, "ep-captioned")
        for cell in table.iter("th", "td"):
            align = drop(cell, "align")
            if align in ("left", "center", "right"):
                set_classes(cell, [*(cell.get("class") or "").split(), f"align-{align}"])
            if cell.tag == "th" and cell.get("scope") is None:
                head = any(parent.tag == "thead" for parent in cell.iterancestors())
                cell.set("scope", "col" if head else "row")
        for row in [row for row in table.iter("tr") if not plain_text(row) and row.find(".//*[@ep-href]") is None]:
            # A table without body rows gets an empty one from Python-Markdown.
            if not any(holds_text(cell) for cell in row):
                remove(row)
        for group in [group for group in table.iter("thead", "tbody") if not len(group)]:
            remove(group)


def _attributions(root: etree._Element) -> None:
    """Mark the last paragraph of a quotation that begins with a dash as its attribution, without the dash."""
    for quote in root.iter("blockquote"):
        last = quote[-1] if len(quote) else None
        if last is None or last.tag != "p":
            continue
        if has_class(last, "attribution"):
            _strip_dash(last)
        elif len(quote) > 1 and _strip_dash(last):
            set_classes(
                last, [name for name in (last.get("class") or "").split() if name != "stanza"] + ["attribution"]
            )


def _strip_dash(paragraph: etree._Element) -> bool:
    """Take a leading dash off a paragraph's text; tell whether there was one."""
    text = paragraph.text or ""
    if not text.strip() and len(paragraph) and has_class(paragraph[0], "line"):
        line = paragraph[0]
        if len(paragraph) > 1 or not _strip_dash(line):
            return False
        unwrap(line)
        return True
    dash = _DASH.match(text)
    if dash is None or not (len(paragraph) or text[dash.end() :].strip()):
        return False
    paragraph.text = text[dash.end() :]
    return True


def _breaks(root: etree._Element) -> None:
    """Mark every rule as a section break; drop those with nothing on one side."""
    for rule in list(root.iter("hr")):
        set_classes(rule, ["break"])
        drop(rule, "style")
