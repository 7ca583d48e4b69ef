"""The keys of a map: which are known, which must be there."""

from __future__ import annotations

import re
from collections.abc import Mapping

from essay_press.manuscript.findings import Findings
from essay_press.manuscript.nodes import Broken, Field, Items, Kind, Map, Scalar, fields_of, shorten
from essay_press.manuscript.values import text
from essay_press.suggest import nearest

__all__ = ["divided", "is_empty", "known", "needed", "required"]

KEYS_MEANT = {
    "author": "creator",
    "by": "creator",
    "cert": "certified_by",
    "certifier": "certified_by",
    "director": "creator",
    "doi": "work",
    "ebook": "epub",
    "file": "image",
    "file-as": "sort_name",
    "file_as": "sort_name",
    "isbn": "print",
    "no": "number",
    "path": "image",
    "pdf": "print",
    "position": "number",
    "text": "alt",
    "type": "kind",
    "volume": "number",
    "why": "reason",
}
"""Words that people write below one key or another, and the word that is meant there."""
"""Words that people write below one key or another, and the word that is meant there."""


def known(
    node: Map, prefix: str, keys: tuple[str, ...], findings: Findings, meant: Mapping[str, str] = KEYS_MEANT
) -> dict[str, Field]:
    """Return the fields of a map whose keys are among `keys`; others are errors, but for the writer's own `x-…`."""
    fields = fields_of(node, prefix)
    for key, field in list(fields.items()):
        if key in keys:
            continue
        del fields[key]
        if key.startswith("x-"):
            continue
        below = f" in `{prefix[:-1]}`" if prefix else ""
        if not key.strip():
            findings.error("EP112", f"a key is empty{below}", field.place, "write a word before the colon")
            continue
        guess = meant.get(key.casefold(), "")
        if guess.partition(".")[0] not in keys:
            guess = nearest(key, keys)
        if guess:
            hint = f"did you mean `{guess}`?"
        elif prefix:
            hint = "the keys are " + ", ".join(f"`{each}`" for each in keys)
        else:
            hint = f"remove it, or call it `x-{shorten(key)}` to keep it for yourself"
        findings.error("EP112", f"unknown key `{shorten(key)}`{below}", field.place, hint)
    return fields


def required(owner: Field, fields: dict[str, Field], key: str, findings: Findings, hint: str) -> str:
    """Return the text of a key that must be there."""
    if key not in fields:
        findings.error("EP114", f"`{owner.name}` has no `{key}`", owner.place, hint)
        return ""
    if is_empty(fields[key]):
        findings.error("EP114", f"`{fields[key].name}` is empty", fields[key].place, hint)
        return ""
    return text(fields[key], findings)


def needed(field: Field, what: str, findings: Findings) -> str:
    """Return a text that may not be empty."""
    if is_empty(field):
        findings.error("EP114", f"`{field.name}` wants {what} here", field.place, "write it, or remove this part")
        return ""
    return text(field, findings)


def divided(field: Field, findings: Findings) -> tuple[Field, ...]:
    """Return the parts of a text that commas or spaces divide, as fields."""
    if not field.given:
        return ()
    words = re.split(r"[,;\s]+", text(field, findings))
    place = field.node.place
    return tuple(Field(field.name, place, Scalar(word, Kind.TEXT, place)) for word in words if word)


def is_empty(field: Field) -> bool:
    """Return whether a field has nothing in it: no value, an empty text, list or map."""
    match field.node:
        case Scalar(text=words, kind=kind):
            return kind is Kind.NULL or not words.strip()
        case Items(nodes=nodes):
            return not nodes
        case Map(entries=entries):
            return not entries
        case Broken():
            return False
