"""Footnotes: calls numbered in the order of the first, each note's text beside the body."""

from __future__ import annotations

from lxml import etree

from essay_press.markup.draft import Draft
from essay_press.markup.tree import drop, remove, unwrap
from essay_press.suggest import nearest

__all__ = ["number_notes"]


def number_notes(draft: Draft) -> list[tuple[int, str, list[str]]]:
    """Turn every call into a link, and return number, label and the ids of the calls of each note, in order."""
    _refuse_nested(draft)
    numbers: dict[str, int] = {}
    calls: dict[str, list[str]] = {}
    count = 0
    for call in list(draft.body.iter("ep-call")):
        label = call.get("label") or ""
        if label not in draft.notes:
            _undefined(draft, call, label)
            continue
        number = numbers.setdefault(label, len(numbers) + 1)
        count += 1
        identifier = f"r{count}"
        calls.setdefault(label, []).append(identifier)
        _link(draft, call, number, identifier)
    for label in draft.notes:
        if label not in numbers:
            draft.findings.warning(
                "EP161",
                f"the note `[^{label}]` is never called, so it is not printed",
                draft.ledger.place(draft.ledger.note_offsets.get(label)),
                f"call it in the text with `[^{label}]`, or take it out",
            )
    return [(number, label, calls[label]) for label, number in numbers.items()]


def _link(draft: Draft, call: etree._Element, number: int, identifier: str) -> None:
    """Make the call the link that the formats expect."""
    for parent in call.iterancestors("a"):
        draft.findings.warning(
            "EP162",
            "a note call stands inside a link; the link is dropped",
            draft.place(call),
            "move it behind the link",
        )
        unwrap(parent)
    if any(parent.tag in ("h1", "h2", "h3", "h4", "h5", "h6") for parent in call.iterancestors()):
        draft.findings.warning(
            "EP163",
            "a note is called in a heading; contents and running heads leave the call out",
            draft.place(call),
            "call it in the text below",
        )
    call.tag = "a"
    drop(call, "label")
    call.set("class", "noteref")
    call.set("role", "doc-noteref")
    call.set("id", identifier)
    call.set("href", f"#n{number}")
    call.text = str(number)


def _undefined(draft: Draft, call: etree._Element, label: str) -> None:
    close = nearest(label, draft.notes)
    draft.findings.error(
        "EP160",
        f"the note `[^{label}]` is called here but written nowhere",
        draft.place(call),
        f"did you mean `[^{close}]`?" if close else f"write it: `[^{label}]: …` in a paragraph of its own",
    )


def _refuse_nested(draft: Draft) -> None:
    """Report each call inside a note."""
    for note in draft.notes.values():
        for call in list(note.iter("ep-call")):
            draft.findings.error(
                "EP164",
                f"the note `[^{call.get('label')}]` is called inside another note",
                draft.place(call),
                "notes cannot have notes: work its words into this one",
            )
            remove(call)
