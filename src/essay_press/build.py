"""Jobs and their order: an essay is read once, each edition is composed, made, checked and written on its own.

A failing edition or essay never stops the others. A file is written beside its place and moved into it, so that
whatever happens there is the former file or the new one.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from essay_press.diagnostics import Diagnostic, Place, Severity, errors_in, sort
from essay_press.errors import (
    CheckError,
    EditionError,
    EssayPressError,
    RenderError,
    ToolError,
)
from essay_press.model import Artifact, Edition, Essay, Ignore, Inputs, Outcome, Status

__all__ = ["Request", "build", "essays_in", "exit_code", "make", "read", "write"]

EXIT_FAILED, EXIT_USAGE, EXIT_RENDERER, EXIT_TOOL = 1, 2, 3, 4
SUFFIXES = (".md", ".markdown")

Listener = Callable[[Outcome], None]


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: editions by name (empty: those that apply), a layout and options over the essay's own."""

    editions: tuple[str, ...] = ()
    layout: str = ""
    options: tuple[tuple[str, str], ...] = ()
    out: Path = Path("build")
    target: Path | None = None
    check: bool = True
    strict: bool = False
    project: Path | None = None


def essays_in(paths: Iterable[Path]) -> tuple[tuple[Path, ...], tuple[Diagnostic, ...]]:
    """Return the manuscripts among files and folders, in order, and notes on what in a folder is none.

    In a folder, a Markdown file without front matter (a README, say) is passed over with a note.
    """
    found: list[Path] = []
    notes: list[Diagnostic] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        files = sorted(item for item in path.iterdir() if item.suffix.lower() in SUFFIXES and item.is_file())
        for item in files:
            if _has_front_matter(item):
                found.append(item)
            else:
                hint = "an essay begins with front matter: a line `---`, `title: …`, and another `---`"
                message = "passed over: no front matter, so no essay"
                notes.append(Diagnostic(Severity.NOTE, "EP310", message, Place(str(item)), hint))
        if not files:
            message = "there is no essay in this folder"
            notes.append(Diagnostic(Severity.WARNING, "EP311", message, Place(str(path)), "essays are .md files"))
    return tuple(dict.fromkeys(found)), tuple(notes)


def read(path: Path) -> Essay:
    """Return the essay in a manuscript; raises ManuscriptError with everything wrong in the file."""
    from essay_press import manuscript, markup, quotes

    return quotes.lift(markup.parse(manuscript.read(path)))


def build(paths: Iterable[Path], request: Request, on_outcome: Listener | None = None) -> tuple[Outcome, ...]:
    """Build the editions of each essay and return how each job ended, in the order of the jobs."""
    listen = on_outcome or (lambda _: None)
    outcomes: list[Outcome] = []
    stems: dict[str, Path] = {}
    for path in paths:
        twin = stems.setdefault(path.stem.casefold(), path)
        made = _clash(path, twin) if twin != path else _essay(path, request)
        for outcome in made:
            listen(outcome)
            outcomes.append(outcome)
    return tuple(outcomes)


def make(essay: Essay, edition: Edition, request: Request) -> Artifact:
    """Return one edition of an essay, finished and, if asked, checked; raises EssayPressError."""
    from essay_press import editions, layouts
    from essay_press.compose import compose
    from essay_press.formats import FORMATS

    layout = layouts.load(editions.choose_layout(edition, essay, request.layout), request.project)
    options = layouts.choose_options(layout, essay.metadata, request.options)
    inputs = Inputs()
    if "cover_image" in edition.needs:
        from essay_press.formats.pdf import cover

        inputs = Inputs(cover_image=cover.draw(compose(essay, layout, cover.edition(layout.name), options)))
    composition = compose(essay, layout, edition, options)
    artifact = FORMATS[edition.format](composition, inputs)
    if edition.format == "pdf":
        from essay_press import finish

        artifact = replace(artifact, data=finish.finish(artifact.data))
    if not request.check:
        return artifact
    from essay_press import check

    reports = check.check(artifact.data, artifact.media_type, essay=essay, layout=layout, edition=edition)
    found = [item for report in reports for item in report.diagnostics]
    return replace(artifact, diagnostics=(*artifact.diagnostics, *found))


