"""Time essay-press beside its peers on one essay, whole processes from a cold start: `make bench`.

Each round runs every command once, one after the other, so that a machine whose speed drifts treats all alike. Printed
are medians, and ratios taken round by round. Peak memory is that of the largest single process.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import pypandoc

__all__ = ["main"]

ROOT = Path(__file__).resolve().parent.parent
ESSAY = ROOT / "content" / "whiplash.md"
BIN = Path(sys.executable).parent
CSS = """
@page { size: 148mm 210mm; margin: 21mm 17mm 25mm 18mm; @bottom-center { content: counter(page) } }
@font-face { font-family: Book; src: url(%(fonts)s/EBGaramond_400Regular.ttf) }
@font-face { font-family: Book; font-style: italic; src: url(%(fonts)s/EBGaramond_400Regular_Italic.ttf) }
html { font: 11pt/15pt Book; hyphens: auto; text-align: justify } p { margin: 0; text-indent: 1.3em }
"""


@dataclass(slots=True)
class Runner:
    """A command and what its runs took: wall seconds, CPU seconds, peak memory in MB."""

    name: str
    command: list[str]
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)

    def run(self, *, count: bool) -> None:
        """Run the command once, its output thrown away; raise when it fails."""
        start = time.perf_counter()
        child = os.posix_spawn(
            self.command[0],
            self.command,
            os.environ | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"},
            file_actions=[(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)],
        )
        _, status, usage = os.wait4(child, 0)
        if status:
            message = f"{self.name} failed: {' '.join(self.command)}"
            raise RuntimeError(message)
        if count:
            self.wall.append(time.perf_counter() - start)
            self.cpu.append(usage.ru_utime + usage.ru_stime)
            self.memory.append(usage.ru_maxrss / (2**20 if sys.platform == "darwin" else 1000))


def main() -> int:
    """Run the rounds and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("-n", type=int, default=7, help="rounds (default 7)")
    rounds = parser.parse_args().n
    with tempfile.TemporaryDirectory() as name:
        groups = _groups(Path(name))
        for round_ in range(rounds + 1):
            for group in groups:
                for runner in group:
                    runner.run(count=round_ > 0)
    for group in groups:
        peer = group[0]
        sys.stdout.write(f"\n{'':42}{'wall s':>8}{'CPU s':>8}{'MB':>7}{'wall':>8}{'CPU':>7}{'MB':>7}\n")
        for runner in group:
            ratios = [_ratio(getattr(runner, key), getattr(peer, key)) for key in ("wall", "cpu", "memory")]
            figures = [statistics.median(values) for values in (runner.wall, runner.cpu, runner.memory)]
            told = f"{figures[0]:8.2f}{figures[1]:8.2f}{figures[2]:7.0f}"
            sys.stdout.write(f"{runner.name:42}{told}{ratios[0]:7.2f}x{ratios[1]:6.2f}x{ratios[2]:6.2f}x\n")
    return 0


def _ratio(own: list[float], other: list[float]) -> float:
    """Return the median of the ratios taken round by round."""
    return statistics.median(mine / theirs for mine, theirs in zip(own, other, strict=True))


def _groups(folder: Path) -> list[list[Runner]]:
    """Return the commands to compare; the first of each group is the peer."""
    plain, css = folder / "plain.md", folder / "book.css"
    plain.write_text(_plain(ESSAY.read_text(encoding="utf-8")), encoding="utf-8")
    css.write_text(CSS % {"fonts": (ROOT / "fonts" / "eb-garamond").as_uri()}, encoding="utf-8")
    pandoc, press = pypandoc.get_pandoc_path(), str(BIN / "essay-press")
    pdf = ["--pdf-engine=weasyprint", f"--css={css}", "-s", str(plain), "-o", str(folder / "p.pdf")]
    epub = ["-t", "epub3", str(plain), "-o", str(folder / "p.epub")]
    own_pdf = [press, "pdf", str(ESSAY), "-o", str(folder / "e.pdf")]
    own_epub = [press, "epub", str(ESSAY), "-o", str(folder / "e.epub")]
    return [
        [
            Runner("pandoc --pdf-engine=weasyprint", [pandoc, *pdf]),
            Runner("essay-press pdf --no-check", [*own_pdf, "--no-check"]),
            Runner("essay-press pdf (checked)", own_pdf),
        ],
        [
            Runner("pandoc -t epub3", [pandoc, *epub]),
            Runner("essay-press epub --no-check (with a cover)", [*own_epub, "--no-check"]),
            Runner("essay-press epub (with a cover, checked)", own_epub),
        ],
    ]


def _plain(manuscript: str) -> str:
    """Return a manuscript without the marks that pandoc would take for something else."""
    body = manuscript.split("---\n", 2)[2]
    body = re.sub(r"\[([^\]]+)\]\{\.[^}]*\}", r"\1", body)
    body = re.sub(r"^:::.*$", "", body, flags=re.MULTILINE)
    return f"---\ntitle: Who Counts You In\nauthor: Judith Verrall\nlang: en-US\n---\n{body}"


if __name__ == "__main__":
    sys.exit(main())
