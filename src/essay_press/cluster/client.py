"""Essays given to a cluster, and what comes back written in its place, in the order of the essays."""

from __future__ import annotations

import os
import pickle
from collections.abc import Generator, Iterable
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from essay_press.build import EXIT_FAILED, Request, publish
from essay_press.build.running import Opened, Starting, Steps
from essay_press.build.workers import Call, Workers
from essay_press.cluster import jobs, worker
from essay_press.cluster.jobs import Done
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import EditionError
from essay_press.model import Outcome, Status

__all__ = ["SCHEME", "Runner"]

SCHEME = "dask://"
MISSING, UNREACHABLE, MISMATCH, LOST = "EP373", "EP374", "EP375", "EP376"
PATIENCE = 30.0
"""Seconds to wait for the scheduler, and for the first worker."""
AHEAD = 3
"""Essays per worker thread that are on their way at once: one is built, one waits, one comes back."""
FEWEST = 8
SHOWN = 4  # differences that a message names


@dataclass(slots=True)
class _Sent:
    """An essay on its way: as it was read here, and the future of what comes of it; or the outcomes it has already."""

    path: Path
    opened: Opened | None = None
    future: Any = None
    outcomes: tuple[Outcome, ...] = ()


@dataclass(slots=True)
class Runner:
    """Builds essays on the cluster whose scheduler is at `address` (`dask://host:8786`)."""

    address: str
    request: Request
    _client: Any = field(default=None)
    _project: Any = field(default=None)

    def __call__(self, paths: Iterable[Path], steps: Steps, on_start: Starting | None = None) -> Generator[Outcome]:
        """Yield the outcome of every edition of every essay, in order.

        Raises EditionError when the cluster cannot be asked, or has other versions of what makes the bytes.
        """
        self._client = _connected(self.address)
        try:
            _refuse(self._mismatches())
            room = max(FEWEST, AHEAD * sum(self._client.nthreads().values()))
            self._project = self._shared()
            waiting = iter(tuple(paths))
            under_way: list[_Sent] = []
            while True:
                while len(under_way) < room and (path := next(waiting, None)) is not None:
                    under_way.append(self._send(path, steps, on_start))
                if not under_way:
                    return
                yield from self._told(under_way.pop(0), steps)
        finally:
            self._client.close()

    def _mismatches(self) -> dict[str, tuple[str, ...]]:
        """Return, by worker, what it has in other versions than this machine."""
        here = worker.versions()
        there = self._client.run(worker.versions)
        found = {name: worker.differences(here, versions) for name, versions in there.items()}
        return {name: lines for name, lines in found.items() if lines}

    def _shared(self) -> Any:
        """Return the project's files, sent to every worker once."""
        return self._client.scatter(jobs.of_project(self.request.project or Path()), broadcast=True, hash=True)

    def _send(self, path: Path, steps: Steps, on_start: Starting | None) -> _Sent:
        """Send an essay, unless it was made before or cannot be read."""
        recalled = steps.recall(path)
        if on_start is not None:
            on_start(path, "", len(recalled))
        if recalled:
            return _Sent(path, outcomes=recalled)
        opened = self._opened(path, steps)
        if opened.failed is not None or opened.essay is None:
            return _Sent(path, outcomes=(opened.failed,) if opened.failed else ())
        try:
            return _Sent(path, opened, self._submitted(opened))
        except OSError as error:
            return _Sent(path, outcomes=(_gone(path, error),))

    def _opened(self, path: Path, steps: Steps) -> Opened:
        """Return an essay as it is read here, within the limits of this request: it may be anybody's."""
        if self.request.limits is None:
            return steps.open(path)
        with Workers(1, apart=True, limits=self.request.limits) as reader:
            reader.submit(Call(path, steps.open, (path,)))
            end = reader.next()
        return end.value if isinstance(end.value, Opened) else Opened(path, steps.broken(path, "", end))

    def _submitted(self, opened: Opened) -> Any:
        """Return the future of an essay's outcomes."""
        assert opened.essay is not None
        # The bytes of the job are its name: one that is lost with its worker is the same one when it is sent again.
        job = jobs.pack(opened.essay, self.request)
        return self._client.submit(worker.build_essay, job, self._project, worker.versions())

    def _told(self, sent: _Sent, steps: Steps) -> Generator[Outcome]:
        """Yield the outcomes of an essay, its files written."""
        if sent.opened is None:
            yield from sent.outcomes
            return
        try:
            done: Done = pickle.loads(self._result(sent))
        except Exception as error:  # whatever ended the worker's process, or kept it from an answer
            yield _lost(sent.path, error)
            return
        _refuse({"a worker": done.mismatch} if done.mismatch else {})
        files = dict(done.files)
        outcomes = [self._placed(item, sent.path, files) for item in done.outcomes]
        steps.keep(sent.opened, outcomes)
        yield from outcomes

    def _result(self, sent: _Sent) -> bytes:
        """Return the answer to a job; where it was lost with what was shared, it is sent once more."""
        from distributed import CancelledError

        try:
            answer: bytes = sent.future.result()
        except CancelledError:
            self._project = self._shared()
            assert sent.opened is not None
            answer = self._submitted(sent.opened).result()
        return answer

    def _placed(self, outcome: Outcome, path: Path, files: dict[str, bytes]) -> Outcome:
        """Return an outcome with its file in its place here."""
        if outcome.status is not Status.BUILT or outcome.path is None:
            return jobs.put_back(outcome, str(path), None)
        data, target = files[outcome.path.name], self.request.target or self.request.out / outcome.path.name
        try:
            publish(data, target, self.request.cache)
        except EditionError as error:
            failed = replace(outcome, status=Status.FAILED, exit_code=EXIT_FAILED, sha256="", size=0, pages=0)
            failed = jobs.put_back(failed, str(path), None)
            return replace(failed, diagnostics=(*failed.diagnostics, *error.diagnostics))
        return jobs.put_back(outcome, str(path), target)


