"""Time essay-press beside its peers, whole processes from a cold start, and hold it to its goals: `make bench`.

Each round runs every command once, one after the other, so that a machine whose speed drifts treats all alike. Printed
are medians, and ratios taken round by round, each beside the goal that it has to reach. Peak memory is that of the
largest single process. `--quick` leaves out what takes minutes: an archive of 500 essays and how it scales; `--only`
measures the rows alone whose name holds a word.

"Core" is `essay-press --quick`: one layout with the engine's own lines. It leaves out settling (the place of quotes,
notes, figures and facing pages), chosen lines, the EPUB's cover picture and page list, what a standard asks of a file,
and all checks. Modules are compiled, as an installer compiles them, whatever the environment says.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypandoc

__all__ = ["BIN", "PRESS", "ROOT", "Goal", "Runner", "engine_html", "main"]

ROOT = Path(__file__).resolve().parent.parent
ESSAY = ROOT / "content" / "whiplash.md"
BIN = Path(sys.executable).parent
PRESS = str(BIN / "essay-press")
# The editions that need no colour conversion, and the EPUB.
PLAIN = ("a4", "letter", "a5", "screen", "large-print", "archive", "booklet-a4", "booklet-letter", "epub")
THREE = "3 essays, all editions"
MANY = 500
SOME = 24
ARCHIVE = (f"nothing to do, {MANY} essays", f"1 of {MANY} essays changed", f"{SOME} essays on cores, memory")
CSS = """
@page { size: 148mm 210mm; margin: 21mm 17mm 25mm 18mm; @bottom-center { content: counter(page) } }
@font-face { font-family: Book; src: url(%(fonts)s/EBGaramond_400Regular.ttf) }
@font-face { font-family: Book; font-style: italic; src: url(%(fonts)s/EBGaramond_400Regular_Italic.ttf) }
html { font: 11pt/15pt Book; hyphens: auto; text-align: justify } p { margin: 0; text-indent: 1.3em }
"""
# Whoever installs with pip has compiled modules; without this, ours alone would be compiled at each start. Taken before
# our engine is loaded, which shows this process our faces alone: a browser that saw no others would set little text.
COMPILED = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
TYPST = "import sys, typst; typst.compile(sys.argv[1], output=sys.argv[2])"


@dataclass(slots=True)
class Runner:
    """A command and what its runs took: wall seconds, CPU seconds, peak memory in MB. `before` runs first, untimed."""

    name: str
    command: list[str]
    folder: Path
    before: Callable[[], object] = field(default=lambda: None)
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def run(self, *, count: bool) -> None:
        """Run the command once, its output thrown away; raise when it fails."""
        self.before()
        start = time.perf_counter()
        here = Path.cwd()
        os.chdir(self.folder)
        # Spawned, not forked: else the memory of this process would count as the command's.
        child = os.posix_spawnp(
            self.command[0],
            self.command,
            COMPILED | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
            file_actions=[(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)],
        )
        os.chdir(here)
        _, status, usage = os.wait4(child, 0)
        if status:
            message = f"{self.name} failed: {' '.join(self.command)}"
            raise RuntimeError(message)
        if count:
            self.wall.append(time.perf_counter() - start)
            self.cpu.append(usage.ru_utime + usage.ru_stime)
            self.memory.append(usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 1000))

    def row(self) -> dict[str, Any]:
        """Return its name and the medians of its runs, as JSON has them."""
        return {"name": self.name, **{key: statistics.median(getattr(self, key)) for key in ("wall", "cpu", "memory")}}


@dataclass(frozen=True, slots=True)
class Goal:
    """What `own` may take at most: so many times the wall time of `peer`, so many MB. `factor` divides the ratio."""

    name: str
    own: Runner
    peer: Runner | None
    most: float
    of: str = "wall"

    def measured(self) -> float:
        """Return the median ratio, or the median peak memory where there is no peer."""
        if self.peer is None:
            return statistics.median(self.own.memory)
        pairs = zip(getattr(self.own, self.of), getattr(self.peer, self.of), strict=True)
        ratios: list[float] = [own / other for own, other in pairs]
        return statistics.median(ratios)

    def entry(self) -> dict[str, object]:
        """Return the row as JSON has it."""
        found = self.measured()
        unit = "x" if self.peer is not None else "MB"
        peer = self.peer.name if self.peer is not None else None
        told: dict[str, object] = {
            "goal": self.name,
            "peer": peer,
            "most": self.most,
            "measured": round(found, 3),
            "unit": unit,
        }
        return told | {"met": found <= self.most}

    def line(self) -> str:
        """Return the row as it is printed: what is held against what, what it may be and is."""
        entry = self.entry()
        against = f" / {self.peer.name}" if self.peer is not None else ", peak memory"
        met = "" if entry["met"] else "  missed"
        said = f"{self.most:7.2f}{entry['unit']:<2}{self.measured():6.2f}{entry['unit']}{met}"
        return f"{self.name + against:72}{said}\n"


def main() -> int:
    """Run the rounds, print the tables, write JSON; return 1 when a goal is missed and `--strict` was given."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("-n", type=int, default=5, help="rounds (default 5)")
    parser.add_argument("--quick", action="store_true", help="without the archive")
    parser.add_argument("--only", default="", metavar="WORD", help="only the rows whose name holds this")
    parser.add_argument("--strict", action="store_true", help="fail when a goal is missed")
    parser.add_argument("--json", type=Path, default=ROOT / "build" / "bench.json", help="where to write JSON")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        goals = _essay(Path(name))
        if given.only in f"nothing to do, {THREE}":  # to be built first, which takes a while
            goals += _nothing(Path(name), [ROOT / "content"], THREE, 3.0)
        if not given.quick and (not given.only or any(given.only in row for row in ARCHIVE)):
            goals += _archive(Path(name))
        goals = [goal for goal in goals if given.only in goal.name]
        if not goals:
            parser.error(f"no row has `{given.only}` in its name")
        found = list({id(each): each for goal in goals for each in (goal.peer, goal.own) if each is not None}.values())
        found += _yardstick(Path(name))
        for round_ in range(given.n + 1):
            for runner in found:
                runner.run(count=round_ > 0)
    _print(found, goals)
    given.json.parent.mkdir(parents=True, exist_ok=True)
    body = {
        "rounds": given.n,
        "cores": os.cpu_count(),
        "runs": [each.row() for each in found],
        "goals": [goal.entry() for goal in goals],
    }
    given.json.write_text(json.dumps(body, indent=2) + "\n", encoding="utf-8")
    return int(given.strict and not all(goal.entry()["met"] for goal in goals))