def write(data: bytes, target: Path) -> None:
    """Put `data` at `target` whole or not at all; what was there before stays until then.

    Raises EditionError where the folder cannot be written to.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
        part = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.chmod(0o666 & ~_umask())
            part.replace(target)
        except BaseException:
            with contextlib.suppress(OSError):
                part.unlink()
            raise
    except OSError as error:
        message = f"cannot write: {error.strerror or error}"
        hint = "choose another folder with -o, or make room"
        raise EditionError(Diagnostic(Severity.ERROR, "EP312", message, Place(str(target)), hint)) from error


def exit_code(error: EssayPressError) -> int:
    """Return the exit status that tells this kind of failure apart."""
    if isinstance(error, RenderError):
        return EXIT_RENDERER
    return EXIT_TOOL if isinstance(error, ToolError) else EXIT_FAILED


# ---------------------------------------------------------------- one essay
def _essay(path: Path, request: Request) -> Iterator[Outcome]:
    """Yield the outcome of each edition of the essay at `path`."""
    from essay_press import editions

    start = time.perf_counter()
    try:
        essay = read(path)
        chosen = editions.select(essay, request.editions)
    except EssayPressError as error:
        seconds = time.perf_counter() - start
        code = EXIT_USAGE if isinstance(error, EditionError) and request.editions else exit_code(error)
        found = sort(error.diagnostics)
        yield Outcome(str(path), "", Status.FAILED, seconds=seconds, diagnostics=found, exit_code=code)
        return
    told = essay.diagnostics
    for edition in chosen:
        yield _job(essay, edition, request, told)
        told = ()


def _job(essay: Essay, edition: Edition, request: Request, told: tuple[Diagnostic, ...]) -> Outcome:
    """Return how one edition ended; `told` is what was found in the manuscript, to be said once."""
    from essay_press import editions

    start = time.perf_counter()
    outcome = Outcome(essay.path, edition.name, Status.FAILED, diagnostics=told)
    reason = editions.skip_reason(edition, essay)
    if reason:
        skipped = Diagnostic(Severity.NOTE, "EP305", f"edition {edition.name} is skipped: {reason}")
        if edition.name not in request.editions:
            return replace(outcome, status=Status.SKIPPED, diagnostics=(*told, skipped))
        fault = replace(skipped, severity=Severity.ERROR, message=f"edition {edition.name} cannot be built: {reason}")
        return replace(outcome, diagnostics=(*told, fault), exit_code=EXIT_FAILED)
    try:
        artifact = make(essay, edition, request)
        found = _judged((*told, *artifact.diagnostics), essay.metadata.ignore, request.strict)
        if errors_in(found):
            raise CheckError(found)
        target = request.target or request.out / artifact.filename
        write(artifact.data, target)
    except EssayPressError as error:
        found = _judged(error.diagnostics, (), strict=False)
        seconds = time.perf_counter() - start
        return replace(outcome, seconds=seconds, diagnostics=_merged(told, found), exit_code=exit_code(error))
    return replace(
        outcome,
        status=Status.BUILT,
        path=target,
        sha256=hashlib.sha256(artifact.data).hexdigest(),
        pages=artifact.pages,
        size=len(artifact.data),
        seconds=time.perf_counter() - start,
        diagnostics=found,
    )


def _clash(path: Path, twin: Path) -> list[Outcome]:
    """Return the failure of an essay whose files would have the name of another's."""
    message = f"its editions would overwrite those of {twin}"
    fault = Diagnostic(Severity.ERROR, "EP313", message, Place(str(path)), "rename one of the two manuscripts")
    return [Outcome(str(path), "", Status.FAILED, diagnostics=(fault,), exit_code=EXIT_FAILED)]


def _judged(found: Iterable[Diagnostic], ignore: tuple[Ignore, ...], strict: bool) -> tuple[Diagnostic, ...]:
    """Return the diagnostics without those that the author accepts; under `strict` a warning is an error.

    What stops a stage (EP1xx to EP4xx errors) cannot be accepted away.
    """
    accepted = {item.code for item in ignore}
    kept = []
    for item in found:
        fatal = item.severity is Severity.ERROR and not item.code.startswith("EP5")
        if item.code in accepted and not fatal:
            continue
        raised = strict and item.severity is Severity.WARNING
        kept.append(replace(item, severity=Severity.ERROR) if raised else item)
    return tuple(dict.fromkeys(kept))


def _merged(first: Iterable[Diagnostic], second: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return two lists of diagnostics as one, each said once."""
    told = {(item.code, item.message, item.place): item for item in first}
    told.update({(item.code, item.message, item.place): item for item in second})
    return tuple(told.values())


def _has_front_matter(path: Path) -> bool:
    """Return whether a file begins as a manuscript does."""
    try:
        with path.open("rb") as file:
            return file.read(64).lstrip(b"\xef\xbb\xbf\r\n ").startswith(b"---")
    except OSError:
        return True


def _umask() -> int:
    """Return the permissions that the user does not give to new files."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
