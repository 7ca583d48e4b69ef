"""`essay-press explain`: a code of a message in words, or the list of all codes."""

from __future__ import annotations

from essay_press import explanations
from essay_press.cli.console import Console
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import EssayPressError
from essay_press.explanations import Explanation

__all__ = ["run"]


def run(console: Console, codes: tuple[str, ...]) -> None:
    """Print what codes mean, or all of them in a list; raises EssayPressError for a code that no message has."""
    if not codes:
        console.codes(explanations.explanations())
        return
    found = [(code, explanations.explain(code)) for code in dict.fromkeys(codes)]
    unknown = [_unknown(code) for code, item in found if item is None]
    if unknown:
        raise EssayPressError(unknown)
    console.explained(tuple(item for _, item in found if item is not None))


def _unknown(code: str) -> Diagnostic:
    """Return the error about a code that no message has."""
    near = [_named(item) for item in explanations.near(code)]
    meant = f"did you mean {' or '.join([', '.join(near[:-1]), near[-1]] if near[1:] else near)}? " if near else ""
    hint = f"{meant}`essay-press explain` lists all codes"
    return Diagnostic(Severity.ERROR, "EP341", f"no message has the code `{code}`", None, hint)


def _named(item: Explanation) -> str:
    """Return a code with its title."""
    return f"{item.code} ({item.title})"
