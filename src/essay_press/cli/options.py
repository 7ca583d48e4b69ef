"""The options that several commands share: what a shell completes, how values are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

__all__ = [
    "EDITION",
    "JSON",
    "LAYOUT",
    "PAGES",
    "PATH",
    "SERVICE",
    "SHARD",
    "design_options",
    "limit_options",
    "named_values",
    "output_options",
]

# Whether a file is there and may be read, the rooms say better than Click does.
PATH = click.Path(path_type=Path, readable=False)
JSON = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of lines.")


def _known_editions(_: click.Context, __: click.Parameter, start: str) -> list[str]:
    """Return the editions that a shell may complete a word to."""
    from essay_press import editions as room

    return [name for name in room.load(Path.cwd()) if name.startswith(start)]


def _known_layouts(_: click.Context, __: click.Parameter, start: str) -> list[str]:
    """Return the layouts that a shell may complete a word to."""
    from essay_press import layouts as room

    return [name for name in room.names(Path.cwd()) if name.startswith(start)]


def _known_services(_: click.Context, __: click.Parameter, start: str) -> list[str]:
    """Return the services that a shell may complete a word to."""
    from essay_press import presets as room

    return [name for name, preset in room.load().items() if preset.service and name.startswith(start)]


EDITION: dict[str, Any] = {"metavar": "NAME", "shell_complete": _known_editions}
SERVICE: dict[str, Any] = {"metavar": "NAME", "shell_complete": _known_services}
LAYOUT: dict[str, Any] = {"default": "", "metavar": "NAME", "shell_complete": _known_layouts}


def output_options(command: Any) -> Any:
    """Add the options that say how a command speaks."""
    for option in (
        JSON,
        click.option("--strict", is_flag=True, help="Treat warnings as errors."),
        click.option("-q", "--quiet", is_flag=True, help="Print errors only."),
        click.option("-v", "--verbose", is_flag=True, help="Print notes too, and how long each edition took."),
    ):
        command = option(command)
    return command


def _page_count(_: click.Context, __: click.Parameter, value: str | None) -> Any:
    """Return the number of pages that is asked for; raises BadParameter for what is none."""
    from essay_press.model import page_count

    found = page_count(value) if value is not None else None
    if value is not None and found is None:
        message = f"a number of pages is wanted, such as 16, or multiple-of-4, not `{value}`"
        raise click.BadParameter(message)
    return found


def _shard(_: click.Context, __: click.Parameter, value: str | None) -> Any:
    """Return the part of the essays that is asked for; raises BadParameter for what is none."""
    from essay_press.build import selection

    found = selection.shard(value) if value is not None else None
    if value is not None and found is None:
        message = f"a part is wanted, such as 3/16 for the third of sixteen, not `{value}`"
        raise click.BadParameter(message)
    return found


SHARD = click.option(
    "--shard", callback=_shard, metavar="K/N", help="Only the Kth of N parts of the essays, such as 3/16."
)
PAGES = click.option(
    "--pages",
    callback=_page_count,
    metavar="N",
    help="Fill N pages, or a `multiple-of-4`, as far as the layout has leeway.",
)


def design_options(command: Any) -> Any:
    """Add the options that choose a design."""
    for option in (
        click.option("--layout", **LAYOUT, help="Set it in this layout (see `essay-press layouts`)."),
        click.option("--set", "options", multiple=True, metavar="NAME=VALUE", help="Set an option of the layout."),
        click.option("--quick", is_flag=True, help="Lay out once, for a quick look: nothing settled or checked."),
        click.option("--no-check", is_flag=True, help="Leave out the checks on what was made."),
        click.option("--no-cache", is_flag=True, help="Build anew what was built before, and keep nothing."),
        click.option(
            "-j", "--jobs", type=click.IntRange(1), metavar="N", help="Make N editions at once.  [default: cores]"
        ),
    ):
        command = option(command)
    return limit_options(command)


def limit_options(command: Any) -> Any:
    """Add the options that say how much a job may use: an edition, a check, an essay that is read."""
    for option in (
        click.option("--max-memory", type=click.IntRange(0), metavar="MB", help="Most memory for one job; 0: any."),
        click.option("--max-seconds", type=click.IntRange(0), metavar="N", help="Most computing for one; 0: any."),
    ):
        command = option(command)
    return command


def named_values(given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return `NAME=VALUE` texts as pairs; raises UsageError for one without an equals sign."""
    pairs = []
    for text in given:
        name, sign, value = text.partition("=")
        if not sign or not name.strip():
            message = f"--set takes NAME=VALUE, not `{text}`"
            raise click.UsageError(message)
        pairs.append((name.strip().replace("-", "_"), value.strip()))
    return tuple(pairs)
