"""Raw tags in running text: each is sanitised, and an opening tag is paired with the one that closes it."""

from __future__ import annotations

from lxml import etree

from essay_press.diagnostics import Place
from essay_press.extensions.ledger import MAX_DEPTH, Ledger, Raw
from essay_press.markup.sanitise import INLINE_TAGS, SILENCED, clean_tag, tag_name
from essay_press.markup.tree import remove, unwrap

__all__ = ["RawTags"]


class RawTags:
    """Builds the content of one element; `target` is where the next thing goes."""

    def __init__(self, ledger: Ledger, root: etree._Element) -> None:
        """Begin with nothing open inside `root`."""
        self.ledger = ledger
        self.target = root
        self.open: list[tuple[str, etree._Element, Raw]] = []

    def tag(self, raw: Raw) -> None:
        """Take a raw tag: open, close or void."""
        name = tag_name(raw.text)
        if not name:
            return
        if raw.text.startswith("</"):
            self._close(name, raw)
            return
        element = clean_tag(raw, self.ledger)
        if element is None:
            if name in SILENCED and not raw.text.endswith("/>"):
                self._push(name, etree.Element("ep-dropped"), raw)
            return
        if name in ("br", "img"):
            self.target.append(element)
        else:
            self._push(name, element, raw)

    def _push(self, name: str, element: etree._Element, raw: Raw) -> None:
        self.target.append(element)
        self.open.append((name, element, raw))
        if len(self.open) > MAX_DEPTH:
            self.ledger.refuse_depth("raw tags are", raw.offsets[0][1])
        self.target = element

    def _close(self, name: str, raw: Raw) -> None:
        """Close the nearest open tag of that name; what was opened inside it and not closed is unwrapped."""
        if name not in INLINE_TAGS and name not in SILENCED:
            return
        if name not in (opened for opened, _, _ in self.open):
            self.ledger.findings.warning(
                "EP153", f"`</{name}>` closes nothing here and is dropped", self._place(raw), "take it out"
            )
            return
        while self.open:
            opened, element, begun = self.open.pop()
            parent = element.getparent()
            self.target = parent if parent is not None else element
            if opened == name:
                if element.tag == "ep-dropped":
                    remove(element)
                return
            self._unclosed(opened, element, begun)

    def finish(self) -> None:
        """Unwrap what was never closed."""
        while self.open:
            name, element, raw = self.open.pop()
            self._unclosed(name, element, raw)

    def _unclosed(self, name: str, element: etree._Element, raw: Raw) -> None:
        self.ledger.findings.warning(
            "EP153",
            f"`<{name}>` is not closed in the same paragraph and emphasis, and is dropped",
            self._place(raw),
            f"close it with `</{name}>`",
        )
        unwrap(element)

    def _place(self, raw: Raw) -> Place | None:
        offset = raw.offsets[0][1]
        return self.ledger.place(offset) if offset >= 0 else None
