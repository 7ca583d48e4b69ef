"""Composition → one HTML tree for print, with the constraints that settling has found written into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from essay_press.compose import quotes
from essay_press.formats.pdf import demand, dropcap, metrics, setting
from essay_press.markup import tree
from essay_press.model import Composition, Note, Role

__all__ = ["HEADINGS", "Constraints", "build", "page_sheet", "serialise"]

LONG_TITLE, MEDIUM_TITLE = 44, 24
# In mm: pages narrower than this are books in the hand, wider ones sheets on a desk.
SHEET_WIDTH = 180.0
# And narrower than these are the leaves of one sheet folded in eight.
LEAF_WIDTH = 90.0
# A picture of so many pixels, and so many times as wide as high, may go across all columns.
BROAD, BROADER = 600.0, 1.5
# Elements that may begin with a space without showing it: no underline, no ground of their own.
CARRIERS = ("em", "i", "strong", "b", "cite", "span")
HEADINGS = ("h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True, slots=True)
class Constraints:
    """What measuring one layout asks of the next; blocks are named by their ids.

    `anchors`: the block before which a pull-quote is set, `drops` how far below its top, in CSS px, and `shapes`
    the classes it takes there. `pads`: the top margin, in CSS px, that brings a block back onto the grid. `widths`:
    the greatest width, in CSS px, of a line of display. `orphans`: how many lines of a paragraph must stand
    together at the foot of a page. `carried`: notes whose calls go to the next page with them. `breaks`: blocks
    that begin a page. `sizes`: the share of its size at which a table's type is set. `waiting`: the block after
    which a figure stands instead. `endnotes`: all notes at the end. `gutter`: the least distance, in mm, between
    the fold and the text.
    `tried`: places that a quote, or a figure in columns, has left for good.
    `lines`: the paragraphs whose lines are chosen, and `kept` those that keep the engine's, with the reason;
    `by_engine`: all do.
    `short`: by how much, in CSS px, the text of a page ends above its foot. `loose`: by how much more a heading stands
    below what is above it. `glue`: the space above a section break, and above what follows it, where that has more.
    `joined`: blocks that have the next one on their page.
    `counts`: how many lines a block of display filled before it was given a width.
    Where text is set in columns: `feet`, the bottom margin of a page, in CSS px; `tops`, blocks that begin a column;
    `spans`, blocks that go across all columns.
    """

    anchors: Mapping[str, str] = field(default_factory=dict)
    drops: Mapping[str, float] = field(default_factory=dict)
    shapes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    pads: Mapping[str, float] = field(default_factory=dict)
    widths: Mapping[str, float] = field(default_factory=dict)
    orphans: Mapping[str, int] = field(default_factory=dict)
    carried: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()
    sizes: Mapping[str, float] = field(default_factory=dict)
    waiting: Mapping[str, str] = field(default_factory=dict)
    endnotes: bool = False
    gutter: float = 0.0
    feet: Mapping[int, float] = field(default_factory=dict)
    tops: tuple[str, ...] = ()
    spans: tuple[str, ...] = ()
    tried: tuple[tuple[str, str], ...] = ()
    lines: Mapping[str, setting.Set] = field(default_factory=dict)
    kept: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    short: Mapping[int, float] = field(default_factory=dict)
    loose: Mapping[str, float] = field(default_factory=dict)
    glue: Mapping[str, float] = field(default_factory=dict)
    by_engine: bool = False
    joined: tuple[str, ...] = ()


def build(composition: Composition, constraints: Constraints) -> etree._Element:
    """Return the `<html>` of an edition: its parts in one body, ready for the engine's HTML parser."""
    metadata = composition.metadata
    html = etree.Element("html", {"lang": metadata.language, "class": _classes(composition)})
    head = etree.SubElement(html, "head")
    etree.SubElement(head, "meta", {"charset": "utf-8"})
    etree.SubElement(head, "title").text = metadata.named_title
    body = etree.SubElement(html, "body")
    names = {part.name: tree.get(etree.fromstring(part.xhtml), "id") for part in composition.parts}
    for part in composition.parts:
        if part.role is Role.NOTES and not constraints.endnotes:
            continue
        section = etree.fromstring(part.xhtml)
        _set_breaks(section)
        _name_blocks(section, part.name)
        body.append(section)
    _resolve_links(body, names)
    _part_calls(body)
    _mark_display(body)
    if constraints.endnotes:
        _link_back(body, composition.essay.notes)
    else:
        _set_footnotes(body, composition.essay.notes)
    _name_notes(body, composition.essay.notes)
    _label_headings(body, composition)
    _spread(body, constraints)
    _place_figures(body, constraints)
    _place_quotes(body, constraints)
    dropcap.fit(body, composition.layout.fonts)
    _carry_spaces(body)
    setting.write(body, constraints.lines)
    return html


