"""`spoilers`: the works that an essay gives away, and how far."""

from __future__ import annotations

from essay_press.manuscript.fields import is_empty, known, needed, required
from essay_press.manuscript.findings import Findings
from essay_press.manuscript.nodes import Field, Kind, Map, Scalar
from essay_press.manuscript.values import choice, text, texts, whole_number, wrong_kind
from essay_press.model import Extent, Spoilers, Work

__all__ = ["KINDS", "spoilers"]

KINDS = ("film", "series", "novel", "play", "story", "game", "opera", "album", "comic", "musical", "work")
"""The kinds of work that a spoiler cover has a word for."""

KINDS_MEANT = {
    "anime": "series",
    "book": "novel",
    "documentary": "film",
    "graphic novel": "comic",
    "manga": "comic",
    "movie": "film",
    "poem": "work",
    "record": "album",
    "short story": "story",
    "show": "series",
    "song": "album",
    "tv": "series",
    "tv series": "series",
    "video game": "game",
}

EXTENTS_MEANT = {
    "all": "ending",
    "end": "ending",
    "everything": "ending",
    "full": "ending",
    "middle": "plot",
    "setup": "premise",
    "story": "plot",
    "twist": "ending",
}


def spoilers(field: Field, findings: Findings) -> Spoilers | None:
    """Return what the spoiler cover is to say, or None with an error found."""
    node = field.node
    example = "works: [{title: Whiplash, kind: film, year: 2014}]"
    if isinstance(node, Scalar) and node.kind in {Kind.NULL, Kind.BOOL}:
        hint = f"add `{example}` and `extent: ending` below it, or remove the key"
        findings.error("EP104", "`spoilers` names no work", field.place, hint)
        return None
    if not isinstance(node, Map):
        hint = f"write `spoilers: {{{example}, extent: ending}}`"
        wrong_kind(field, "a map with `works` and `extent`", findings, hint)
        return None
    fields = known(node, "spoilers.", ("works", "extent", "notice", "terms", "resume"), findings)
    works = _works(fields["works"], findings) if "works" in fields else ()
    given = fields.get("works")
    if given is None or is_empty(given):
        findings.error("EP104", "`spoilers` names no work", field.place, f"add `{example}`, or remove the key")
    extents = tuple(extent.value for extent in Extent)
    hint = "add `extent: premise`, `extent: plot` or `extent: ending`: how far the essay gives the story away"
    if required(field, fields, "extent", findings, hint):
        extent = choice(fields["extent"], extents, findings, same=EXTENTS_MEANT)
    else:
        extent = ""
    notice = text(fields["notice"], findings) if "notice" in fields else ""
    terms = texts(fields["terms"], findings, commas=True) if "terms" in fields else ()
    resume = text(fields["resume"], findings).removeprefix("#") if "resume" in fields else ""
    return Spoilers(works, Extent(extent), notice, terms, resume) if works and extent else None


def _works(field: Field, findings: Findings) -> tuple[Work, ...]:
    """Return the works of a title, a map, or a list of either."""
    found = []
    for item in field.items:
        if not isinstance(item.node, Map):
            title = needed(item, "a title", findings) if item is not field else text(item, findings)
            found.append(Work(title, "work"))
            continue
        fields = known(item.node, f"{field.name}.", ("title", "kind", "year", "creator"), findings)
        title = required(item, fields, "title", findings, "add `title:`")
        kind = choice(fields["kind"], KINDS, findings, same=KINDS_MEANT) if "kind" in fields else ""
        year = whole_number(fields["year"], findings) if "year" in fields else None
        creator = text(fields["creator"], findings) if "creator" in fields else ""
        found.append(Work(title, kind or "work", year, creator))
    return tuple(work for work in found if work.title)
