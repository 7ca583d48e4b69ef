"""The frozen data that moves between rooms: every class here pickles, hashes and holds tuples only."""

from __future__ import annotations

from essay_press.model.composition import Composition, Measures, Part, Role, Stylesheet
from essay_press.model.design import Edition, FontFace, Imposition, Layout, Leeway, OptionSpec, Trim, Wrap
from essay_press.model.essay import Asset, Essay, Heading, Mention, Note, Original, PullQuote, SpoilerMark
from essay_press.model.job import Artifact, Attachment, CoverImage, Ignored, Inputs, Outcome, PageBreak, PageMap, Status
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
    Spared,
    Spoilers,
    Wish,
    Work,
)
from essay_press.model.pages import PageCount, page_count

__all__ = [
    "Accessibility",
    "Artifact",
    "Asset",
    "Attachment",
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
    "Ignored",
    "Imposition",
    "Inputs",
    "Layout",
    "Leeway",
    "Manuscript",
    "Measures",
    "Mention",
    "Metadata",
    "Note",
    "Option",
    "OptionSpec",
    "Original",
    "Outcome",
    "PageBreak",
    "PageCount",
    "PageMap",
    "Part",
    "Person",
    "PullQuote",
    "Role",
    "Series",
    "Spared",
    "SpoilerMark",
    "Spoilers",
    "Status",
    "Stylesheet",
    "Trim",
    "Wish",
    "Work",
    "Wrap",
    "page_count",
]