def _carry_spaces(body: etree._Element) -> None:
    """Let the space before emphasis, or before a mark that does not show, be the first letter in it.

    Of text that just fits its line but for the space at its end, the engine keeps the first word alone on that line.
    What runs the other way has its first letter at the other end: there the space would stand behind it.
    """
    for element in body.iter(*CARRIERS):
        if not element.text or element.text[:1].isspace() or "redacted" in tree.classes(element) or element.get("dir"):
            continue
        before, parent = element.getprevious(), element.getparent()
        if before is not None and before.tail and before.tail.endswith(" "):
            before.tail, element.text = before.tail[:-1], f" {element.text}"
        elif before is None and parent is not None and parent.text and parent.text.endswith(" "):
            parent.text, element.text = parent.text[:-1], f" {element.text}"


def serialise(html: etree._Element) -> str:
    """Return a tree as HTML text."""
    text: str = etree.tostring(html, encoding="unicode", method="html", doctype="<!DOCTYPE html>")
    return text


def page_sheet(composition: Composition, constraints: Constraints) -> str:
    """Return the small sheet that carries trim, scale, options and settled measures into the layout's CSS."""
    trim, sheet = composition.edition.trim, composition.edition.sheet
    if trim is None or sheet is None:
        message = f"edition {composition.edition.name} has no trim"
        raise ValueError(message)
    fallback = [face.family for face in composition.layout.fonts if face.role == "fallback"]
    properties = {
        "--trim-width": f"{trim.width:g}mm",
        "--trim-height": f"{trim.height:g}mm",
        "--bleed": f"{trim.bleed:g}mm",
        "--gutter": f"{constraints.gutter:g}mm",
        "--edge": f"{demand.edge(composition.edition):g}mm",
        "--scale": f"{composition.edition.scale:g}",
        "--fit-size": f"{composition.measures.size:.5g}",
        "--fit-leading": f"{composition.measures.leading:.5g}",
        "--fit-margins": f"{composition.measures.margins:.5g}",
        **_page_words(dict(composition.strings)),
        "--fallback": ", ".join(f'"{family}"' for family in dict.fromkeys(fallback)),
    }
    properties |= metrics.properties(composition.layout.fonts)
    if capitals := next((face.family for face in composition.layout.fonts if face.role == "capitals"), ""):
        properties["--caps-family"] = f'"{capitals}"'
    properties |= {f"--{name.replace('_', '-')}": str(v) for name, v in composition.options if str(v).startswith("#")}
    if composition.edition.wrap is not None:
        properties |= demand.properties(composition, composition.edition.wrap)
    bleed = f"; bleed: {trim.bleed:g}mm" if trim.bleed else ""
    lines = [f"@page {{ size: {sheet.width:g}mm {sheet.height:g}mm{bleed} }}", ":root {"]
    lines += [f"  {name}: {value};" for name, value in properties.items()]
    lines.append("}")
    lines += [f"#{key} {{ margin-top: {pad:.3f}px }}" for key, pad in sorted(constraints.pads.items())]
    lines += [f"#drop-{key} {{ height: {drop:.3f}px }}" for key, drop in sorted(constraints.drops.items())]
    lines += [f"#{key} {{ max-width: {width:.2f}px }}" for key, width in sorted(constraints.widths.items())]
    lines += [f"#{key} {{ orphans: {count} }}" for key, count in sorted(constraints.orphans.items())]
    lines += [f"#{key} {{ footnote-policy: line }}" for key in constraints.carried]
    lines += [f"#{key} {{ break-before: page }}" for key in constraints.breaks]
    lines += [f"#{key} {{ break-after: avoid }}" for key in constraints.joined]
    lines += [f"#{key} {{ break-before: column }}" for key in constraints.tops]
    feet = sorted(constraints.feet.items())
    lines += [f"@page :nth({page + 1}) {{ margin-bottom: {foot:.3f}px }}" for page, foot in feet]
    # Padding, since a margin would carry the folio up with it.
    short = sorted(constraints.short.items())
    lines += [f"@page :nth({page + 1}) {{ padding-bottom: {less:.3f}px }}" for page, less in short]
    lines += [f"#{key} {{ padding-top: {more:.3f}px }}" for key, more in sorted(constraints.loose.items())]
    lines += [f"#{key} {{ margin-top: {space:.3f}px }}" for key, space in sorted(constraints.glue.items())]
    for key, size in sorted(constraints.sizes.items()):
        lines.append(f"#{key} th, #{key} td {{ font-size: {size:.3f}em; padding-left: {size * 0.4:.3f}em }}")
        lines.append(f"#{key} th, #{key} td {{ padding-right: {size * 0.4:.3f}em; overflow-wrap: anywhere }}")
    lines += setting.sheet(constraints.lines)
    return "\n".join(lines)


