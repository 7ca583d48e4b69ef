"""Jobs and their order: an essay is read once, each edition is composed, made, checked and written on its own.

A failing edition or essay never stops the others. A file is written beside its place and moved into it, so that
whatever happens there is the former file or the new one.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from essay_press.build import books, choosing, faults, limits, litter, order, running, selection, warming
from essay_press.build import quick as look
from essay_press.build.exits import EXIT_FAILED, EXIT_LIMIT, EXIT_RENDERER, exit_code
from essay_press.build.files import check_target, essays_in, publish, write
from essay_press.build.judging import Judged, idle, judge
from essay_press.build.limits import Limits, allowed
from essay_press.build.making import make
from essay_press.build.running import Known, Made, Opened, Runner, Starting
from essay_press.build.workers import End, cores
from essay_press.cache.store import Store
from essay_press.diagnostics import Diagnostic, Place, Severity, errors_in, sort
from essay_press.errors import CheckError, EssayPressError, ManuscriptError, MisfitError
from essay_press.model import Edition, Essay, Outcome, PageCount, PageMap, Settled, Status
from essay_press.project import Project

__all__ = [
    "EXIT_FAILED",
    "EXIT_RENDERER",
    "Judged",
    "Listener",
    "Request",
    "Runner",
    "Starting",
    "allowed",
    "build",
    "check_target",
    "cores",
    "essays_in",
    "exit_code",
    "judge",
    "make",
    "publish",
    "read",
    "run",
    "selection",
    "write",
]

Listener = Callable[[Outcome], None]
PageMaps = dict[tuple[str, str], PageMap]
"""Page maps by the names of an edition and of the layout that set it."""
Settings = dict[object, Settled]
"""How pages were settled, by what shows of an edition and the name of its layout."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for: editions by name (empty: those that apply), a layout and options over the essay's own.

    `pages` is how many each edition is to fill. `out` is the folder to write to, `target` a file instead; `project` the
    folder whose `layouts/` and `essay-press.toml` count; `jobs` how many editions are made at once, each within
    `limits`, if there are any; `cache` what was made before; `fail_fast` whether the first failure ends it all; `quick`
    whether a quick look will do.
    """

    editions: tuple[str, ...] = ()
    layout: str = ""
    options: tuple[tuple[str, str], ...] = ()
    out: Path = Path("build")
    target: Path | None = None
    check: bool = True
    strict: bool = False
    project: Path | None = None
    jobs: int = 1
    limits: Limits | None = None
    pages: PageCount | None = None
    cache: Store | None = None
    fail_fast: bool = False
    quick: bool = False


def read(path: Path, data: bytes | None = None) -> Essay:
    """Return the essay in a manuscript, or in `data` read in its place; raises ManuscriptError with all faults."""
    from essay_press import manuscript, markup, quotes

    return quotes.lift(markup.parse(manuscript.read(path, data)))


def build(
    paths: Iterable[Path], request: Request, on_outcome: Listener | None = None, on_start: Starting | None = None
) -> tuple[Outcome, ...]:
    """Build the editions of each essay and return how each job ended, in the order of the jobs.

    Raises EssayPressError, before anything is built, for what no essay can mend: an unknown edition or layout on the
    command line, a project file that is wrong, a place that cannot be written to.
    """
    outcomes: list[Outcome] = []
    for outcome in run(paths, request, on_start):
        if on_outcome is not None:
            on_outcome(outcome)
        outcomes.append(outcome)
    return tuple(outcomes)


def run(
    paths: Iterable[Path], request: Request, on_start: Starting | None = None, runner: Runner | None = None
) -> Iterator[Outcome]:
    """Yield how each job of a build ends, in the order of the jobs; of thousands of essays none is kept.

    Raises EssayPressError as `build` does. With `request.fail_fast` nothing is begun after a job that failed. A
    `runner` takes the steps elsewhere than to this machine's cores.
    """
    check_target(request.target, request.out)
    litter.sweep(request.target.parent if request.target else request.out)
    wishes = choosing.wishes(request)
    named, grown = tuple(paths), False
    surroundings = request.cache.surroundings(request.project) if request.cache is not None else ""
    steps = _Steps(request, wishes, running.twins(named), surroundings)
    here = partial(running.run, jobs=request.jobs, limits=request.limits)
    with litter.scratch(), closing((runner or here)(named, steps, on_start=on_start)) as outcomes:
        for outcome in outcomes:
            grown = grown or outcome.status is Status.BUILT
            yield outcome
            if request.fail_fast and outcome.status is Status.FAILED:
                break
    if request.cache is not None:
        request.cache.close(grown=grown)


# ---------------------------------------------------------------- one essay
@dataclass(frozen=True, slots=True)
class _Steps:
    """What is done to each essay of a request; `twins` are those whose files would have the names of another's."""

    request: Request
    wishes: Project
    twins: dict[Path, Path]
    surroundings: str
    """The hash of all that every essay depends on, where there is a cache."""
    keys: dict[Path, str] = field(default_factory=dict)

    def recall(self, path: Path) -> tuple[Outcome, ...]:
        """Return the outcomes of an essay that was made before and is unchanged, its files in their places."""
        if self.request.cache is None or path in self.twins:
            return ()
        asked = repr(replace(self.request, cache=None, jobs=1, limits=None, project=None, fail_fast=False))
        self.keys[path] = self.request.cache.key(path, asked, self.surroundings)
        return self.request.cache.recall(self.keys[path], self._is_mine, write)

    def keep(self, opened: Opened, outcomes: Sequence[Outcome]) -> None:
        """Keep the outcomes of an essay for the next time."""
        if self.request.cache is not None and opened.essay is not None:
            self.request.cache.keep(self.keys.pop(opened.path, ""), opened.essay, outcomes)

    def _is_mine(self, path: Path) -> bool:
        """Return whether an edition may be written to this path."""
        return path == self.request.target or (self.request.target is None and path.parent == self.request.out)

    def warm(self) -> None:
        """Load here what all editions need, so that it is there in their processes."""
        warming.load_libraries(self.request)

    def prepare(self, opened: Opened) -> None:
        """Load here what the editions of an essay need, none of it from the essay itself."""
        if (essay := opened.essay) is not None:
            named = [(item, choosing.layout_of(item, essay, self.request, self.wishes)) for item in opened.chosen]
            warming.load_layouts(named, essay.metadata.language, self.request.project)

    def open(self, path: Path) -> Opened:
        """Return an essay, read, and the editions to make of it."""
        start = time.perf_counter()
        if path in self.twins:
            return Opened(path, faults.clash(path, self.twins[path]))
        try:
            essay = read(path)
            judged = judge(sort(essay.diagnostics), essay.metadata.ignore, strict=self.request.strict)
            if errors_in(judged.told):
                raise ManuscriptError(judged.told)
            chosen = choosing.chosen(essay, self.request, self.wishes)
        except MemoryError:
            raise
        except Exception as error:
            seconds = time.perf_counter() - start
            found, code = _failure(error)
            failed = Outcome(str(path), "", Status.FAILED, seconds=seconds, diagnostics=sort(found), exit_code=code)
            return Opened(path, failed)
        if self.request.quick:  # all are laid out once: none is spared anything by waiting for one that is set alike
            needs = order.needs(tuple(map(look.edition, chosen)), lambda edition: edition.name)
        else:
            needs = order.needs(chosen, lambda edition: choosing.layout_of(edition, essay, self.request, self.wishes))
        return Opened(path, None, essay, chosen, judged, needs, order.ranks(chosen, needs))

    def make(self, opened: Opened, number: int, known: Known) -> Made:
        """Return how the edition of that number ended; what the manuscript gave is said with the first."""
        assert opened.essay is not None
        judged = opened.judged if number == 0 else Judged()
        edition = opened.chosen[number]
        return Made(_job(opened.essay, edition, self.request, self.wishes, judged, known), known)

    def broken(self, path: Path, edition: str, end: End) -> Outcome:
        """Return the outcome of a step whose process ended before it did."""
        what = f"edition {edition} cannot be made" if edition else "the essay cannot be read"
        if self.request.limits and (limit := limits.exceeded(what, end, self.request.limits)):
            told = (replace(limit, place=Place(str(path))),)
            return Outcome(str(path), edition, Status.FAILED, diagnostics=told, exit_code=EXIT_LIMIT)
        found = faults.broken(f"edition {edition} was not made" if edition else "the essay was not read", end)
        code = EXIT_RENDERER if end.status else EXIT_FAILED
        return Outcome(str(path), edition, Status.FAILED, diagnostics=found, exit_code=code)

    def close(self, opened: Opened, outcomes: Sequence[Outcome]) -> Outcome:
        """Return the last outcome with what can be said once all editions have ended."""
        last = outcomes[-1]
        if opened.essay is None or not _is_whole(self.request):
            return last
        return replace(last, diagnostics=(*last.diagnostics, *idle(opened.essay, outcomes)))


