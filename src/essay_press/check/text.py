"""Every word of the essay is on a page, inside the trim, in order, once; and tagged, so that it is read aloud."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from essay_press.check import expected
from essay_press.check.alignment import LONG, Finding, Stream, align, stream
from essay_press.check.expected import Block
from essay_press.check.folding import folded, lost_words
from essay_press.check.reading import Document, Page
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.model import Essay

__all__ = ["inside_trim", "pictures", "words_on_pages"]

SWALLOWED = "a note longer than its page, or a box with a fixed height, can swallow text: shorten or move it"
APART = "if the eye finds the words on the page, their face takes letters apart: choose another face for the script"
SHOWN = 10  # losses that are told one by one
EXCERPT = 60  # characters of a text that a message quotes
PAGE = 1500  # letters on the least of pages
EDGE = 0.5  # points by which a letter's side bearing may cross the trim
REPEATED = frozenset({"th"})  # a table's head is printed again on each of its pages
UNTAGGED = 12  # letters; fewer are ornaments and folios


def words_on_pages(essay: Essay, document: Document, *, drawn: bool = False) -> Report:
    """Return whether the tagged text holds the title, every block of the body and every note, in order and once.

    What is only `drawn` has no tags, and an eye guesses its order: notes may part a block.
    """
    body = stream(document, notes=False)
    notes = stream(document, notes=True)
    front = _front(essay)
    blocks = expected.blocks(essay)
    noted = [block for note in expected.notes(essay) for block in note]
    where = notes if notes.items else body
    found = align(blocks, body)
    found_notes = align(noted, where)
    if drawn:
        whole = body.text + notes.text
        found, found_notes = (
            replace(one, lost=tuple(item for item in one.lost if not _parted(item, whole)), moved=())
            for one in (found, found_notes)
        )
    out = [_lost(item, essay) for item in align(front, body).lost]
    lost = [*_gathered(found.lost, blocks), *_gathered(found_notes.lost, noted)]
    out += [_lost(item, essay) for item in lost[:SHOWN]]
    if len(lost) > SHOWN:
        out.append(Diagnostic(Severity.ERROR, "EP500", f"and {len(lost) - SHOWN} places more where words are missing"))
    out += [_moved(item, essay) for item in (*found.moved, *found_notes.moved)]
    if not document.has_structure and not drawn:
        out = [_untagged_file()]
    elif not drawn:
        out += _twice(blocks, noted, body, notes, essay)
    count = sum(len(block.words.split()) for block in (*front, *blocks, *noted))
    return Report("every word is on a page", tuple(out), count)


def inside_trim(document: Document) -> Report:
    """Return whether all text stands inside the trim, can be seen, and is either tagged or an artifact."""
    out: list[Diagnostic] = []
    count = 0
    for page in document.pages:
        outside = [run for run in page.runs if run.text.strip() and not page.trim.holds(run.box, EDGE)]
        hidden = [run for run in page.runs if run.text.strip() and run.hidden and run not in outside]
        count += sum(len(run.text) for run in page.runs)
        if outside:
            out.append(_outside(page, _excerpt(run.text for run in outside)))
        if hidden:
            out.append(_hidden(page, _excerpt(run.text for run in hidden)))
    if document.has_structure:
        out += _unmarked(document)
    return Report("text stands inside the trim", tuple(out), count)


def pictures(essay: Essay, document: Document) -> Report:
    """Return whether each picture's text alternative is in the structure tree."""
    alts = Counter(folded(figure.alt) for figure in document.figures)
    cover = essay.metadata.cover.image if essay.metadata.cover else ""
    wanted = [asset for asset in essay.assets if asset.alt and not (cover and asset.href.startswith("cover."))]
    out = [
        Diagnostic(
            Severity.ERROR,
            "EP505",
            f"no tagged figure says “{_cut(asset.alt)}”",
            asset.place,
            "the picture is not on a page, or its text alternative was lost: build the file again",
        )
        for asset in wanted
        if not alts[folded(asset.alt)]
    ]
    return Report("pictures keep their text alternatives", tuple(out), len(wanted))


def _parted(item: Finding, whole: str) -> bool:
    """Return whether a block is all there, only parted by a note, or by several where it is longer than a page."""
    return not item.count or (len(item.block.text) > PAGE and not lost_words(item.block.words, whole))


def _front(essay: Essay) -> list[Block]:
    """Return the title, subtitle and names as blocks that stand anywhere."""
    data = essay.metadata
    texts = [("title", data.title), ("subtitle", data.subtitle)]
    texts += [("authors", person.name) for person in data.authors if person.role == "aut"]
    return [
        Block(key, (folded(text),), text, "p", data.place(key) or Place(essay.path), ordered=False)
        for key, text in texts
        if folded(text)
    ]