def _print(runners: list[Runner], goals: list[Goal]) -> None:
    """Print what each command took, then each goal and whether it is met."""
    sys.stdout.write(f"{'':52}{'wall s':>9}{'CPU s':>8}{'MB':>7}\n")
    for row in (runner.row() for runner in runners):
        sys.stdout.write(f"{row['name']:52}{row['wall']:9.3f}{row['cpu']:8.2f}{row['memory']:7.0f}\n")
    sys.stdout.write(f"\n{'':72}{'goal':>8}{'is':>8}\n")
    for goal in goals:
        sys.stdout.write(goal.line())


# ---------------------------------------------------------------- one essay
def _essay(folder: Path) -> list[Goal]:
    """Return the goals for one essay: all its editions, one PDF, one EPUB."""
    plain, css, html = folder / "plain.md", folder / "book.css", folder / "own.html"
    plain.write_text(_plain(ESSAY.read_text(encoding="utf-8")), encoding="utf-8")
    css.write_text(CSS % {"fonts": (ROOT / "fonts" / "eb-garamond").as_uri()}, encoding="utf-8")
    html.write_text(engine_html(ESSAY, "a5"), encoding="utf-8")
    pandoc = pypandoc.get_pandoc_path()
    options = ["--pdf-engine=weasyprint", f"--css={css}", "-s", str(plain), "-o", str(folder / "p.pdf")]

    def own(name: str, *words: str) -> Runner:
        return Runner(f"essay-press {name}", [PRESS, *words, "--no-cache"], ROOT)

    to_pdf = Runner("pandoc --pdf-engine=weasyprint", [pandoc, *options], folder)
    to_epub = Runner("pandoc -t epub3", [pandoc, "-t", "epub3", str(plain), "-o", str(folder / "p.epub")], folder)
    engine = Runner(
        "weasyprint, same HTML and CSS", [str(BIN / "weasyprint"), str(html), str(folder / "w.pdf")], folder
    )
    editions = [word for name in PLAIN for word in ("-e", name)]
    build = ["build", str(ESSAY), *editions, "-o", str(folder / "all")]
    core = own(f"build, {len(PLAIN)} editions, --quick", *build, "--quick")
    whole = own(f"build, {len(PLAIN)} editions", *build)
    pdf = ["pdf", str(ESSAY), "-o", str(folder / "e.pdf")]
    one, checked = own("pdf --quick", *pdf, "--quick"), own("pdf", *pdf)
    bare = own("epub --quick", "epub", str(ESSAY), "-o", str(folder / "b.epub"), "--quick")
    epub = own("epub", "epub", str(ESSAY), "-o", str(folder / "e.epub"))
    return [
        Goal("8 PDFs + EPUB, core", core, to_pdf, 1.0),
        Goal("8 PDFs + EPUB, everything on", whole, to_pdf, 1.6),
        Goal("one PDF, core", one, engine, 0.6),
        Goal("one PDF, everything on", checked, engine, 0.9),
        Goal("one PDF, core", one, None, 70),
        Goal("one PDF, everything on", checked, None, 110),
        Goal("EPUB, core", bare, to_epub, 3.0),
        Goal("EPUB, everything on", epub, to_epub, 8.0),
    ]