def _is_whole(request: Request) -> bool:
    """Return whether all editions of an essay are made as it wishes, and looked at."""
    return request.check and not (request.editions or request.layout)


def _job(essay: Essay, edition: Edition, request: Request, wishes: Project, judged: Judged, known: Known) -> Outcome:
    """Return how one edition ended; `judged` is what was found in the manuscript, to be said once.

    What this edition finds is added to what is `known`.
    """
    from essay_press import editions

    start = time.perf_counter()
    outcome = Outcome(essay.path, edition.name, Status.FAILED, diagnostics=judged.told, ignored=judged.ignored)
    asked = edition.name in request.editions
    reason = editions.skip_reason(edition, essay, "" if asked else request.layout)
    reason = reason or books.foreseen(edition, essay, request, wishes, known.maps)
    if reason:
        return _skipped(outcome, editions.skip(edition, reason), asked)
    try:
        artifact = make(essay, edition, request, wishes, known.maps, known.settled)
        own = judge(artifact.diagnostics, essay.metadata.ignore, strict=request.strict)
        found = (*judged.told, *own.told)
        outcome = replace(outcome, ignored=(*judged.ignored, *own.ignored))
        if errors_in(found):
            raise CheckError(found)
        target = request.target or request.out / artifact.filename
        digest = publish(artifact.data, target, request.cache)
    except MisfitError as misfit:
        asked = asked or edition.name in dict(essay.metadata.pages)
        return replace(_skipped(outcome, misfit.diagnostics[0], asked), seconds=time.perf_counter() - start)
    except MemoryError:
        raise  # what is left of the memory is not enough to say so in this process
    except Exception as error:
        failed, code = _failure(error)
        own = judge(failed, essay.metadata.ignore)
        found = tuple(dict.fromkeys((*judged.told, *own.told)))
        ignored = tuple(dict.fromkeys((*outcome.ignored, *own.ignored)))
        seconds = time.perf_counter() - start
        return replace(outcome, seconds=seconds, diagnostics=found, exit_code=code, ignored=ignored)
    return replace(
        outcome,
        status=Status.BUILT,
        path=target,
        sha256=digest,
        pages=artifact.pages,
        size=len(artifact.data),
        seconds=time.perf_counter() - start,
        diagnostics=found,
    )


def _skipped(outcome: Outcome, note: Diagnostic, asked: bool) -> Outcome:
    """Return the outcome of an edition that does not apply: skipped, or failed when it was asked for by name."""
    if not asked:
        return replace(outcome, status=Status.SKIPPED, diagnostics=(*outcome.diagnostics, note))
    message = note.message.replace("is skipped", "cannot be built", 1)
    fault = replace(note, severity=Severity.ERROR, message=message)
    return replace(outcome, diagnostics=(*outcome.diagnostics, fault), exit_code=EXIT_FAILED)


def _failure(error: Exception) -> tuple[tuple[Diagnostic, ...], int]:
    """Return what to say of an exception, and the exit status; one that is not ours is a fault of the program."""
    if isinstance(error, EssayPressError):
        return error.diagnostics, exit_code(error)
    return faults.ours(error), EXIT_FAILED
