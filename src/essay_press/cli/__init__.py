"""The command line: parse, call, print, exit code. The only package that imports Click or prints.

Whatever a command needs is imported when it runs, so that `--help` costs no more than Click itself.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from essay_press import __version__
from essay_press.cli import building
from essay_press.cli.console import Console
from essay_press.cli.options import (
    EDITION,
    JSON,
    LAYOUT,
    PAGES,
    PATH,
    SERVICE,
    SHARD,
    design_options,
    limit_options,
    named_values,
    output_options,
)
from essay_press.cli.press import Press

__all__ = ["main"]

MOST_SUGGESTED = 50


@click.group(cls=Press, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="essay-press")
def main() -> None:
    """Print an essay: one Markdown manuscript becomes typeset PDFs and an EPUB 3.

    Start with `essay-press new "My Title"`, write, then `essay-press build`.
    """


@main.command(short_help="Make one PDF of an essay.")
@click.argument("essay", type=PATH)
@click.option("-o", "--output", type=PATH, help="Write to this file.  [default: ESSAY-EDITION.pdf here]")
@click.option("-e", "--edition", default="a5", show_default=True, **EDITION, help="Which PDF edition.")
@PAGES
@design_options
@output_options
def pdf(essay: Path, output: Path | None, edition: str, **switches: Any) -> None:
    """Make one PDF of the manuscript ESSAY."""
    building.one(essay, edition, output, "pdf", switches)


@main.command(short_help="Make an EPUB 3 of an essay.")
@click.argument("essay", type=PATH)
@click.option("-o", "--output", type=PATH, help="Write to this file.  [default: ESSAY.epub here]")
@design_options
@output_options
def epub(essay: Path, output: Path | None, **switches: Any) -> None:
    """Make an EPUB 3 of the manuscript ESSAY."""
    building.one(essay, "epub", output, "epub", switches)


@main.command(short_help="Make every edition of every essay.")
@click.argument("essays", nargs=-1, type=PATH)
@click.option("-e", "--edition", "editions", multiple=True, **EDITION, help="Only this edition; may be repeated.")
@click.option("-o", "--output", type=PATH, default=Path("build"), show_default=True, help="The folder to write to.")
@PAGES
@SHARD
@click.option("--since", default="", metavar="REV", help="Only essays that differ from this revision in git.")
@click.option("--executor", default="", metavar="URL", help="Build on a cluster, such as dask://host:8786.")
@click.option("--fail-fast/--keep-going", help="Stop at the first that fails.  [default: keep going]")
@design_options
@output_options
def build(essays: tuple[Path, ...], editions: tuple[str, ...], output: Path, **switches: Any) -> None:
    """Make every edition that applies of each essay.

    ESSAYS are manuscripts or folders of them; without any, the folder `content`. A file that fails stops no other, and
    what was there before stays.
    """
    if not essays and not Path("content").is_dir():
        message = "name an essay or a folder of essays: there is no folder `content` here"
        raise click.UsageError(message)
    building.make(essays or (Path("content"),), editions, None, output, switches)


@main.command(short_help="Prove a finished PDF or EPUB.")
@click.argument("file", type=PATH)
@click.option("--against", type=PATH, metavar="ESSAY", help="Compare with this manuscript: words, quotes, spoilers.")
@click.option("-e", "--edition", default="", **EDITION, help="The edition it is, if its name does not tell.")
@click.option("--layout", **LAYOUT, help="The layout that set it, if not the essay's or the default.")
@click.option("--slow", is_flag=True, help="Ask outside programs too, where installed: EPUBCheck, Ghostscript.")
@click.option("--typography", is_flag=True, help="Show how the text is set: word spaces, hyphens, rivers, last lines.")
@click.option("--for", "services", multiple=True, **SERVICE, help="Say what this printer would; may be repeated.")
@click.option("--pages", type=click.IntRange(1), metavar="N", help="How many pages the book has, for its cover.")
@click.option("--no-cache", is_flag=True, help="Look anew at what was looked at before, and keep nothing.")
@limit_options
@output_options
def check(
    file: Path,
    against: Path | None,
    edition: str,
    layout: str,
    services: tuple[str, ...],
    pages: int | None,
    slow: bool,
    typography: bool,
    no_cache: bool,
    **switches: Any,
) -> None:
    """Prove the finished PDF or EPUB in FILE: nothing is believed that the build said.

    A check that lacks something, such as the essay to compare with, says "not run". With --for kdp (or ingramspark,
    lulu), FILE may be any PDF of pages or of a cover, and only what that printer asks for is looked at, unless
    --against names the essay as well. With --typography, how the text is set is measured on the page, whichever program
    made the file.
    """
    from essay_press.cli import checking

    console = Console.of(switches)
    wanted = checking.Wanted(against, edition, layout, services, pages or 0, not no_cache)
    code = checking.run(console, file, wanted, switches, slow=slow, typography=typography)
    sys.exit(console.close(code))


@main.command(short_help="Show all pages of an edition in one picture.")
@click.argument("file", type=PATH, metavar="ESSAY")
@click.option("-e", "--edition", default="", **EDITION, help="Which PDF edition.  [default: a5]")
@click.option("--layout", **LAYOUT, help="Set it in this layout (see `essay-press layouts`).")
@click.option("--set", "options", multiple=True, metavar="NAME=VALUE", help="Set an option of the layout.")
@click.option("-o", "--output", type=PATH, help="Write to this file.  [default: ESSAY-EDITION-proof.png here]")
@click.option("--overlay", is_flag=True, help="Draw trim, bleed, text block and baseline grid over the pages.")
@click.option("--pages", default="", metavar="PAGES", help="Only these pages of the file, such as 1-8 or 1-4,9-.")
@click.option("--columns", type=click.IntRange(1, 200), metavar="N", help="Spreads or pages in a row.  [default: fit]")
@click.option("--ppi", type=click.IntRange(20, 600), default=72, metavar="N", help="Pixels per inch.  [default: 72]")
@limit_options
@output_options
def proof(file: Path, **switches: Any) -> None:
    """Show all pages of ESSAY, a manuscript or a finished PDF, in one picture, as a reader holds them.

    A manuscript is set first; what is shown is not checked, `build` does that. Where one picture would be too large,
    there are several: NAME-1.png, NAME-2.png.
    """
    from essay_press.cli import proofing

    console = Console.of(switches)
    sys.exit(console.close(proofing.run(console, file, named_values(switches.pop("options")), switches)))


@main.command(short_help="List what an essay gives away, and where.")
@click.argument("essay", type=PATH)
@limit_options
@output_options
def spoilers(essay: Path, **switches: Any) -> None:
    """List what is marked as a spoiler in the manuscript ESSAY, which `terms` are not, and what each edition does.

    With --strict, a term that is not marked is an error.
    """
    from essay_press.cli import spoiling

    sys.exit(spoiling.run(Console.of(switches), essay, switches))


@main.command(short_help="List the editions.")
@JSON
def editions(as_json: bool) -> None:
    """List the editions, their pages and the layouts that set them."""
    from essay_press import editions as room

    Console(as_json=as_json).editions(room.load(Path.cwd()).values())


@main.command(short_help="Say what a code of a message means.")
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@JSON
def explain(codes: tuple[str, ...], as_json: bool) -> None:
    """Say what each CODE, such as EP512, means: what it is, why it matters, how it is cured.

    Without a code, list them all.
    """
    from essay_press.cli import explaining

    explaining.run(Console(as_json=as_json), codes)


@main.command(short_help="List the layouts and their options.")
@JSON
def layouts(as_json: bool) -> None:
    """List the layouts, the editions that they set, and their options."""
    from essay_press import editions as tables
    from essay_press import layouts as room

    found = room.available(Path.cwd())
    sets = {
        layout.name: [item.name for item in tables.load(Path.cwd()).values() if layout.name in item.layouts]
        for layout in found
    }
    Console(as_json=as_json).layouts(found, sets)


@main.command(short_help="Begin an essay.")
@click.argument("title")
@click.option("-o", "--output", type=PATH, help="Write to this file.  [default: content/<title>.md or <title>.md here]")
@click.option("--lang", default="en", show_default=True, help="The essay's language, as a BCP 47 tag.")
@click.option("--author", default="", help="The author's name.")
@JSON
def new(title: str, output: Path | None, lang: str, author: str, as_json: bool) -> None:
    """Begin an essay called TITLE: a manuscript with front matter to fill in. A file that is there is left alone."""
    from essay_press.cli import beginning

    Console(as_json=as_json).begun(beginning.write(title, output, lang, author))


@main.command(short_help="List the pull-quotes of an essay, or suggest some.")
@click.argument("essay", type=PATH)
@click.option("-e", "--edition", "editions", multiple=True, **EDITION, help="Only this edition; may be repeated.")
@click.option("--suggest", is_flag=True, help="Name sentences that could be pull-quotes, and why; make no pages.")
@click.option("--most", type=click.IntRange(1, MOST_SUGGESTED), default=5, show_default=True, help="Suggest so many.")
@click.option("--write", default="", metavar="N[,N...]", help="Mark suggestions of these numbers in the manuscript.")
@limit_options
@JSON
def quotes(
    essay: Path, editions: tuple[str, ...], suggest: bool, most: int, write: str, as_json: bool, **switches: Any
) -> None:
    """List the pull-quotes of the manuscript ESSAY: their lines and, in each PDF edition, page and distance.

    With --suggest, sentences that could be: never one that leans on its neighbours, nor from spoilers, quotations,
    verse, notes or code. Of two sentences in an essay, one that a reader lifted and one that he passed over, the order
    has the right one first in 80 of 100 pairs (76 where both have a fit length; chance has 50; length alone 70 and 58).
    That was measured on 358 sentences which one reader lifted from 21 English pieces by 10 authors, for each author by
    weights from the others. Elsewhere than in English fewer signs are counted, and nothing was measured.

    With --write, what you choose is marked with `[...]{.pull}`, all or none. Numbers change once sentences are marked,
    so give all you want at once.
    """
    from essay_press.cli import quoting

    console = Console(as_json=as_json)
    if editions and (suggest or write):
        message = "-e is for the list of pull-quotes; a suggestion is the same in every edition"
        raise click.UsageError(message)
    if write:
        code = quoting.write_marks(console, essay, _numbers(write), most, switches)
    elif suggest:
        code = quoting.list_suggested(console, essay, most, switches)
    else:
        code = quoting.list_placed(console, essay, editions, switches)
    sys.exit(console.close(code))


def _numbers(given: str) -> tuple[int, ...]:
    """Return the numbers in `1,3`, each once; raises UsageError for anything else."""
    parts = [part.strip() for part in given.split(",")]
    if not all(part.isascii() and part.isdecimal() and 0 < int(part) <= MOST_SUGGESTED for part in parts):
        message = f"--write takes the numbers of suggestions, such as 1 or 1,3, not `{given}`"
        raise click.UsageError(message)
    return tuple(dict.fromkeys(map(int, parts)))
