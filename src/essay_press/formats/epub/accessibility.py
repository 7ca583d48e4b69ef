"""Accessibility metadata, computed from what is in the book (EPUB Accessibility 1.1, and 1.2 as it stands)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from lxml import etree

from essay_press.formats.epub.xhtml import name, walk

__all__ = ["properties"]

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def properties(bodies: Sequence[etree._Element], words: Mapping[str, str], *, pages: bool) -> list[tuple[str, str]]:
    """Return (property, value) in order. A claim of conformance is not among them: only a person can make it."""
    nodes = [node for body in bodies for node in walk(body)]
    images = [node for node in nodes if name(node) == "img" and node.get("role") != "doc-cover"]
    pictures = [node for node in images if node.get("alt")]
    decorated = len(pictures) < len(images)
    repeated = any(node.get("role") == "doc-pullquote" and node.get("aria-hidden") == "true" for node in nodes)
    features = ["ARIA", "displayTransformability", "readingOrder", "tableOfContents", "unlocked"]
    if pictures:
        features.append("alternativeText")
    if any(name(node) in _HEADINGS for node in nodes):
        features.append("structuralNavigation")
    if pages:
        features += ["pageBreakMarkers", "pageNavigation"]
    modes = ["textual", "visual"] if pictures else ["textual"]
    told = [
        words["summary_plain"],
        words["summary_images"] if pictures else "",
        words["summary_decorative"] if decorated else "",
        words["summary_pullquotes"] if repeated else "",
    ]
    return [
        *(("schema:accessMode", mode) for mode in modes),
        ("schema:accessModeSufficient", "textual"),
        *(("schema:accessibilityFeature", feature) for feature in sorted(features, key=str.casefold)),
        ("schema:accessibilityHazard", "none"),
        ("schema:accessibilitySummary", " ".join(filter(None, told))),
    ]
