"""Footnote definitions are gathered from wherever they stand and read as blocks of their own at the end of the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from xml.etree.ElementTree import Element, SubElement

from markdown.extensions import Extension
from markdown.extensions.footnotes import FootnoteBlockProcessor, FootnoteExtension
from markdown.treeprocessors import Treeprocessor

from essay_press.extensions.ledger import Ledger

if TYPE_CHECKING:
    from markdown import Markdown
    from markdown.blockparser import BlockParser

__all__ = ["NotesExtension"]


class _NoteTexts(Treeprocessor):
    """Read the text of each note into an `<ep-note label="…">` behind the body."""

    def __init__(self, md: Markdown, ledger: Ledger) -> None:
        """Keep the ledger that holds the texts."""
        super().__init__(md)
        self.ledger = ledger

    def run(self, root: Element) -> None:
        """Append the notes to the tree, before inline markup is read."""
        read: set[str] = set()
        # A note's text may itself define notes (a mistake that is reported later); those are read too.
        while labels := [label for label in self.ledger.notes if label not in read]:
            for label in labels:
                read.add(label)
                self.md.parser.parseChunk(SubElement(root, "ep-note", label=label), self.ledger.notes[label])


class NotesExtension(Extension):
    """Python-Markdown's reading of definitions, without its list at the end."""

    def __init__(self, ledger: Ledger, **options: Any) -> None:
        """Keep the ledger."""
        super().__init__(**options)
        self.ledger = ledger
        self.parser: BlockParser | None = None

    def setFootnote(self, label: str, text: str) -> None:  # noqa: N802 - called by Python-Markdown
        """Note down a definition; the first of a name stays."""
        self.ledger.notes.setdefault(label, text)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Register the two processors."""
        self.parser = md.parser
        processor = FootnoteBlockProcessor(cast(FootnoteExtension, self))
        md.parser.blockprocessors.register(processor, "footnote", 17)
        md.treeprocessors.register(_NoteTexts(md, self.ledger), "notes", 60)
