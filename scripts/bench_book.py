"""Time a whole book as a draft beside its peers: `python scripts/bench_book.py FOLDER` of Markdown essays.

All essays of the folder are put into one manuscript, a chapter each. Every program runs once a round, one after the
other, in a process of its own from a cold start; printed are medians, ratios taken round by round, and the most memory
that one process had. The engine and the browsers get the draft's own HTML and sheets, TeX the text by way of pandoc.
What is not installed, or fails, is left out and told. Browsers work in processes that end on their own: their CPU
seconds and memory are those of the first alone. `--tagged` adds the same book in a5, which takes minutes.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pypandoc

from bench import BIN, PRESS, ROOT, Goal, Runner, engine_html

__all__ = ["book", "main"]

FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
TITLE = re.compile(r"^title: *\"?(.*?)\"?$", re.MULTILINE)
HEAD = "title: A Book\nauthor: Several\nlang: en\ndate: 2026-01-01\nlayout:\n  name: classic\n  chapters: true\n"
MEGABYTES = 150
WHOLE = 0.6
"""The share of our pages that others, with margins and type of their own, need at least for the same text."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
NO_BOX = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"]


def book(folder: Path) -> str:
    """Return one manuscript of all essays of a folder, each a chapter; its notes get names of their own."""
    parts = [f"---\n{HEAD}---\n"]
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        front = FRONT.match(text)
        title = TITLE.search(front[1]) if front else None
        body = FRONT.sub("", text).strip().replace("[^", f"[^{path.stem}-")
        # A chapter's own headings go below it.
        body = re.sub(r"^(#{1,5}) ", r"#\1 ", body, flags=re.MULTILINE)
        parts.append(f"## {title[1] if title else path.stem}\n\n{body}\n")
    return "\n".join(parts)


