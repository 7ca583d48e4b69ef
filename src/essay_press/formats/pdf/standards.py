"""The PDF standards that an edition may ask for, together: `standards = ["pdf/a-2a", "pdf/ua-1"]`."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import RenderError
from essay_press.formats.pdf import pdfa, pdfua, pdfx
from essay_press.formats.pdf.standard import Standard

__all__ = ["STANDARDS", "choose", "claims", "variant"]

STANDARDS: dict[str, Standard] = {**pdfa.STANDARDS, **pdfua.STANDARDS, **pdfx.STANDARDS}


def choose(names: Iterable[str]) -> tuple[Standard, ...]:
    """Return the standards called `names`, the leading one first; raise RenderError when they exclude each other."""
    faults: list[Diagnostic] = []
    chosen: dict[str, Standard] = {}
    for name in dict.fromkeys(item.lower() for item in names):
        standard = STANDARDS.get(name)
        if standard is None:
            close = difflib.get_close_matches(name, STANDARDS, n=1)
            hint = f"did you mean `{close[0]}`?" if close else f"the standards are {', '.join(sorted(STANDARDS))}"
            faults.append(_fault(f"`{name}` is not a PDF standard that can be written", hint))
        elif standard.family in chosen:
            other = chosen[standard.family].name
            faults.append(_fault(f"a file cannot be `{other}` and `{name}` at once", "keep one of them"))
        else:
            chosen[standard.family] = standard
    if "x" in chosen and len(chosen) > 1:
        others = " and ".join(f"`{one.name}`" for family, one in chosen.items() if family != "x")
        message = f"a file for the press, `{chosen['x'].name}`, cannot be {others} as well"
        faults.append(_fault(message, "make two editions: on the press are neither links nor lights"))
    if faults:
        raise RenderError(faults)
    return tuple(sorted(chosen.values(), key=lambda standard: (-standard.rank, standard.name)))


def variant(names: Iterable[str]) -> str | None:
    """Return the variant to give the engine, at layout and at writing, or None for a plain PDF."""
    chosen = choose(names)
    return (chosen[0].variant or None) if chosen else None


def claims(names: Iterable[str]) -> str:
    """Return the XMP descriptions by which the file claims these standards."""
    chosen = choose(names)
    archival = any(standard.family == "a" for standard in chosen)
    parts = [standard.claim for standard in chosen]
    if archival:
        parts += [standard.schema for standard in chosen if standard.schema]
    return "\n".join(parts)


def _fault(message: str, hint: str) -> Diagnostic:
    """Return an error about the edition's list of standards."""
    return Diagnostic(Severity.ERROR, "EP416", message, hint=hint)
