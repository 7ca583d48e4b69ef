"""The report: `index.html`, one page a person can read, with nothing outside it, and `proof.json`, its twin."""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from essay_press import __version__, build, resources
from essay_press.check.tools import page_validation
from essay_press.diagnostics import Diagnostic, Severity
from proof.grid import Grid, grid, target
from proof.judging import LEFT_OUT
from proof.making import SHOWN
from proof.record import Cell, Fault, Mark, Tool, Verdict, as_json, verdict
from proof.spacing import measured, picture
from proof.spacing import sentence as spacing

__all__ = ["sentence", "write"]

FACES = (("EBGaramond_400Regular", "normal", 400), ("EBGaramond_400Regular_Italic", "italic", 400),
         ("EBGaramond_700Bold", "normal", 700))  # fmt: skip
LETTERS = "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x180)])) + "–—‘’“”•…·×−✓✕"
WORDS = {
    Mark.PASSED: ("passed", "good"),
    Mark.WARNED: ("passed, with warnings", "poor"),
    Mark.FAILED: ("failed", "bad"),
    Mark.SKIPPED: ("skipped", "soft"),
}


@dataclass(frozen=True, slots=True)
class _Judge:
    """A row of the table of validators."""

    name: str
    version: str
    concerns: str
    missing: str
    files: int
    left_out: int
    examined: int
    errors: int
    findings: int
    seconds: float


@dataclass(frozen=True, slots=True)
class _File:
    """What the page says of a file, or of one that could not be made."""

    cell: Cell
    target: str
    word: str
    colour: str
    facts: tuple[str, ...]
    link: str
    file: str
    errors: tuple[Diagnostic, ...]
    warnings: tuple[Diagnostic, ...]
    alts: tuple[str, ...]
    summary: str
    spaces: Markup
    spacing: str


def write(cells: Sequence[Cell], tools: Sequence[Tool], faults: Sequence[Fault], out: Path) -> None:
    """Write the report and its twin into `out`, each whole or not at all."""
    program = f"essay-press {__version__}"
    twin = as_json(cells, tools, faults, program, out)
    build.write((json.dumps(twin, ensure_ascii=False, indent=1) + "\n").encode(), out / "proof.json")
    build.write(_page(cells, tools, faults, program, out).encode(), out / "index.html")


def sentence(total: Verdict) -> str:
    """Return the outcome in a sentence."""
    if not total.built and not total.failed:
        return "Nothing was built, and nothing proved."
    if total.failed:
        files = total.built + total.unmade
        return f"{total.failed} of {files} {'file' if files == 1 else 'files'} failed."
    unproved = f" {len(total.not_run)} of the validators did not run." if total.not_run else ""
    return f"Every file passed every validator that ran.{unproved}"


def _page(cells: Sequence[Cell], tools: Sequence[Tool], faults: Sequence[Fault], program: str, out: Path) -> str:
    engine = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=False
    )
    total = verdict(cells, tools)
    return engine.get_template("report.html.jinja").render(
        verdict=sentence(total),
        total=total,
        program=program,
        judges=_judges(cells, tools),
        grids=_grids(cells),
        faults=faults,
        files=[_file(cell, out) for cell in cells if cell.mark != Mark.SKIPPED],
        faces=[{"style": style, "weight": weight, "data": _face(name)} for name, style, weight in FACES],
    )


def _grids(cells: Sequence[Cell]) -> list[Grid]:
    return [grid(name, [cell for cell in cells if cell.set == name]) for name in dict.fromkeys(c.set for c in cells)]


def _judges(cells: Iterable[Cell], tools: Sequence[Tool]) -> list[_Judge]:
    """Return a row for our own checks, for the validator that they carry, and for each outside one."""
    own = Tool("essay-press check", "text, notes, quotes, spoilers, fonts, pages, press, EPUB")
    carried = Tool(page_validation.TOOL, "PDF/A and PDF/UA")
    checks = [check for cell in cells for check in cell.checks]
    owner = {(id(check)): cell.path for cell in cells for check in cell.checks}
    rows = []
    for tool in (own, carried, *tools):
        name = "" if tool is own else tool.name
        mine = [check for check in checks if check.tool == name]
        ran = [check for check in mine if not check.report.not_run]
        left = {owner[id(check)] for check in mine if check.report.not_run == LEFT_OUT}
        missing = tool.missing or ("" if ran or tool is own else _reason(mine))
        rows.append(
            _Judge(
                name=tool.name, version=_number(tool), concerns=tool.concerns, missing=missing,
                files=len({owner[id(check)] for check in ran}), left_out=len(left),
                examined=sum(check.report.examined for check in ran),
                errors=sum(check.errors for check in ran),
                findings=sum(check.errors + check.warnings for check in ran), seconds=tool.seconds,
            )
        )  # fmt: skip
    return rows


def _reason(checks: Sequence[Any]) -> str:
    return next((check.report.not_run for check in checks if check.report.not_run), "there was no file for it")


def _number(tool: Tool) -> str:
    """Return a tool's version without its name, which stands beside it, and without what its packager adds."""
    text = re.sub(r"@[^\s,]+| built on .*|ebook-convert|\bv(?=\d)|[()]", "", tool.version)
    return " ".join(word for word in text.split() if word.casefold() not in tool.name.casefold())


def _file(cell: Cell, out: Path) -> _File:
    said = [*cell.said, *(item for check in cell.checks for item in check.report.diagnostics)]
    found = tuple(dict.fromkeys(said))
    ran = [check for check in cell.checks if not check.report.not_run]
    word, colour = WORDS[cell.mark]
    facts = (
        f"{cell.pages} pages" if cell.pages else "",
        f"{cell.size / 1000:,.0f} kB" if cell.size else "",
        ", ".join(cell.standards),
        f"made in {cell.seconds:.1f} s" if cell.seconds else "",
        f"SHA-256 {cell.sha256[:12]}" if cell.sha256 else "",
    )
    shown = f"the first {SHOWN} of {cell.pages} pages" if cell.pages > SHOWN else f"all {cell.pages} pages"
    set_ = measured(cell.checks)
    by_engine = (f"{cell.name}: its documents by day", f"{cell.name}: its documents by night")
    return _File(
        cell=cell, target=target(cell), word=word, colour=colour, facts=tuple(filter(None, facts)),
        link=cell.path.relative_to(out).as_posix() if cell.path else "", file=cell.path.name if cell.path else "",
        errors=tuple(item for item in found if item.severity is Severity.ERROR),
        warnings=tuple(item for item in found if item.severity is Severity.WARNING),
        alts=(f"{cell.name}: {shown}",) if cell.pages else by_engine,
        summary=f"{len(ran)} checks, {sum(check.report.examined for check in ran):,} things looked at"
        + (f", {len(cell.checks) - len(ran)} not run" if len(ran) < len(cell.checks) else ""),
        spaces=Markup(picture(set_)) if set_ else Markup(),  # drawn from numbers alone
        spacing=spacing(set_) if set_ else "",
    )  # fmt: skip


def _face(name: str) -> str:
    """Return a face with the letters that the report may need, as a data address."""
    options = subset.Options(layout_features=["kern", "liga", "lnum", "tnum", "onum", "pnum"], flavor="woff")
    # The face says when it was changed, not when it was cut down.
    font = TTFont(resources.root("fonts") / "eb-garamond" / f"{name}.ttf", recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text=LETTERS)
    cutter.subset(font)
    target_file = io.BytesIO()
    font.flavor = "woff"
    font.save(target_file)
    return f"data:font/woff;base64,{base64.b64encode(target_file.getvalue()).decode()}"
