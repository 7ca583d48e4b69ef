"""A real reading engine, foliate-js (MIT) in headless Chromium: what a reader gets by day, by night and on a click.

`reading_engine.mjs` opens the books and says what it saw; what is right is decided here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from essay_press.check.report import Report
from essay_press.check.tools import programs
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import ToolError

__all__ = ["CONTRAST", "NAME", "judge", "missing", "run", "version"]

NAME = "foliate-js in Chromium"
CONTRAST = 4.5
"""The least contrast of text with its ground, by day and by night (WCAG 2.2, 1.4.3)."""
SHOWN = 10
_SCRIPT = Path(__file__).with_name("reading_engine.mjs")
_SCHEMES = ("light", "dark")
_LISTS = {"toc": "contents", "landmarks": "landmarks", "pages": "page list"}
_SECONDS_PER_BOOK, _SECONDS = 120, 60


def missing() -> str:
    """Return why the reading engine cannot run, or an empty text."""
    packages = all(map(programs.package, ("foliate-js/view.js", "playwright-core/package.json")))
    there = packages and programs.find("node") and programs.browser()
    return "" if there else programs.get(NAME, "Node.js", "a Chromium", "its npm packages")


def version() -> str:
    """Return the versions of the engine and of the browser."""
    manifest = programs.package("foliate-js/package.json")
    if missing() or manifest is None:
        return ""
    number = json.loads(manifest.read_text(encoding="utf-8"))["version"]
    return f"foliate-js {number}, {programs.version(programs.browser(), '--version') or 'Chromium'}"


def run(books: Sequence[Path], pictures: Path | None = None) -> tuple[Report, ...]:
    """Return a report per book, all from one browser; `examined` counts documents, links, pages and notes.

    `pictures` is a folder for screenshots of each document by day and by night, `BOOK-SCHEME-DOCUMENT.png` by their
    numbers from 0. Raises ToolError when the engine breaks down.
    """
    reason = missing()
    if reason or not books:
        return tuple(Report(NAME, not_run=reason) for _ in books)
    command = [programs.find("node"), str(_SCRIPT), str(programs.folder()), programs.browser()]
    names = [str(book.resolve()) for book in books]
    seconds = _SECONDS + _SECONDS_PER_BOOK * len(books)
    done = programs.run([*command, str(pictures or "-"), *names], NAME, "EP632", seconds)
    try:
        answers = json.loads(done.stdout)["books"]
        if [answer["book"] for answer in answers] != names:
            raise ValueError
        return tuple(judge(answer) for answer in answers)
    except (KeyError, TypeError, ValueError) as fault:
        raise ToolError(programs.failure("EP632", f"{NAME} gave no answer to every book", done)) from fault


def judge(seen: Mapping[str, Any]) -> Report:
    """Return what is wrong with a book, by what the engine saw of it."""
    if "error" in seen:
        return Report(NAME, (_wrong(f"the engine cannot open the book: {seen['error']}"),))
    links = [(name, entry) for key, name in _LISTS.items() for entry in seen[key]]
    wrong = [f"{name}: “{entry['label']}” leads nowhere" for name, entry in links if not entry["arrived"]]
    if not seen["toc"]:
        wrong.append("the engine finds no table of contents")
    wrong += [
        f"note {note['call']}: the box shows “{(note['shown'] or 'nothing')[:60]}”, not “{note['expected'][:60]}”"
        for note in seen["notes"]
        if not note["expected"] or note["shown"] != note["expected"]
    ]
    for scheme in _SCHEMES:
        wrong += _documents(seen[scheme], scheme)
    wrong += _faces(seen["light"])
    wrong += [f"a request outside the book: {address}" for address in dict.fromkeys(seen["outside"])]
    wrong += [f"the browser reports: {message}" for message in dict.fromkeys(seen["console"])]
    if len(wrong) > SHOWN:
        wrong[SHOWN:] = [f"and {len(wrong) - SHOWN} findings more"]
    examined = len(_SCHEMES) * len(seen["sections"]) + len(links) + len(seen["notes"])
    return Report(NAME, tuple(map(_wrong, wrong)), examined)


def _documents(documents: Sequence[Mapping[str, Any]], scheme: str) -> list[str]:
    """Return what is wrong with the documents of a book by day or by night."""
    wrong = []
    for item in documents:
        where = f"{item['id']}, {scheme}"
        if not item["text"] and not item["images"]:
            wrong.append(f"{where}: nothing to be seen")
        if item["hidden"]:
            wrong.append(f"{where}: {item['hidden']} letters of a hidden list are shown")
        lowest = item["lowest"]
        if lowest and lowest["ratio"] < CONTRAST:
            wrong.append(f"{where}: “{lowest['text']}” has a contrast of {lowest['ratio']:.1f} to 1 with its ground")
        wrong += [f"{where}: picture {image['src']} is not shown" for image in item["images"] if not image["width"]]
        wrong += [f"{where}: {face['face']} cannot be loaded" for face in item["fonts"] if face["status"] == "error"]
    return wrong


def _faces(documents: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the faces of a book that no document of it makes the engine load."""
    faces = {face["face"] for item in documents for face in item["fonts"]}
    loaded = {face["face"] for item in documents for face in item["fonts"] if face["status"] == "loaded"}
    return [f"no text is set in {face}, which the book carries" for face in sorted(faces - loaded)]


def _wrong(message: str) -> Diagnostic:
    return Diagnostic(Severity.ERROR, "EP633", message, hint="open the book in a reading app and look")
