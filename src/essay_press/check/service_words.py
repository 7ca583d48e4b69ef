"""How the checks of a service speak: findings of one kind told once, with the pages on which they stand and a cure."""

from __future__ import annotations

from collections.abc import Iterable

from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.presets import Preset

__all__ = ["MM", "Findings", "not_run", "on_pages", "size"]

MM = 72 / 25.4
"""Points in a millimetre."""
SHOWN = 4  # pages named one by one


class Findings:
    """What a check found, gathered over the pages: one diagnostic for what is wrong in one way on several."""

    def __init__(self, preset: Preset, topic: str, code: str, severity: Severity = Severity.ERROR) -> None:
        """Take the name of the report and the code of what it finds."""
        self.name = f"{preset.name}: {topic}"
        self._code = code
        self._severity = severity
        self._pages: dict[tuple[str, str], list[int]] = {}

    def add(self, message: str, hint: str, page: int | None = None) -> None:
        """Add a finding; `{pages}` in its message stands for where it is, `page` counts from 0."""
        places = self._pages.setdefault((message, hint), [])
        if page is not None and page not in places:
            places.append(page)

    def report(self, examined: int) -> Report:
        """Return the report."""
        found = (
            Diagnostic(self._severity, self._code, message.replace("{pages}", on_pages(pages)), None, hint)
            for (message, hint), pages in self._pages.items()
        )
        return Report(self.name, tuple(found), examined)


def not_run(preset: Preset, topic: str, why: str) -> Report:
    """Return the report of a check that lacks something."""
    return Report(f"{preset.name}: {topic}", not_run=why)


def on_pages(pages: Iterable[int]) -> str:
    """Return pages, counted from 0, as a sentence names them: `page 3`, `pages 3, 5, 7, 9 and 12 more`."""
    numbers = [str(page + 1) for page in pages]
    if not numbers:
        return "the file"
    if len(numbers) == 1:
        return f"page {numbers[0]}"
    if len(numbers) <= SHOWN + 1:
        return f"pages {', '.join(numbers[:-1])} and {numbers[-1]}"
    return f"pages {', '.join(numbers[:SHOWN])} and {len(numbers) - SHOWN} more"


def size(width: float, height: float) -> str:
    """Return a size given in points, in mm."""
    return f"{width / MM:.1f} × {height / MM:.1f} mm"