def _page_words(words: Mapping[str, str]) -> dict[str, str]:
    """Return what a language writes before and after a page's number, for layouts that spell it out."""
    before, _, after = words["page"].partition("{page}")
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"') for text in (before, after)]
    return {"--page-word-before": f'"{quoted[0]}"', "--page-word-after": f'"{quoted[1]}"'}


def _classes(composition: Composition) -> str:
    """Return the classes by which a layout's CSS knows the edition and its options."""
    length = len(composition.metadata.title)
    names = [f"edition-{composition.edition.name}", f"layout-{composition.layout.name}"]
    names.append("double-sided" if composition.edition.double_sided else "single-sided")
    if composition.edition.trim is not None:
        names.append("sheet" if composition.edition.trim.width >= SHEET_WIDTH else "book")
        if composition.edition.trim.width < LEAF_WIDTH:
            names.append("leaf")
    names.append("title-long" if length > LONG_TITLE else "title-medium" if length > MEDIUM_TITLE else "title-short")
    for name, value in composition.options:
        word = f"with-{name.replace('_', '-')}"
        if value is True:
            names.append(word)
        elif isinstance(value, str) and value.replace("-", "").isalnum():
            names.append(f"{word}-{value}")
    return " ".join(names)


def _set_breaks(section: etree._Element) -> None:
    """Turn each section break into a box that a layout can draw an ornament in."""
    for rule in section.iter("hr"):
        if "break" in tree.classes(rule):
            rule.tag = "div"
            rule.set("aria-hidden", "true")


def _name_blocks(section: etree._Element, part: str) -> None:
    """Give each top-level block of a part an id, so that measuring can speak of it; display lines too."""
    for number, block in enumerate(section, 1):
        if isinstance(block.tag, str) and not block.get("id"):
            block.set("id", f"k-{part}-{number}")
    display = [block for block in section.iter() if block.get("data-balance") is not None]
    for number, block in enumerate(display, 1):
        if not block.get("id"):
            block.set("id", f"d-{part}-{number}")


def _part_calls(body: etree._Element) -> None:
    """Give each note call that stands right behind another the class `next`."""
    for call in body.iter("a"):
        before = call.getprevious()
        if before is None or (before.tail or "").strip() or not tree.has_class(call, "noteref"):
            continue
        if tree.has_class(before, "noteref"):
            tree.set_classes(call, [*tree.classes(call), "next"])


def _mark_display(body: etree._Element) -> None:
    """Mark what is set as display beside the lines that templates mark: headings, captions, epigraphs."""
    for block in body.iter("h2", "h3", "h4", "figcaption", "caption"):
        block.set("data-balance", "")
    for quotation in body.iter("blockquote"):
        if tree.has_class(quotation, "epigraph"):
            for paragraph in quotation.iter("p"):
                paragraph.set("data-balance", "")


def _resolve_links(body: etree._Element, names: Mapping[str, str]) -> None:
    """Point the links from part to part at the parts' own ids."""
    for link in body.iter("a"):
        href = link.get("href") or ""
        if href.startswith("part:"):
            link.set("href", f"#{names[href[5:]]}")


