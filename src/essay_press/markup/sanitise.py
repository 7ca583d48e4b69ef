"""Raw HTML, cut down to a small list of safe elements by nh3; each tag is compared before and after."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html.parser import HTMLParser

import lxml.html
import nh3
from lxml import etree

from essay_press.diagnostics import Place
from essay_press.extensions.ledger import MAX_DEPTH, Ledger, Raw
from essay_press.extensions.rawblocks import VOID_TAGS

__all__ = ["BLOCK_TAGS", "INLINE_TAGS", "SILENCED", "clean_block", "clean_tag", "tag_name"]

INLINE_TAGS = frozenset(
    [
        "a",
        "abbr",
        "b",
        "br",
        "cite",
        "code",
        "del",
        "em",
        "i",
        "img",
        "kbd",
        "mark",
        "q",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
    ]
)
BLOCK_TAGS = frozenset(
    [
        "aside",
        "blockquote",
        "caption",
        "col",
        "colgroup",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
SILENCED = frozenset(
    ["iframe", "math", "noscript", "object", "script", "style", "svg", "template", "textarea", "title"]
)
"""Elements whose content is no text of the essay: it goes with the tag."""

_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "lang", "ep-at", "ep-name"},
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt", "title"},
    "col": {"span", "style"},
    "colgroup": {"span"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
# Names for machines, which no reader sees: ids are given anew, and an EPUB's types come from classes.
_UNSAID = frozenset(("id", "epub:type", "ep-at", "ep-name"))
_SCHEMES = {"http", "https", "mailto", "javascript", "data", "file", "ftp", "tel", "vbscript"}
_NAME = re.compile(r"</?\s*([a-zA-Z][a-zA-Z0-9-]*)")
_TAG = re.compile(r"<!--.*?-->|<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:[^>\"']|\"[^\"]*\"|'[^']*')*)>", re.DOTALL)

# What HTML may hold and XML may not: control characters, as such or as `&#1;`. Listed, since what XML may hold is a set
# that takes ten times as long to compile.
_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def tag_name(tag: str) -> str:
    """Return the name in a raw tag, in lower case, or an empty string."""
    found = _NAME.match(tag)
    return found[1].lower() if found else ""


def _clean(html: str, tags: Iterable[str]) -> str:
    # Schemes pass here and are judged with all other links, where a dangerous one is an error and not a silent loss.
    return nh3.clean(
        html,
        tags=set(tags),
        clean_content_tags=set(SILENCED),
        attributes=_ATTRIBUTES,
        filter_style_properties={"width"},
        link_rel=None,
        url_schemes=_SCHEMES,
    )


class _Attributes(HTMLParser):
    """The names of the attributes of the first tag fed."""

    def __init__(self) -> None:
        """Start with no tag seen."""
        super().__init__()
        self.names: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the names of a tag."""
        self.names = self.names or [name for name, _ in attrs]


def _written_attributes(tag: str) -> list[str]:
    parser = _Attributes()
    parser.feed(tag)
    return [name for name in parser.names if name not in _UNSAID]


def clean_tag(raw: Raw, ledger: Ledger) -> etree._Element | None:
    """Return the element that an opening tag in running text makes, empty; or None where it is not allowed."""
    name = tag_name(raw.text)
    offset = raw.offsets[0][1]
    place = ledger.place(offset) if offset >= 0 else None
    cleaned = _clean(f"{raw.text}</{name}>" if name not in ("br", "img") else raw.text, INLINE_TAGS)
    holder = lxml.html.fragment_fromstring(cleaned, create_parent="div")
    if not len(holder):
        _refused(ledger, name, place)
        return None
    element = _copied(holder[0])
    element.text = element.tail = None
    _compare(ledger, raw.text, element, place)
    if offset >= 0:
        element.set("ep-at", str(offset))
    if identifier := re.search(r"""\sid\s*=\s*["']?([^\s"'>]+)""", raw.text):
        element.set("ep-name", identifier[1])
    return element


