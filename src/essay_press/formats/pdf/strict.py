"""Nothing the engine says is lost: each record of WARNING or above becomes a diagnostic in a writer's words."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import RenderError
from essay_press.formats.pdf import wording
from essay_press.formats.pdf.engine import FatalURLFetchingError

if TYPE_CHECKING:
    from essay_press.formats.pdf.fetcher import LockedFetcher

__all__ = ["Log", "watch"]

_LOGGERS = ("weasyprint", "fontTools", "PIL")


class Log(logging.Handler):
    """What the engine said while it was watched; `reading` names the sheet that is being parsed."""

    def __init__(self, fetcher: LockedFetcher | None = None) -> None:
        """Start empty; refusals of `fetcher` count as said."""
        super().__init__(logging.WARNING)
        self._fetcher = fetcher
        self._sheet = ""
        self._found: dict[Diagnostic, None] = {}

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Return what was found, each once, in the order first said; the fetcher's refusals come last."""
        refusals = self._fetcher.diagnostics if self._fetcher else ()
        return tuple(dict.fromkeys((*self._found, *refusals)))

    @contextmanager
    def reading(self, sheet: str) -> Iterator[None]:
        """Give what is said inside the block a place in the style sheet called `sheet`.

        The engine tells line and column but no file, so each sheet is parsed by itself, inside this.
        """
        outer, self._sheet = self._sheet, sheet
        try:
            yield
        finally:
            self._sheet = outer

    def add(self, *diagnostics: Diagnostic) -> None:
        """Add findings of the house's own."""
        self._found.update(dict.fromkeys(diagnostics))

    def emit(self, record: logging.LogRecord) -> None:
        """Take one record of the engine."""
        severity = Severity.ERROR if record.levelno >= logging.ERROR else Severity.WARNING
        said = record.getMessage()
        finding = wording.explain(said if record.name == "weasyprint" else f"{record.name}: {said}", severity)
        place = Place(self._sheet, finding.line, finding.column) if self._sheet else None
        message = finding.message
        if place is None and finding.line:
            message = f"{message} (line {finding.line}, column {finding.column} of a style sheet)"
        self.add(Diagnostic(finding.severity, finding.code, message, place, finding.hint))


@contextmanager
def watch(fetcher: LockedFetcher | None = None) -> Iterator[Log]:
    """Yield the log of what the engine says inside the block; loggers are put back as they were, whatever happens.

    Watches nest: the innermost alone hears. A refused resource, which WeasyPrint raises as a BaseException, a document
    nested too deeply and a crash inside the engine leave the block as RenderError with everything said until then.
    """
    log = Log(fetcher)
    with _listening(log):
        try:
            yield log
        except FatalURLFetchingError as error:
            found = log.diagnostics or (Diagnostic(Severity.ERROR, "EP402", str(error)),)
            raise RenderError(found) from error
        except RecursionError as error:
            deep = Diagnostic(
                Severity.ERROR,
                "EP414",
                "the essay is nested too deeply to be laid out",
                hint="lists and quotations inside each other go about 60 levels deep at most",
            )
            raise RenderError((*log.diagnostics, deep)) from error
        except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError) as error:
            if not _is_the_engines(error):
                raise
            crash = Diagnostic(
                Severity.ERROR,
                "EP417",
                f"the layout engine broke down ({type(error).__name__}: {error})",
                hint="take out what was added last; if the layout is your own, its newest rule first",
            )
            raise RenderError((*log.diagnostics, crash)) from error


def _is_the_engines(error: BaseException) -> bool:
    """Return whether an exception was raised in WeasyPrint or below it: a mistake of the house keeps its traceback."""
    raised = [frame.f_globals.get("__name__", "") for frame, _ in traceback.walk_tb(error.__traceback__)]
    return any(str(name).partition(".")[0] == "weasyprint" for name in raised)


@contextmanager
def _listening(log: Log) -> Iterator[None]:
    """Send the engine's records to `log` alone, however the program that uses us has set up its logging."""
    loggers = [logging.getLogger(name) for name in _LOGGERS]
    before = [(item, item.handlers[:], item.level, item.propagate, item.disabled) for item in loggers]
    disabled = logging.root.manager.disable
    try:
        logging.disable(logging.NOTSET)
        for logger in loggers:
            logger.handlers = [log]
            logger.setLevel(logging.WARNING)
            logger.propagate, logger.disabled = False, False
        yield
    finally:
        for logger, handlers, level, propagate, was_disabled in before:
            logger.handlers = handlers
            logger.setLevel(level)
            logger.propagate, logger.disabled = propagate, was_disabled
        logging.disable(disabled)
