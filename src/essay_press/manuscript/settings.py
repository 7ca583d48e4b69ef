"""How an essay is to be set: hyphenation, editions, layout, words of the layout, diagnostics accepted."""

from __future__ import annotations

import re

from essay_press.codes import BINDING, CODES
from essay_press.diagnostics import Place
from essay_press.manuscript.fields import divided, known, needed, required
from essay_press.manuscript.findings import Findings
from essay_press.manuscript.nodes import Field, Items, Kind, Map, Scalar, fields_of, shorten
from essay_press.manuscript.values import name, option, wrong_kind
from essay_press.model import Ignore, Option, PageCount, Wish, page_count
from essay_press.suggest import neighbours

__all__ = ["editions", "hyphenation", "ignored", "layout", "pages", "pull_quotes", "strings"]

HYPHENATED = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


def hyphenation(field: Field, findings: Findings) -> tuple[str, ...]:
    """Return words with a hyphen at each place where they may break (`ty-pog-ra-phy`); one without never breaks."""
    found: dict[str, str] = {}
    for item in field.items if isinstance(field.node, Items) else divided(field, findings):
        word = needed(item, "a word", findings).replace("\xad", "-").replace("‐", "-")
        if not word:
            continue
        if not HYPHENATED.fullmatch(re.sub("[\u0300-\u036f]", "", word)):
            hint = "write one word with hyphens between its parts: ty-pog-ra-phy"
            findings.error("EP125", f"`{shorten(word)}` is no word with its hyphens", item.place, hint)
        elif found.setdefault(word.replace("-", "").casefold(), word) != word:
            message = f"`{shorten(word)}` has other hyphens elsewhere in the list"
            findings.error("EP125", message, item.place, "keep one of the two")
    return tuple(found.values())


def editions(field: Field, findings: Findings) -> tuple[str, ...]:
    """Return the names of editions; whether they exist is seen later."""
    fields = field.items if isinstance(field.node, Items) else divided(field, findings)
    found = (name(item, "an edition", findings) for item in fields)
    return tuple(dict.fromkeys(each for each in found if each))


def layout(field: Field, findings: Findings) -> tuple[str, tuple[tuple[str, Option], ...]]:
    """Return a layout's name and the options given beside it, in their order."""
    if not isinstance(field.node, Map):
        return name(field, "a layout", findings), ()
    chosen = ""
    options: list[tuple[str, Option]] = []
    for key, each in fields_of(field.node, "layout.").items():
        if key == "name":
            chosen = name(each, "a layout", findings)
        elif not re.fullmatch(r"[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*", key):
            hint = "names of options are small letters, digits and `_`"
            findings.error("EP128", f"`{shorten(key)}` cannot be the name of an option", each.place, hint)
        else:
            value = option(each, findings)
            if value is not None:
                options.append((key, value))
    return chosen, tuple(options)


def pages(field: Field, findings: Findings) -> tuple[tuple[str, PageCount], ...]:
    """Return how many pages each edition that is named is to fill; whether it has pages is seen later."""
    if not isinstance(field.node, Map):
        if field.given:
            hint = "say of which edition: `pages: {a5: 16}`, or `pages: {booklet-a4: multiple-of-4}`"
            wrong_kind(field, "a map of editions", findings, hint)
        return ()
    found = []
    for key, each in fields_of(field.node, "pages.").items():
        words = each.node.text.strip() if isinstance(each.node, Scalar) and each.node.kind is not Kind.NULL else ""
        count = page_count(words)
        if count is None:
            hint = "write a number of pages, such as 16, or `multiple-of-4`"
            findings.error("EP116", f"`{each.name}` cannot be `{shorten(words)}`", each.node.place, hint)
        else:
            found.append((key, count))
    return tuple(found)


def strings(field: Field, findings: Findings) -> tuple[tuple[str, str], ...]:
    """Return the writer's own words for what a layout prints, by their keys."""
    if not isinstance(field.node, Map):
        if field.given:
            wrong_kind(field, "a map", findings, 'write `strings: {continue: "Read on"}`')
        return ()
    pairs = ((key, needed(each, "words", findings)) for key, each in fields_of(field.node, "strings.").items())
    return tuple((key, words) for key, words in pairs if words)


def ignored(field: Field, findings: Findings) -> tuple[Ignore, ...]:
    """Return the diagnostics that the writer accepts, each with a reason."""
    found = []
    for item in field.items if field.given else ():
        if not isinstance(item.node, Map):
            hint = 'write `ignore: [{code: EP301, reason: "why"}]`'
            wrong_kind(item, "a map with `code` and `reason`", findings, hint)
            continue
        fields = known(item.node, "ignore.", ("code", "reason"), findings)
        code = required(item, fields, "code", findings, "add `code:`, such as EP301").upper()
        reason = required(item, fields, "reason", findings, "add `reason:`, so that others know why")
        if code and not re.fullmatch(r"EP\d{3}", code):
            hint = "a code is EP and three digits, as messages show it"
            findings.error("EP128", f"`{shorten(code)}` is no code of a message", fields["code"].node.place, hint)
        elif code and reason and _may_be_ignored(code, fields["code"].node.place, findings):
            found.append(Ignore(code, reason, fields["code"].node.place))
    return tuple(found)


def _may_be_ignored(code: str, place: Place, findings: Findings) -> bool:
    """Return whether a code is one that an author can accept; report it if it is not."""
    if code not in CODES:
        (near,) = neighbours(code, CODES)
        hint = f"did you mean `{near}` ({CODES[near]})? `essay-press explain` lists all codes"
        findings.error("EP341", f"no message has the code `{code}`", place, hint)
    elif code in BINDING:
        message = f"`{code}` cannot be ignored ({CODES[code]}): the reader would pay for it"
        findings.error("EP342", message, place, f"remove the entry; `essay-press explain {code}` says how to cure it")
    return code in CODES and code not in BINDING


def pull_quotes(field: Field, findings: Findings) -> tuple[Wish, ...]:
    """Return the sentences to be set again, large; whether they are in the essay is seen later."""
    found = []
    for item in field.items if field.given else ():
        where = ""
        if isinstance(item.node, Map):
            fields = known(item.node, "pull_quotes.", ("text", "place"), findings, {"quote": "text", "where": "place"})
            where = needed(fields["place"], "a place", findings) if "place" in fields else ""
            words = required(item, fields, "text", findings, "add `text:`, a sentence of the essay")
        else:
            words = needed(item, "a sentence of the essay", findings)
        if words:
            found.append(Wish(words, where, item.place))
    return tuple(found)
