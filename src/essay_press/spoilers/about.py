"""What an edition without spoilers says of itself: a title, an identity and a cover of its own."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from essay_press.model import Identifiers, Metadata, Spared

__all__ = ["spare"]


def spare(metadata: Metadata, words: Mapping[str, str], text: str) -> Metadata:
    """Return front matter without the passages marked in it, and without what is only about spoilers.

    `text` is what is left of the essay. The identifiers of the full editions are not those of this one: print gets a
    version 5 UUID over authors and title, and the EPUB makes its own from its edition's name.
    """
    works = metadata.spoilers.works if metadata.spoilers is not None else ()
    authors = [person.name for person in metadata.authors]
    name = "\n".join(["essay-press", *authors, metadata.title, "spoiler-free"])
    identifiers = Identifiers(work=metadata.identifiers.work, print=f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, name)}")
    left = set(re.findall(r"\w+", text.casefold()))
    guarded: dict[str, Any] = dict(metadata.guarded)
    return replace(
        metadata,
        **guarded,
        identifiers=identifiers,
        spoilers=None,
        hyphenation=tuple(word for word in metadata.hyphenation if word.replace("-", "").casefold() in left),
        guarded=(),
        spared=Spared(works, words["spoiler_free"]),
    )
