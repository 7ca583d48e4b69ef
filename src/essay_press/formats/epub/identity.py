"""Who the book is: its identifier and the moment of its last change, neither of them taken from a clock."""

from __future__ import annotations

import uuid
from datetime import date

from essay_press.model import Edition, Metadata

__all__ = ["EPOCH", "identifier", "modified"]

# For essays without a date: an identifier of a time that no reader mistakes for a real one.
EPOCH = date(2000, 1, 1)


def identifier(metadata: Metadata, edition: Edition) -> str:
    """Return the book's own identifier as a URI.

    It is the EPUB's ISBN or URN where front matter gives one, else a version 5 UUID over authors, title and edition:
    stable from build to build, and another one for another edition, so that two never overwrite each other in a reader.
    """
    if metadata.identifiers.epub:
        return metadata.identifiers.epub
    authors = [person.name for person in metadata.authors]
    name = "\n".join(["essay-press", *authors, metadata.title, edition.name])
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}"


def modified(metadata: Metadata) -> str:
    """Return `dcterms:modified`: midnight UTC of `modified`, else of `date`, else of a fixed day."""
    day = metadata.modified or metadata.date or EPOCH
    return f"{day.isoformat()}T00:00:00Z"
