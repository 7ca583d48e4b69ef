"""The group of commands: whatever goes wrong in one ends as words, or as JSON, and an exit status."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Sequence
from typing import Any

import click

from essay_press.cli import plain
from essay_press.cli.console import Console
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import EssayPressError

__all__ = ["Press"]

EXIT_USAGE, EXIT_STOPPED = 2, 130


class Press(click.Group):
    """A group whose commands never end in a traceback."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:  # Click's own type: what a command returns, when it is called from a program
        """Run a command and end with its exit status; from a program (`standalone_mode=False`), do as Click does."""
        if not standalone_mode:
            return super().main(args, prog_name, complete_var, standalone_mode, **extra)
        words = list(sys.argv[1:] if args is None else args)
        console = Console(as_json="--json" in words, verbose=bool({"-v", "--verbose"} & set(words)))
        _print_what_is_there()
        with plain.door():
            # What was typed is the context's object: an answer is kept under it (`remembering`).
            code = self._ended(console, args, prog_name, complete_var, {**extra, "obj": words})
        # A command that returns nothing went well.
        return sys.exit(code if isinstance(code, int) else 0)

    def _ended(
        self,
        console: Console,
        args: Sequence[str] | None,
        prog_name: str | None,
        complete_var: str | None,
        extra: dict[str, Any],
    ) -> Any:
        """Run a command and return its exit status, whatever goes wrong in it."""
        try:
            return super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.ClickException as error:
            return _usage(error, console)
        except click.Abort:
            click.echo("stopped: what was not finished is as it was before", err=True)
            return console.close(EXIT_STOPPED)
        except EssayPressError as error:
            return console.close(console.failure(error))
        except Exception as error:
            return console.close(_fault(error, console))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that `args` begins with; raises UsageError with the nearest name when there is none."""
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            from essay_press.suggest import nearest

            near = nearest(args[0], self.list_commands(ctx))
            hint = f"did you mean `{near}`?" if near else f"there are {', '.join(self.list_commands(ctx))}"
            message = f"there is no command `{args[0]}`; {hint}"
            raise click.UsageError(message, ctx)
        return super().resolve_command(ctx, args)


def _print_what_is_there() -> None:
    """Print a character that the terminal's encoding lacks as an escape, rather than fail on it."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


def _usage(error: click.ClickException, console: Console) -> int:
    """Print what is wrong with a command line, and return the exit status."""
    if not console.speaks_json:
        error.show()
        return error.exit_code
    context = getattr(error, "ctx", None)
    hint = f"see `{context.command_path} --help`" if context else ""
    console.say([Diagnostic(Severity.ERROR, "EP340", error.format_message(), None, hint)])
    return console.close(EXIT_USAGE)


def _fault(error: Exception, console: Console) -> int:
    """Print a fault of the program itself, and return the exit status."""
    hint = "this is a fault of essay-press: run again with --verbose and report what it prints"
    console.say(
        [
            Diagnostic(Severity.ERROR, "EP349", f"{type(error).__name__}: {error}", None, hint),
            Diagnostic(Severity.NOTE, "EP349", "".join(traceback.format_exception(error)).rstrip()),
        ]
    )
    return 1