def _set_footnotes(body: etree._Element, notes: tuple[Note, ...]) -> None:
    """Put each note where it is first called, for the engine to float to the foot; later calls link to it."""
    by_id = {note.id: note for note in notes}
    done: set[str] = set()
    for call in list(body.iter("a")):
        if "noteref" not in tree.classes(call):
            continue
        note = by_id[(call.get("href") or "#")[1:]]
        if note.id in done:
            continue
        done.add(note.id)
        names = " ".join(["footnote", *(name for name in tree.classes(call) if name == "next")])
        content = etree.fromstring(f'<span class="{names}" id="{note.id}">{note.xhtml}</span>')
        _inline(content)
        content.tail = call.tail
        tree.holder(call).replace(call, content)


def _inline(content: etree._Element) -> None:
    """Turn the blocks of a note into spans that the base sheet shows as blocks: no block fits in a paragraph."""
    for element in content.iter("p", "div", "ul", "ol", "li", "blockquote", "pre"):
        element.set("class", " ".join(filter(None, [f"note-{element.tag}", element.get("class")])))
        element.tag = "span"
    for block in content:
        block.tail = None
    content.text = None


def _link_back(body: etree._Element, notes: tuple[Note, ...]) -> None:
    """Give each note at the end a link back to its first call."""
    for note in notes:
        item = tree.by_id(body, note.id)
        if item is None or not note.calls:
            continue
        last = next((child for child in reversed(item) if child.tag == "p"), item)
        link = etree.SubElement(last, "a", {"class": "backlink", "role": "doc-backlink", "href": f"#{note.calls[0]}"})
        link.text = "↑"
        before = link.getprevious()
        if before is not None:
            before.tail = f"{before.tail or ''}\u00a0"
        else:
            last.text = f"{last.text or ''}\u00a0"


def _name_notes(body: etree._Element, notes: tuple[Note, ...]) -> None:
    """Give the paragraphs of each note ids, so that measuring can speak of them; the first at a foot is the note's."""
    for note in notes:
        holder = tree.by_id(body, note.id)
        for number, block in enumerate(holder if holder is not None else (), 1):
            later = number > 1 and tree.has_class(block, "note-p")
            if not block.get("id") and (block.tag == "p" or later):
                block.set("id", f"{note.id}-{number}")


def _label_headings(body: etree._Element, composition: Composition) -> None:
    """Give bookmarks the safe words of a heading: a reader sees them on opening the file."""
    safe = {heading.id: heading.safe for heading in composition.essay.headings if heading.safe}
    for tag in HEADINGS:
        for heading in body.iter(tag):
            if tree.get(heading, "id") in safe:
                heading.set("data-label", safe[tree.get(heading, "id")])


def _place_figures(body: etree._Element, constraints: Constraints) -> None:
    """Move each figure that waits for the next page behind the text that fills this one."""
    for key, follower in constraints.waiting.items():
        figure, block = tree.by_id(body, key), tree.by_id(body, follower)
        if figure is not None and block is not None:
            figure.tail = None
            block.addnext(figure)


def _spread(body: etree._Element, constraints: Constraints) -> None:
    """Put each block that is to go across all columns into a `div.spans`, give each broad figure the class `wide`."""
    for figure in body.iter("figure"):
        picture = figure.find("img")
        if picture is None or len(figure.findall("img")) != 1:
            continue
        width, height = float(picture.get("width") or 0), float(picture.get("height") or 0)
        if width >= BROAD and width >= BROADER * height:
            tree.set_classes(figure, [*tree.classes(figure), "wide"])
    for key in constraints.spans:
        block = tree.by_id(body, key)
        if block is not None:
            # The engine looks at the box round a table, which has not the table's style.
            wide = etree.Element("div", {"class": "spans", "id": f"span-{key}"})
            wide.tail, block.tail = block.tail, None
            tree.holder(block).replace(block, wide)
            wide.append(block)


def _place_quotes(body: etree._Element, constraints: Constraints) -> None:
    """Move each pull-quote to its settled place and give it its settled shape.

    One that is dropped stands below a box of no width, beside which the text runs as it would without.
    """
    for aside in list(body.iter("aside")):
        key = aside.get("id") or ""
        anchor = tree.by_id(body, constraints.anchors.get(key, ""))
        if anchor is not None:
            quotes.move(aside, anchor)
        if key in constraints.drops:
            aside.addprevious(etree.Element("aside", {"class": "drop", "id": f"drop-{key}", "aria-hidden": "true"}))
        shape = constraints.shapes.get(key, ())
        if shape:
            kept = [name for name in tree.classes(aside) if name not in ("left", "right")]
            aside.set("class", " ".join(dict.fromkeys([*kept, *shape])))