def clean_block(raw: Raw, ledger: Ledger) -> etree._Element:
    """Return what a block of raw HTML holds, inside a `<div>` of its own."""
    seen: list[tuple[int, str, str]] = []

    def marked(tag: re.Match[str]) -> str:
        if tag[2] is None or tag[1]:
            return tag.group()
        seen.append((raw.offset(tag.start()), tag[2].lower(), tag.group()))
        identifier = re.search(r"""\sid\s*=\s*["']?([^\s"'>]+)""", tag[3])
        name = f' ep-name="{identifier[1]}"' if identifier else ""
        return f'<{tag[2]} ep-at="{seen[-1][0]}"{name}{tag[3]}>'

    _check_depth(raw, ledger)
    marked_text = _TAG.sub(marked, raw.text)
    ledger.comments += [raw.offset(found.start()) for found in re.finditer("<!--", raw.text)]
    cleaned = _clean(marked_text, INLINE_TAGS | BLOCK_TAGS)
    holder = lxml.html.fragment_fromstring(cleaned, create_parent="div")
    kept = {element.get("ep-at"): element for element in holder.iterdescendants() if element.get("ep-at")}
    silenced_until = -1
    for offset, name, text in seen:
        place = ledger.place(offset)
        element = kept.get(str(offset))
        if element is None:
            if offset > silenced_until:
                _refused(ledger, name, place)
            if name in SILENCED:
                silenced_until = max(silenced_until, _end_of(raw, offset, name))
        else:
            _compare(ledger, text, element, place)
    return _copied(holder)


def _check_depth(raw: Raw, ledger: Ledger) -> None:
    """Refuse raw HTML nested past the limit; parsers of HTML cut it off without a word."""
    depth = 0
    for tag in _TAG.finditer(raw.text):
        if tag[2] and tag[2].lower() not in VOID_TAGS:
            depth = max(depth - 1, 0) if tag[1] else depth + 1
        if depth > MAX_DEPTH:
            ledger.refuse_depth("raw tags are", raw.offset(tag.start()))


def _end_of(raw: Raw, offset: int, name: str) -> int:
    """Return the source offset at which a silenced element ends."""
    found = next((m for m in re.finditer(rf"</{name}", raw.text, re.I) if raw.offset(m.start()) > offset), None)
    return raw.offset(found.start()) if found else raw.offset(len(raw.text))


def _copied(source: etree._Element) -> etree._Element:
    """Return a copy in plain lxml elements, spaces collapsed outside `pre`."""
    target = etree.Element(source.tag)
    for name, value in source.items():
        target.set(name, _NOT_XML.sub("", str(value)))
    keep = source.tag == "pre" or any(parent.tag == "pre" for parent in source.iterancestors())
    target.text = _kept(source.text) if keep else _collapsed(source.text)
    for child in source:
        if isinstance(child.tag, str):
            copy = _copied(child)
            target.append(copy)
            copy.tail = _kept(child.tail) if keep else _collapsed(child.tail)
    return target


def _collapsed(text: str | None) -> str | None:
    return re.sub(r"[ \t\r\n]+", " ", _NOT_XML.sub("", text)) if text else None


def _kept(text: str | None) -> str | None:
    return _NOT_XML.sub("", text) if text else None


def _refused(ledger: Ledger, name: str, place: Place | None) -> None:
    if name in INLINE_TAGS | BLOCK_TAGS:
        ledger.findings.warning(
            "EP153", f"`<{name}>` cannot stand here and is dropped; its text is kept", place, "use Markdown, or move it"
        )
        return
    lost = "with all that is in it" if name in SILENCED else "; its text is kept"
    ledger.findings.warning(
        "EP152",
        f"`<{name}>` is not allowed in an essay and is dropped {lost}".replace(" ;", ";"),
        place,
        f"take it out; write `\\<{name}>` to print the tag itself",
    )


def _compare(ledger: Ledger, tag: str, element: etree._Element, place: Place | None) -> None:
    """Warn of each attribute that was written and is not there any more."""
    for name in dict.fromkeys(_written_attributes(tag)):
        if name not in element.attrib.keys():  # noqa: SIM118 - asked for itself, lxml refuses what is no name in XML
            ledger.findings.warning(
                "EP155", f"the attribute `{name}` of `<{element.tag}>` is dropped", place, "take it out"
            )
