"""What the file says about itself, once: the same words go into the PDF's Info dictionary and into its XMP packet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape

from essay_press import __version__, model

__all__ = ["Description", "describe", "full_title", "xmp"]

_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
}


@dataclass(frozen=True, slots=True)
class Description:
    """A file's own description; dates are W3C dates (`2026-01-31`), never the time of the build."""

    title: str
    authors: tuple[str, ...]
    contributors: tuple[str, ...]
    description: str
    subjects: tuple[str, ...]
    language: str
    created: str
    modified: str
    rights: str
    publisher: str
    identifier: str
    source: str
    creator_tool: str


def describe(metadata: model.Metadata, identifier: str = "") -> Description:
    """Return what a PDF of the essay says about itself; `identifier` is the edition's own, when it has one.

    The date of the essay stands for the file's dates; without one, the file carries none.
    """
    authors = tuple(person.name for person in metadata.authors if person.role == "aut")
    others = tuple(person.name for person in metadata.authors if person.role != "aut")
    modified = metadata.modified or metadata.date
    return Description(
        title=full_title(metadata),
        authors=authors,
        contributors=others,
        description=metadata.description or dict(metadata.guarded).get("deck", metadata.deck),
        subjects=metadata.subjects,
        language=metadata.language,
        created=metadata.date.isoformat() if metadata.date else "",
        modified=modified.isoformat() if modified else "",
        rights=metadata.rights,
        publisher=metadata.publisher,
        identifier=identifier or metadata.identifiers.print or metadata.identifiers.work,
        source=metadata.url,
        creator_tool=f"essay-press {__version__}",
    )


def full_title(metadata: model.Metadata) -> str:
    """Return title and subtitle in one line, joined as library catalogues of that language do."""
    mark = f" ({metadata.spared.mark})" if metadata.spared is not None else ""
    if not metadata.subtitle:
        return metadata.title + mark
    if metadata.title.rstrip("”’»\"'")[-1:] in tuple("?!….:"):
        return f"{metadata.title} {metadata.subtitle}{mark}"
    colon = "\u00a0: " if metadata.language.lower().split("-")[0] == "fr" else ": "
    return f"{metadata.title}{colon}{metadata.subtitle}{mark}"


def xmp(description: Description, producer: str, claims: str) -> str:
    """Return the `rdf:RDF` element of the XMP packet: Dublin Core, XMP and PDF properties, then `claims`."""
    one = description
    properties = [
        "<dc:format>application/pdf</dc:format>",
        _alternatives("dc:title", one.title),
        _list("dc:creator", "Seq", one.authors),
        _list("dc:contributor", "Bag", one.contributors),
        _alternatives("dc:description", one.description),
        _list("dc:subject", "Bag", one.subjects),
        _list("dc:language", "Bag", (one.language,)),
        _list("dc:publisher", "Bag", (one.publisher,)),
        _alternatives("dc:rights", one.rights),
        _list("dc:date", "Seq", (one.created,)),
        _simple("dc:identifier", one.identifier),
        _simple("dc:source", one.source),
        _simple("xmp:CreatorTool", one.creator_tool),
        _simple("xmp:CreateDate", one.created),
        _simple("xmp:ModifyDate", one.modified),
        _simple("pdf:Producer", producer),
        _simple("pdf:Keywords", ", ".join(one.subjects)),
    ]
    body = "\n".join(item for item in properties if item)
    prefixes = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _NAMESPACES.items() if prefix != "rdf")
    return (
        f'<rdf:RDF xmlns:rdf="{_NAMESPACES["rdf"]}">\n'
        f'<rdf:Description rdf:about="" {prefixes}>\n{body}\n</rdf:Description>\n{claims}\n</rdf:RDF>'
    )


def _simple(name: str, value: str) -> str:
    """Return a property with a plain value, or nothing when there is none."""
    return f"<{name}>{escape(value)}</{name}>" if value else ""


def _alternatives(name: str, value: str) -> str:
    """Return a property that may exist in several languages, in one."""
    return f'<{name}><rdf:Alt><rdf:li xml:lang="x-default">{escape(value)}</rdf:li></rdf:Alt></{name}>' if value else ""


def _list(name: str, kind: str, values: Iterable[str]) -> str:
    """Return a property with many values, ordered (`Seq`) or not (`Bag`)."""
    items = "".join(f"<rdf:li>{escape(value)}</rdf:li>" for value in values if value)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""
