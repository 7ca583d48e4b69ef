"""The exit statuses of a command that builds or checks, and which failure has which."""

from __future__ import annotations

from essay_press.build.files import TARGET
from essay_press.build.limits import EXIT_LIMIT
from essay_press.diagnostics import errors_in
from essay_press.errors import EssayPressError, LimitError, RenderError, ToolError

__all__ = ["EXIT_FAILED", "EXIT_LIMIT", "EXIT_RENDERER", "EXIT_TOOL", "EXIT_USAGE", "exit_code"]

EXIT_FAILED, EXIT_USAGE, EXIT_RENDERER, EXIT_TOOL = 1, 2, 3, 4
# What a command line gets wrong: names and values that no file says, so that they have no place; and where to write.
USAGE = frozenset(
    {
        "EP136", "EP200", "EP205", "EP206", "EP300", "EP301", "EP338", "EP341", "EP344", "EP345", "EP346", "EP348",
        "EP370", "EP371", "EP372",
    }
)  # fmt: skip
LIMITS = frozenset({"EP362", "EP363", "EP364"})


def exit_code(error: EssayPressError) -> int:
    """Return the exit status that tells this kind of failure apart."""
    if isinstance(error, RenderError):
        return EXIT_RENDERER
    if isinstance(error, ToolError):
        return EXIT_TOOL
    found = errors_in(error.diagnostics)
    if isinstance(error, LimitError) or any(item.code in LIMITS for item in found):
        return EXIT_LIMIT
    usage = all(item.code == TARGET or (item.code in USAGE and item.place is None) for item in found)
    return EXIT_USAGE if found and usage else EXIT_FAILED