def _gathered(lost: Sequence[Finding], blocks: Sequence[Block]) -> Iterable[Finding]:
    """Yield the findings, those of blocks that follow each other as one: a table lost is one fault, not one a cell."""
    number = {id(block): i for i, block in enumerate(blocks)}
    group: list[Finding] = []
    for item in lost:
        if group and number[id(item.block)] != number[id(group[-1].block)] + 1:
            yield _joined(group)
            group = []
        group.append(item)
    if group:
        yield _joined(group)


def _joined(group: Sequence[Finding]) -> Finding:
    first = group[0]
    words = " ".join(item.missing for item in group).split()
    return Finding(first.block, " ".join(words[:8]), sum(item.count for item in group), first.before)


def _lost(item: Finding, essay: Essay) -> Diagnostic:
    after = f" after “{item.before}”" if item.before else ""
    # A short text, such as a number in a table, may well stand on a page, but not where it belongs.
    where = "is on no page" if len(folded(item.missing)) >= LONG // 2 else "is not on a page where the essay has it"
    more = f" (and {item.count - 8} words more)" if item.count > 8 else ""
    return Diagnostic(
        Severity.ERROR,
        "EP500",
        f"“{_cut(item.missing or item.block.words)}”{more}{after} {where}",
        item.block.place or Place(essay.path),
        APART if item.block.right_to_left else SWALLOWED,
    )


def _moved(item: Finding, essay: Essay) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        "EP501",
        f"“{_cut(item.block.words)}” is read in another place than the essay has it",
        item.block.place or Place(essay.path),
        "the order of the structure tree must be that of the essay",
    )


def _twice(
    blocks: Sequence[Block], noted: Sequence[Block], body: Stream, notes: Stream, essay: Essay
) -> Iterable[Diagnostic]:
    """Yield a diagnostic for each long piece that is read more often than the essay has it."""
    promised = "\n".join([*(block.text for block in (*blocks, *noted)), *_on_cover(essay)])
    read = body.text + "\n" + notes.text
    seen: set[str] = set()
    for block in (*blocks, *noted):
        for piece in block.pieces:
            if len(piece) < LONG or piece in seen or block.tag in REPEATED:
                continue
            seen.add(piece)
            if read.count(piece) > promised.count(piece):
                yield Diagnostic(
                    Severity.ERROR,
                    "EP502",
                    f"“{_cut(block.words)}” is read twice",
                    block.place or Place(essay.path),
                    "a copy of a text, such as a running head, must be an artifact",
                )


def _on_cover(essay: Essay) -> list[str]:
    """Return the words of the body that a spoiler cover says too: the heading from which nothing more is given away."""
    resume = essay.metadata.spoilers.resume if essay.metadata.spoilers else ""
    return [folded(heading.text) for heading in essay.headings if resume and heading.name == resume]


def _outside(page: Page, text: str) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        "EP503",
        f"{page.name}: “{text}” crosses the trim and would be cut off",
        hint="give a long word a place to break, or make the element narrower",
    )


def _hidden(page: Page, text: str) -> Diagnostic:
    return Diagnostic(
        Severity.ERROR,
        "EP503",
        f"{page.name}: “{text}” is clipped away or invisible",
        hint="let the box grow with its text (`overflow: visible`, no fixed height)",
    )


def _unmarked(document: Document) -> Iterable[Diagnostic]:
    unmarked = [run for run in document.artifacts if not run.artifact]
    for page in document.pages:
        loose = [run for run in unmarked if run.page == page.index]
        letters = sum(c.isalpha() for run in loose for c in run.text)
        if letters >= UNTAGGED:
            yield Diagnostic(
                Severity.ERROR,
                "EP504",
                f"{page.name}: “{_excerpt(run.text for run in loose)}” is neither tagged nor an artifact",
                hint="every piece of a page belongs to the structure tree or is marked as an artifact (PDF/UA-1, 7.1)",
            )


def _untagged_file() -> Diagnostic:
    return Diagnostic(
        Severity.ERROR, "EP504", "the file has no structure tree", hint="build it as an edition with PDF/UA-1"
    )


def _excerpt(texts: Iterable[str]) -> str:
    return _cut(" ".join("".join(texts).split()))


def _cut(text: str) -> str:
    return text if len(text) <= EXCERPT else text[: EXCERPT - 1].rstrip() + "…"
