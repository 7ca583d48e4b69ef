"""The frozen data that moves between rooms: every class here pickles, hashes and holds tuples only."""

from __future__ import annotations

from essay_press.model.composition import Composition, Part, Role, Stylesheet
from essay_press.model.design import Edition, FontFace, Imposition, Layout, OptionSpec, Trim
from essay_press.model.essay import Asset, Essay, Heading, Note, PullQuote, SpoilerMark
from essay_press.model.job import Artifact, CoverImage, Inputs, Outcome, PageBreak, PageMap, Status
from essay_press.model.manuscript import (
    Accessibility,
    CoverArt,
    Extent,
    Identifiers,
    Ignore,
    Manuscript,
    Metadata,
    Option,
    Person,
    Series,
    Spoilers,
    Wish,
    Work,
)

__all__ = [
    "Accessibility",
    "Artifact",
    "Asset",
    "Composition",
    "CoverArt",
    "CoverImage",
    "Edition",
    "Essay",
    "Extent",
    "FontFace",
    "Heading",
    "Identifiers",
    "Ignore",
    "Imposition",
    "Inputs",
    "Layout",
    "Manuscript",
    "Metadata",
    "Note",
    "Option",
    "OptionSpec",
    "Outcome",
    "PageBreak",
    "PageMap",
    "Part",
    "Person",
    "PullQuote",
    "Role",
    "Series",
    "SpoilerMark",
    "Spoilers",
    "Status",
    "Stylesheet",
    "Trim",
    "Wish",
    "Work",
]
