"""What a worker of the cluster does: it hands an essay to the process that builds for it."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from functools import cache

from essay_press.cache import environment
from essay_press.cluster.jobs import Done
from essay_press.cluster.servant import receive, send

__all__ = ["build_essay", "differences", "versions"]

SERVANT = "from essay_press.cluster.servant import main; main()"


@dataclass(slots=True)
class _Servant:
    """The process that builds for one thread of this worker; it is begun when there is work, and again if it ends."""

    process: subprocess.Popen[bytes] | None = field(default=None)

    def ask(self, job: bytes, project: bytes) -> bytes:
        """Return its answer to a job; raises RuntimeError when it ended instead."""
        if self.process is None or self.process.poll() is not None:
            words = [sys.executable, "-c", SERVANT]
            self.process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            send(self.process.stdin, job, project)
            return receive(self.process.stdout)
        except (BrokenPipeError, EOFError) as error:
            status = self.process.wait()
            self.process = None
            message = f"the process that builds for a worker ended with status {status}"
            raise RuntimeError(message) from error


_OF_THREAD = threading.local()


def build_essay(job: bytes, project: bytes, wanted: dict[str, str]) -> bytes:
    """Return what came of a job, unless this worker has other versions than the `wanted` ones."""
    if mismatch := differences(wanted, versions()):
        return pickle.dumps(Done((), mismatch=mismatch), pickle.HIGHEST_PROTOCOL)
    if not hasattr(_OF_THREAD, "servant"):
        _OF_THREAD.servant = _Servant()
    answer: bytes = _OF_THREAD.servant.ask(job, project)
    return answer


@cache
def versions() -> dict[str, str]:
    """Return the versions here of all that has a say in the bytes of a file."""
    return environment.versions()


def differences(here: dict[str, str], there: dict[str, str]) -> tuple[str, ...]:
    """Return in words what another machine has in another version than this one, at most one line for each."""
    return tuple(
        f"{name}: {here.get(name, 'missing')} here, {there.get(name, 'missing')} there"
        for name in sorted({*here, *there})
        if here.get(name) != there.get(name)
    )
