"""Links: from parts and ids to files and fragments."""

from __future__ import annotations

from collections.abc import Sequence

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import RenderError
from essay_press.formats.epub.documents import Document
from essay_press.formats.epub.xhtml import name, text_of, walk

__all__ = ["Targets", "resolve"]


class Targets:
    """Where every part and id of the book is."""

    def __init__(self, documents: Sequence[Document]) -> None:
        """Index the parts and ids of `documents`."""
        self._files = {document.part.name: document.filename for document in documents if document.part}
        self._own = {document.filename: frozenset(document.ids) for document in documents}
        self._ids: dict[str, str] = {}
        for document in documents:
            for identifier in document.ids:
                self._ids.setdefault(identifier, document.filename)
        self._top = {document.filename: document.top_ids for document in documents}

    def part(self, part_name: str) -> str | None:
        """Return the file of a part, or None."""
        return self._files.get(part_name)

    def place(self, identifier: str, within: Document | None = None) -> str | None:
        """Return `file#id` of an id, `#id` inside `within`, the bare file for the head of another file; or None.

        A link to the head of a file has no fragment: some readers turn a forward link with a fragment into a pop-up
        of the text that it leads to, and a link past a warning must not show what it skips.
        """
        if within is not None and identifier in self._own[within.filename]:
            return f"#{identifier}"
        filename = self._ids.get(identifier)
        if filename is None:
            return None
        return filename if identifier in self._top[filename] else f"{filename}#{identifier}"


def resolve(documents: Sequence[Document], targets: Targets) -> None:
    """Point every `part:NAME` and `#id` link at its file; raise RenderError with all links that lead nowhere."""
    lost: list[Diagnostic] = []
    for document in documents:
        for node in walk(document.body):
            href = node.get("href")
            if href is None or name(node) != "a":
                continue
            if href.startswith("part:"):
                found = targets.part(href.removeprefix("part:"))
            elif href.startswith("#"):
                found = targets.place(href.removeprefix("#"), document)
            else:
                continue
            if found is None:
                lost.append(_lost(href, text_of(node), document.filename))
            else:
                node.set("href", found)
    if lost:
        raise RenderError(lost)


def _lost(href: str, words: str, filename: str) -> Diagnostic:
    """Return the error of a link without a target."""
    return Diagnostic(
        Severity.ERROR,
        "EP431",
        f"the link “{words}” in {filename} leads to `{href}`, which is nowhere in this edition",
        hint="name a part of the layout (`part:notes`) or the id of something that the edition prints",
    )
