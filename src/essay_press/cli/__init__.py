"""The command line: parse, call, print, exit code. The only package that imports Click or prints.

Whatever a command needs is imported when it runs, so that `--help` costs no more than Click itself.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from essay_press import __version__
from essay_press.cli.console import Console
from essay_press.errors import EssayPressError

__all__ = ["main"]

PATH = click.Path(path_type=Path)


def _output_options(command: Any) -> Any:
    """Add the options that say how a command speaks."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines."),
        click.option("--strict", is_flag=True, help="Treat warnings as errors."),
        click.option("-q", "--quiet", is_flag=True, help="Print errors only."),
        click.option("-v", "--verbose", is_flag=True, help="Print notes too, and how long each step took."),
    ):
        command = option(command)
    return command


def _design_options(command: Any) -> Any:
    """Add the options that choose a design."""
    for option in (
        click.option("--layout", default="", metavar="NAME", help="Set it in this layout (see `layouts`)."),
        click.option("--set", "options", multiple=True, metavar="NAME=VALUE", help="Set an option of the layout."),
        click.option("--no-check", is_flag=True, help="Leave out the checks on what was made."),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="essay-press")
def main() -> None:
    """Print an essay: one Markdown manuscript becomes typeset PDFs and an EPUB 3.

    Start with `essay-press new "My Title"`, write, then `essay-press build`.
    """


@main.command()
@click.argument("essay", type=PATH)
@click.option("-o", "--output", type=PATH, help="Write to this file.  [default: ESSAY-EDITION.pdf here]")
@click.option("-e", "--edition", default="a5", show_default=True, metavar="NAME", help="Which PDF edition.")
@_design_options
@_output_options
def pdf(essay: Path, output: Path | None, edition: str, **switches: Any) -> None:
    """Make one PDF of ESSAY."""
    sys.exit(_build((essay,), (edition,), output, Path(), kind="pdf", **switches))


@main.command()
@click.argument("essay", type=PATH)
@click.option("-o", "--output", type=PATH, help="Write to this file.  [default: ESSAY.epub here]")
@_design_options
@_output_options
def epub(essay: Path, output: Path | None, **switches: Any) -> None:
    """Make an EPUB 3 of ESSAY."""
    sys.exit(_build((essay,), ("epub",), output, Path(), kind="epub", **switches))


@main.command()
@click.argument("essays", nargs=-1, type=PATH)
@click.option("-e", "--edition", "editions", multiple=True, metavar="NAME", help="Only this edition; may be repeated.")
@click.option("-o", "--output", type=PATH, default=Path("build"), show_default=True, help="The folder to write to.")
@_design_options
@_output_options
def build(essays: tuple[Path, ...], editions: tuple[str, ...], output: Path, **switches: Any) -> None:
    """Make every edition that applies of each essay; ESSAYS are files or folders, `content` if none is given."""
    if not essays:
        if not Path("content").is_dir():
            message = "name an essay or a folder of essays: there is no folder `content` here"
            raise click.UsageError(message)
        essays = (Path("content"),)
    sys.exit(_build(essays, editions, None, output, **switches))


@main.command()
@click.argument("file", type=PATH)
@click.option("--against", type=PATH, metavar="ESSAY", help="Compare with this manuscript: words, quotes, spoilers.")
@click.option("-e", "--edition", default="", metavar="NAME", help="The edition it is, if its name does not tell.")
@click.option("--layout", default="", metavar="NAME", help="The layout that set it, if not the essay's or the default.")
@click.option("--slow", is_flag=True, help="Run the slow proofs too (EPUBCheck, which needs Java).")
@_output_options
def check(file: Path, against: Path | None, edition: str, layout: str, slow: bool, **switches: Any) -> None:
    """Prove a finished PDF or EPUB: it trusts nothing that the build said."""
    from essay_press.cli import checking

    console = Console(**_voice(switches))
    try:
        code = checking.run(console, file, against, edition, layout, slow=slow, strict=switches["strict"])
    except EssayPressError as error:
        code = console.failure(error)
    console.close(code)
    sys.exit(code)


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
def editions(as_json: bool) -> None:
    """List the editions, their pages and the layouts that set them."""
    from essay_press import editions as room

    console = Console(as_json=as_json)
    try:
        console.editions(room.load().values())
    except EssayPressError as error:
        sys.exit(console.failure(error))


@main.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")
def layouts(as_json: bool) -> None:
    """List the layouts and their options."""
    from essay_press import layouts as room

    console = Console(as_json=as_json)
    try:
        console.layouts(room.available(Path.cwd()))
    except EssayPressError as error:
        sys.exit(console.failure(error))


@main.command()
@click.argument("title")
@click.option("-o", "--output", type=PATH, help="Write to this file.  [default: content/<title>.md or <title>.md here]")
@click.option("--lang", default="en", show_default=True, help="The essay's language, as a BCP 47 tag.")
@click.option("--author", default="", help="The author's name.")
def new(title: str, output: Path | None, lang: str, author: str) -> None:
    """Begin an essay called TITLE: a manuscript with front matter to fill in. Never overwrites a file."""
    from essay_press.cli import beginning

    console = Console()
    try:
        path = beginning.write(title, output, lang, author)
    except EssayPressError as error:
        sys.exit(console.failure(error))
    click.echo(f"{path}\nWrite in it, then: essay-press build {path}")


def _voice(switches: dict[str, Any]) -> dict[str, bool]:
    """Return those switches that say how to speak."""
    return {name: switches[name] for name in ("as_json", "quiet", "verbose")}


def _build(
    essays: tuple[Path, ...], editions: tuple[str, ...], target: Path | None, out: Path, kind: str = "", **switches: Any
) -> int:
    """Build, print how each job ended, and return the exit status."""
    from essay_press import build as room
    from essay_press import editions as tables

    console = Console(**_voice(switches))
    if kind and editions[0] in tables.load() and tables.load()[editions[0]].format != kind:
        message = f"edition {editions[0]} is no {kind.upper()}; use `essay-press build -e {editions[0]}`"
        raise click.UsageError(message)
    request = room.Request(
        editions=editions,
        layout=switches["layout"],
        options=_options(switches["options"]),
        out=out,
        target=target,
        check=not switches["no_check"],
        strict=switches["strict"],
        project=Path.cwd(),
    )
    found, notes = room.essays_in(essays)
    console.say(notes)
    try:
        with console.progress(found, editions) as listener:
            outcomes = room.build(found, request, listener)
    except KeyboardInterrupt:
        return console.close(130)
    code = max((outcome.exit_code for outcome in outcomes), default=1)
    return console.close(code)


def _options(given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return `NAME=VALUE` texts as pairs; raises UsageError for one without an equals sign."""
    pairs = []
    for text in given:
        name, sign, value = text.partition("=")
        if not sign or not name:
            message = f"--set takes NAME=VALUE, not `{text}`"
            raise click.UsageError(message)
        pairs.append((name.strip().replace("-", "_"), value.strip()))
    return tuple(pairs)