def _yardstick(folder: Path) -> list[Runner]:
    """Return what the field's fastest takes, where it is installed: one PDF of this text, by Typst."""
    if importlib.util.find_spec("typst") is None:
        return []
    source, plain = folder / "plain.typ", folder / "plain.md"
    subprocess.run([pypandoc.get_pandoc_path(), "-s", "-t", "typst", str(plain), "-o", str(source)], check=True)
    return [Runner("typst", [sys.executable, "-c", TYPST, str(source), str(folder / "t.pdf")], folder)]


def engine_html(path: Path, name: str) -> str:
    """Return an edition as one file of HTML, for the engine alone: the same text, sheets and faces."""
    from essay_press import build, editions, layouts
    from essay_press.compose import compose
    from essay_press.formats.pdf import document, faces, fetcher

    essay, edition = build.read(path), editions.named(name)
    layout = layouts.load(editions.choose_layout(edition, essay))
    options = layouts.choose_options(layout, essay.metadata, (), (), edition.options)
    composition = compose(essay, layout, edition, options)
    constraints = document.Constraints()
    sheets = [faces.sheet(layout.fonts), *(sheet.css for sheet in composition.stylesheets)]
    css = "\n".join([*sheets, document.page_sheet(composition, constraints)])
    for face in layout.fonts:
        css = css.replace(fetcher.font_url(face), face.path.as_uri())
    html = document.serialise(document.build(composition, constraints))
    return html.replace("</head>", f"<style>{css}</style></head>", 1)


# ---------------------------------------------------------------- nothing to do, and little
def _nothing(folder: Path, paths: list[Path], what: str, most: float, *words: str) -> list[Goal]:
    """Return the goal for a build that has nothing to do."""
    place = folder / what.partition(",")[0].replace(" ", "-")
    place.mkdir()
    for path in paths:
        shutil.copytree(path, place / "content")
    command = [PRESS, "build", *words]
    Runner("first build", command, place).run(count=False)
    Runner("second build", command, place).run(count=False)
    nothing = Runner("python -c pass", [sys.executable, "-c", "pass"], place)
    return [Goal(f"nothing to do, {what}", Runner(f"essay-press build, {what}", command, place), nothing, most)]


def _archive(folder: Path) -> list[Goal]:
    """Return the goals for an archive: nothing to do, one essay changed, and how the first build scales."""
    texts = folder / "many"
    texts.mkdir()
    for number in range(MANY):
        text = f"---\ntitle: Essay {number}\nauthor: A. Writer\ndate: 2026-01-01\n---\n\nIt is number {number}.\n"
        (texts / f"essay-{number:03}.md").write_text(text, encoding="utf-8")
    words = ("-e", "a5", "--no-check")
    goals = _nothing(folder, [texts], f"{MANY} essays", 6.0, *words)
    place, first = goals[0].own.folder, Path("content") / "essay-000.md"
    changes: Iterator[int] = iter(range(10_000))

    def change() -> None:
        text = (place / first).read_text(encoding="utf-8")
        (place / first).write_text(f"{text}\nAnd was changed, {next(changes)}.\n", encoding="utf-8")

    changed = Runner(f"essay-press build, 1 of {MANY} changed", [PRESS, "build", *words], place, change)
    alone = Runner("that essay alone", [PRESS, "build", str(first), *words, "--no-cache", "-o", "alone"], place)
    goals.append(Goal(f"1 of {MANY} essays changed", changed, alone, 1.3))
    some = folder / "some"
    some.mkdir()
    for number in range(SOME):
        shutil.copy(ROOT / "content" / "jetee.md", some / f"essay-{number:02}.md")
    shutil.copytree(ROOT / "content" / "images", some / "images")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    command = [PRESS, "build", str(some), "-e", "a5", "-e", "epub", "--no-check", "--no-cache", "-o", str(folder / "s")]
    serial = Runner(f"{SOME} essays, a5 + epub, --jobs 1", [*command, "--jobs", "1"], folder)
    parallel = Runner(f"{SOME} essays, a5 + epub, --jobs {cores}", [*command, "--jobs", str(cores)], folder)
    goals.append(Goal(f"{SOME} essays on {cores} cores", parallel, serial, round(1 / (0.9 * cores), 3)))
    few = Runner(
        "3 essays of these, a5 + epub", [PRESS, "build", *map(str, sorted(some.glob("*.md"))[:3]), *command[3:]], folder
    )
    goals.append(Goal(f"{SOME} essays, memory as of 3", parallel, few, 1.1, "memory"))
    return goals


def _plain(manuscript: str) -> str:
    """Return a manuscript without the marks that pandoc would take for something else."""
    body = manuscript.split("---\n", 2)[2]
    body = re.sub(r"\[([^\]]+)\]\{\.[^}]*\}", r"\1", body)
    body = re.sub(r"^:::.*$", "", body, flags=re.MULTILINE)
    return f"---\ntitle: Who Counts You In\nauthor: Judith Verrall\nlang: en-US\n---\n{body}"


if __name__ == "__main__":
    sys.exit(main())
