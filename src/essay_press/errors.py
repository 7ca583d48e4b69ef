"""The exceptions of the house.

EssayPressError                    carries a tuple of diagnostics
 ├ ManuscriptError  EP1xx          missing title, bad front matter, missing image, quote not found
 ├ LayoutError      EP2xx          bad layout.toml, template error, missing font
 ├ EditionError     EP3xx          unknown edition, impossible mix
 │  └ MisfitError                  an essay that is too long for an edition
 ├ RenderError      EP4xx          the engine refused or dropped something
 ├ CheckError       EP5xx          a check found errors
 ├ ToolError        EP6xx          Java or a validator is missing or crashed
 └ LimitError       EP36x          a job wants more memory or time than it may use
"""

from __future__ import annotations

from collections.abc import Iterable

from essay_press.diagnostics import Diagnostic

__all__ = [
    "CheckError",
    "EditionError",
    "EssayPressError",
    "LayoutError",
    "LimitError",
    "ManuscriptError",
    "MisfitError",
    "RenderError",
    "ToolError",
]


class EssayPressError(Exception):
    """Something that stops a stage; `diagnostics` says what, where and how to mend it."""

    def __init__(self, diagnostics: Iterable[Diagnostic] | Diagnostic) -> None:
        """Keep the diagnostics, one or many, in the order found."""
        found = (diagnostics,) if isinstance(diagnostics, Diagnostic) else tuple(diagnostics)
        self.diagnostics: tuple[Diagnostic, ...] = found
        super().__init__("\n".join(str(item) for item in found))

    def __reduce__(self) -> tuple[type[EssayPressError], tuple[tuple[Diagnostic, ...]]]:
        """Pickle by diagnostics, so that a worker process can hand the error back."""
        return type(self), (self.diagnostics,)


class ManuscriptError(EssayPressError):
    """The manuscript cannot be read or contradicts itself (EP1xx)."""


class LayoutError(EssayPressError):
    """A layout, its templates or its fonts are broken (EP2xx)."""


class EditionError(EssayPressError):
    """An edition is unknown or cannot be built from this essay (EP3xx)."""


class MisfitError(EditionError):
    """An edition turns out not to apply when its pages are counted; the one diagnostic is the note that says so."""


class RenderError(EssayPressError):
    """The engine refused or dropped something (EP4xx)."""


class CheckError(EssayPressError):
    """A check found errors in a finished file (EP5xx)."""


class ToolError(EssayPressError):
    """A validator, or what it needs, is missing or crashed (EP6xx)."""


class LimitError(EssayPressError):
    """A job wants more memory or time than it may use (EP36x)."""
