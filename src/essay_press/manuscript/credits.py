"""Whose an essay is and how it is catalogued: people, identifiers, series, cover, accessibility."""

from __future__ import annotations

from essay_press.manuscript.fields import is_empty, known, needed, required
from essay_press.manuscript.findings import Findings
from essay_press.manuscript.identifiers import identifier
from essay_press.manuscript.nodes import Field, Items, Map, Scalar, shorten
from essay_press.manuscript.people import ROLE_WORDS, ROLES, sort_name
from essay_press.manuscript.values import choice, picture, text, wrong_kind
from essay_press.model import Accessibility, CoverArt, Identifiers, Person, Series
from essay_press.suggest import nearest

__all__ = ["accessibility", "cover", "identifiers", "people", "series"]


def people(field: Field, findings: Findings) -> tuple[Person, ...]:
    """Return the people of a name, a map, or a list of either."""
    found = []
    if not field.given:
        return ()
    if isinstance(field.node, Items) and not field.node.nodes:
        findings.error("EP114", f"`{field.name}` names nobody", field.place, "write a name, or remove the key")
    for item in field.items:
        if isinstance(item.node, Map):
            person = _person(item, item.node, findings)
        else:
            words = needed(item, "a name", findings) if item is not field else text(item, findings)
            person = Person(words, sort_name(words)) if words else None
        if person:
            found.append(person)
    return tuple(found)


def _person(item: Field, node: Map, findings: Findings) -> Person | None:
    """Return a person of a map with name, sort name and role."""
    fields = known(node, f"{item.name}.", ("name", "sort_name", "role"), findings)
    words = required(item, fields, "name", findings, 'add `name: "First Last"`')
    sorted_as = text(fields["sort_name"], findings) if "sort_name" in fields else ""
    role = _role(fields["role"], findings) if "role" in fields else "aut"
    return Person(words, sorted_as or sort_name(words), role) if words else None


def _role(field: Field, findings: Findings) -> str:
    """Return the MARC relator code of a role given by its code or in English."""
    value = text(field, findings)
    word = value.casefold().replace("_", " ").replace("-", " ")
    if not value or word in ROLES:
        return word or "aut"
    if word in ROLE_WORDS:
        return ROLE_WORDS[word]
    guess = nearest(word, ROLE_WORDS)
    usual = "write `author`, `editor`, `translator`, `illustrator` or another MARC relator"
    hint = f"did you mean `{guess}`?" if guess else usual
    findings.error("EP116", f"`{field.name}` cannot be `{shorten(value)}`", field.node.place, hint)
    return "aut"


def identifiers(field: Field, findings: Findings) -> Identifiers:
    """Return the URIs of the work and of its print and EPUB editions."""
    if not isinstance(field.node, Map):
        if field.given:
            wrong_kind(field, "a map with `work`, `print` or `epub`", findings, 'write `identifiers: {print: "978-…"}`')
        return Identifiers()
    fields = known(field.node, "identifiers.", ("work", "print", "epub"), findings)
    found = {}
    for key, each in fields.items():
        value = text(each, findings)
        if value:
            found[key], wrong, hint = identifier(value)
            if wrong:
                findings.error("EP121", f"`{each.name}`: `{shorten(value)}` {wrong}", each.node.place, hint)
    same = found.get("print", "")
    if same and same == found.get("epub"):
        hint = "give each its own, for readers and shops hold two files of one identifier for the same"
        findings.warning("EP122", "the print and EPUB editions have the same identifier", fields["epub"].place, hint)
    return Identifiers(found.get("work", ""), same, found.get("epub", ""))


def series(field: Field | None, number: Field | None, findings: Findings) -> Series | None:
    """Return the series of a map, or of a name and the `number` beside it."""
    if field is None or not field.given:
        if number is not None and number.given:
            hint = 'add `series: "its name"`'
            findings.error("EP114", "`number` counts in a series that is not named", number.place, hint)
        return None
    beside = text(number, findings) if number else ""
    if not isinstance(field.node, Map):
        title = text(field, findings)
        return Series(title, beside) if title else None
    fields = known(field.node, "series.", ("name", "number"), findings)
    title = required(field, fields, "name", findings, 'add `name: "The Series"`')
    inside = text(fields["number"], findings) if "number" in fields else ""
    if number is not None and inside and beside:
        findings.error("EP126", "the number in the series is given twice", number.place, "keep `series.number`")
    return Series(title, inside or beside) if title else None


def cover(field: Field, findings: Findings) -> CoverArt | None:
    """Return the author's cover picture and its text alternative."""
    if not isinstance(field.node, Map):
        if field.given:
            path = text(field, findings) if isinstance(field.node, Scalar) else ""
            hint = f'write `cover: {{image: {path or "cover.jpg"}, alt: "What the picture shows"}}`'
            wrong_kind(field, "a map with `image` and `alt`", findings, hint)
        return None
    fields = known(field.node, "cover.", ("image", "alt"), findings)
    image = picture(fields["image"], findings) if "image" in fields else ""
    if "image" not in fields or is_empty(fields["image"]):
        findings.error("EP114", "`cover` has no `image`", field.place, "add `image: cover.jpg`, or remove the key")
    hint = "add `alt:` with what the picture shows, for those who do not see it"
    alt = required(field, fields, "alt", findings, hint)
    return CoverArt(image, alt) if image and alt else None


def accessibility(field: Field, findings: Findings) -> Accessibility | None:
    """Return a conformance claim, which needs both a level and somebody who answers for it."""
    if not isinstance(field.node, Map):
        if field.given:
            hint = 'write `accessibility: {conforms: AA, certified_by: "Name"}`'
            wrong_kind(field, "a map with `conforms` and `certified_by`", findings, hint)
        return None
    fields = known(field.node, "accessibility.", ("conforms", "certified_by"), findings)
    by = required(field, fields, "certified_by", findings, "add who has examined it; a claim needs a name")
    if not required(field, fields, "conforms", findings, "add `conforms: AA`, the WCAG level"):
        return None
    level = choice(fields["conforms"], ("A", "AA", "AAA"), findings)
    return Accessibility(level, by) if level and by else None