def _connected(address: str) -> Any:
    """Return a client of the scheduler at an address, once it has a worker; raises EditionError."""
    os.environ.setdefault("DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT", f"{PATIENCE:g}s")
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        hint = "install it beside essay-press: pip install 'essay-press[dask]'"
        raise _fault(MISSING, "dask.distributed is not installed, and --executor needs it", hint) from error
    place = address.removeprefix(SCHEME)
    try:
        client = distributed.Client(f"tcp://{place}", timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        hint = "start one with `dask scheduler`, and look at the address that it prints"
        raise _fault(UNREACHABLE, f"no scheduler answers at {place}", hint) from error
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError as error:
        client.close()
        hint = f"start some on the machines that shall build: dask worker tcp://{place} --nthreads 1"
        raise _fault(UNREACHABLE, f"the scheduler at {place} has no workers", hint) from error
    return client


def _refuse(found: dict[str, tuple[str, ...]]) -> None:
    """Raise EditionError when a worker would make other bytes than this machine."""
    for name, lines in found.items():
        more = f", and {len(lines) - SHOWN} more" if len(lines) > SHOWN else ""
        message = f"{name} has other versions than this machine: {'; '.join(lines[:SHOWN])}{more}"
        raise _fault(MISMATCH, message, "install the same versions everywhere, best of all from one image or lock file")


def _gone(path: Path, error: OSError) -> Outcome:
    """Return the outcome of an essay that could be read, and then not be sent."""
    message = f"{Path(error.filename or path).name} cannot be read any more: {error.strerror or error}"
    return _failed(path, Diagnostic(Severity.ERROR, "EP100", message, Place(str(path)), "build again"))


def _lost(path: Path, error: Exception) -> Outcome:
    """Return the outcome of an essay that no worker could build."""
    message = f"no worker could build it: {str(error).splitlines()[0] if str(error) else type(error).__name__}"
    hint = "workers that are given too little memory end in this way; the others have gone on"
    return _failed(path, Diagnostic(Severity.ERROR, LOST, message, Place(str(path)), hint))


def _failed(path: Path, found: Diagnostic) -> Outcome:
    """Return the outcome of an essay of which nothing was built."""
    return Outcome(str(path), "", Status.FAILED, diagnostics=(found,), exit_code=EXIT_FAILED)


def _fault(code: str, message: str, hint: str) -> EditionError:
    """Return what is wrong as an error."""
    return EditionError(Diagnostic(Severity.ERROR, code, message, None, hint))
