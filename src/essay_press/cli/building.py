"""`essay-press build`, `pdf` and `epub`: what is asked for, built, and told as it ends."""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Any

import click

from essay_press.cli.console import Console
from essay_press.cli.options import named_values

__all__ = ["make", "one"]

GARBAGE = (200_000, 50, 50)
"""Measured: essays of 10,000 words take 0.84 to 0.91 of the time, books 0.95 to 0.98, and no more memory."""


def one(essay: Path, edition: str, output: Path | None, kind: str, switches: dict[str, Any]) -> None:
    """Build one edition, of format `kind`, of one essay, and end."""
    from essay_press import editions as tables

    if essay.is_dir():
        message = (
            f"{essay} is a folder; `essay-press build {essay} -e {edition}` makes this edition of each essay in it"
        )
        raise click.UsageError(message)
    if tables.named(edition, Path.cwd()).format != kind:
        message = f"edition {edition} is no {kind.upper()}; use `essay-press build {essay} -e {edition}`"
        raise click.UsageError(message)
    make((essay,), (edition,), output, Path(), switches)


def make(
    essays: tuple[Path, ...], editions: tuple[str, ...], target: Path | None, out: Path, switches: dict[str, Any]
) -> None:
    """Build, print how each job ended, and end with the exit status."""
    from essay_press import build as room
    from essay_press.build import quick as look
    from essay_press.cli import remembering, within

    # Fewer rounds of the garbage collector: a layout makes many objects that live until its end.
    gc.set_threshold(*GARBAGE)
    console = Console.of(switches)
    if quick := switches["quick"]:
        if switches.get("pages"):
            message = "--quick takes pages as they fall, and cannot fill a number of them; leave --pages out"
            raise click.UsageError(message)
        console.say([look.NOTICE])
    cache = remembering.opened(console, not (switches["no_cache"] or quick))
    if cache is not None:
        cache.sweep()
    remembering.watch(cache, essays)
    request = room.Request(
        editions=editions,
        layout=switches["layout"],
        options=named_values(switches["options"]),
        out=out,
        target=target,
        check=not (switches["no_check"] or quick),
        strict=switches["strict"],
        project=Path.cwd(),
        jobs=switches["jobs"] or room.cores(),
        limits=within.allowed(switches),
        pages=switches.get("pages"),
        cache=cache,
        fail_fast=switches.get("fail_fast", False),
        quick=quick,
    )
    found, notes = room.essays_in(essays)
    console.say(notes)
    code = room.EXIT_FAILED if any(item.severity == "error" for item in notes) or not found else 0
    found = _selected(found, switches, console)
    remembered = remembering.Outcomes(cache, found)
    with console.progress(found, request) as (on_outcome, on_start):
        for outcome in room.run(found, request, on_start, _runner(switches.get("executor") or "", request)):
            on_outcome(outcome)
            remembered.add(outcome)
            code = max(code, outcome.exit_code)
    code = console.close(code)
    if not code and not switches.get("since"):
        voice = {name: switches[name] for name in ("as_json", "quiet", "verbose")}
        remembering.answer(cache, voice, notes, remembered.kept)
    sys.exit(code)


def _runner(address: str, request: Any) -> Any:
    """Return what builds elsewhere than here, or None; raises UsageError for an address that is none."""
    if not address:
        return None
    from essay_press import cluster

    host = address.removeprefix(cluster.SCHEME)
    if not address.startswith(cluster.SCHEME) or not host.partition(":")[2].isdecimal():
        message = f"--executor takes the address of a scheduler, such as {cluster.SCHEME}host:8786, not `{address}`"
        raise click.UsageError(message)
    return cluster.Runner(address, request)


def _selected(found: tuple[Path, ...], switches: dict[str, Any], console: Console) -> tuple[Path, ...]:
    """Return those of the essays that are wanted: what has changed, and of that one part."""
    from essay_press.build import selection

    wanted = found
    if since := switches.get("since"):
        wanted = selection.changed(wanted, since, Path.cwd())
    if part := switches.get("shard"):
        wanted = selection.part(wanted, part)
    if found and not wanted:
        console.idle(f"nothing to build: none of {len(found)} essays is in this part, or has changed")
    return wanted