def main() -> int:
    """Run the rounds, print the table, write JSON; return 1 when a goal is missed and `--strict` was given."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, help="a folder of manuscripts")
    parser.add_argument("-n", type=int, default=3, help="rounds (default 3)")
    parser.add_argument("--tagged", action="store_true", help="the same book in a5 too")
    parser.add_argument("--strict", action="store_true", help="fail when a goal is missed")
    parser.add_argument("--json", type=Path, default=ROOT / "build" / "bench-book.json", help="where to write JSON")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        goals, pages, left_out = _rounds(Path(name), given.folder, given.n, tagged=given.tagged)
    found = {id(one): one for goal in goals for one in (goal.own, goal.peer) if one is not None}
    rows = [one.row() | {"pages": pages[one.name]} for one in found.values()]
    _print(rows, goals, left_out)
    given.json.parent.mkdir(parents=True, exist_ok=True)
    told = {"rounds": given.n, "cores": os.cpu_count(), "runs": rows, "left_out": left_out}
    entries = [goal.entry() for goal in goals]
    given.json.write_text(json.dumps({**told, "goals": entries}, indent=2) + "\n", encoding="utf-8")
    return int(given.strict and not all(entry["met"] for entry in entries))


def _rounds(
    place: Path, folder: Path, rounds: int, *, tagged: bool
) -> tuple[list[Goal], dict[str, int], dict[str, str]]:
    """Return the goals, each with its runs; how many pages each program made; which were left out, with the reason."""
    path = place / "book.md"
    path.write_text(book(folder), encoding="utf-8")
    draft, whole = (_own(path, place, edition) for edition in ("draft", "a5"))
    peers, left_out = _peers(path, place)
    own = [draft, whole] if tagged else [draft]
    for _ in range(rounds):
        for one in [*own, *peers]:
            if one.name in left_out:
                continue
            try:
                one.run(count=True)
            except RuntimeError as error:
                if one in own:
                    raise
                left_out[one.name] = str(error)
    pages = {one.name: _pages(one, place) for one in [*own, *peers] if one.name not in left_out}
    # A browser that has not read all yet prints what it has.
    few = {name: made for name, made in pages.items() if made < WHOLE * pages[draft.name]}
    left_out |= {name: f"it has made {made} pages of about {pages[draft.name]}" for name, made in few.items()}
    there = [one for one in peers if one.name not in left_out]
    most = {peer.name: 0.5 if peer.name == ENGINE else 1.0 for peer in there}
    goals = [Goal("a book as a draft", draft, peer, most[peer.name]) for peer in there]
    goals.append(Goal("a book as a draft", draft, None, MEGABYTES))
    engine = next((one for one in there if one.name == ENGINE), None)
    if tagged and engine is not None:
        goals.append(Goal("a book in a5, tagged and settled", whole, engine, 0.5))
        goals.append(Goal("a book in a5, tagged and settled", whole, None, MEGABYTES))
    return goals, pages, left_out


def _pages(one: Runner, place: Path) -> int:
    """Return how many pages the file has that a command has written, the last of its words that ends in `.pdf`."""
    named = [word.rpartition("=")[2] for word in one.command if word.endswith(".pdf")]
    path = Path(named[-1]) if named else place / "out" / f"book-{one.name.rpartition(' ')[2]}.pdf"
    with pikepdf.open(path) as found:
        return len(found.pages)


def _own(path: Path, place: Path, edition: str) -> Runner:
    """Return the run of ours."""
    words = ["build", str(path), "-e", edition, "-o", str(place / "out"), "--no-cache", "--no-check"]
    return Runner(f"essay-press build -e {edition}", [PRESS, *words], place)


# ---------------------------------------------------------------- the others
ENGINE = "weasyprint, same HTML and CSS"


def _peers(path: Path, place: Path) -> tuple[list[Runner], dict[str, str]]:
    """Return the runs of the others, and those that are not installed."""
    html = place / "book.html"
    html.write_text(engine_html(path, "draft"), encoding="utf-8")
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    paged = shutil.which("pagedjs-cli")
    commands: dict[str, list[str] | None] = {
        ENGINE: [str(BIN / "weasyprint"), str(html), str(place / "engine.pdf")],
        "Chromium, same HTML and CSS": [
            browser,
            *NO_BOX,
            f"--user-data-dir={place / 'profile'}",
            f"--print-to-pdf={place / 'browser.pdf'}",
            html.as_uri(),
        ]
        if browser
        else None,
        "Paged.js, same HTML and CSS": [
            paged,
            *("--browserArgs", "--no-sandbox", "-t", "600000", str(html), "-o", str(place / "paged.pdf")),
        ]
        if paged
        else None,
    }
    for engine in ("xelatex", "lualatex"):
        commands[f"pandoc and {engine}"] = list(_tex(path, place, engine)) if shutil.which(engine) else None
    runners = [Runner(name, command, place) for name, command in commands.items() if command is not None]
    return runners, {name: "not installed" for name, command in commands.items() if command is None}


def _tex(path: Path, place: Path, engine: str) -> Iterator[str]:
    """Yield the command that sets the book in TeX, on a page of the same size."""
    size = "geometry:paperwidth=148mm,paperheight=210mm,inner=18mm,outer=17mm,top=21mm,bottom=25mm"
    yield from (pypandoc.get_pandoc_path(), f"--pdf-engine={engine}", "-V", "documentclass=book", "-V", size)
    yield from ("-V", "fontsize=11pt", "--top-level-division=chapter", str(path), "-o", str(place / f"{engine}.pdf"))


def _print(rows: list[dict[str, Any]], goals: list[Goal], left_out: dict[str, str]) -> None:
    """Print what each took, each goal, and what was left out."""
    sys.stdout.write(f"{'':40}{'wall s':>9}{'CPU s':>8}{'MB':>7}{'pages':>7}\n")
    for row in rows:
        sys.stdout.write(f"{row['name']:40}{row['wall']:9.2f}{row['cpu']:8.2f}{row['memory']:7.0f}{row['pages']:7}\n")
    sys.stdout.write("\n")
    for goal in goals:
        sys.stdout.write(goal.line())
    for name, why in left_out.items():
        sys.stdout.write(f"left out: {name}: {why}\n")


if __name__ == "__main__":
    sys.exit(main())
