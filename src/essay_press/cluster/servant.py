"""A process that builds essays for a worker: it reads jobs on standard input and writes what came of them.

It is no part of the worker's own process: that has threads, and the editions of an essay are made in processes forked
from one that has none, within their limits. Between jobs it keeps what it has loaded.
"""

from __future__ import annotations

import os
import pickle
import struct
import sys
import tempfile
from pathlib import Path
from typing import IO

from essay_press import build
from essay_press.cluster.jobs import ESSAYS, Done, Job, unpack
from essay_press.model import Status

__all__ = ["main", "receive", "send"]

HEAD = struct.Struct(">Q")


def send(pipe: IO[bytes], *parts: bytes) -> None:
    """Write parts of a message, each with its length before it."""
    for part in parts:
        pipe.write(HEAD.pack(len(part)))
        pipe.write(part)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes:
    """Return the next part of a message; raises EOFError when the other side is gone."""
    head = pipe.read(HEAD.size)
    if len(head) < HEAD.size:
        raise EOFError
    (size,) = HEAD.unpack(head)
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data


def main() -> None:
    """Build what is asked for until nothing is any more; whatever else is printed goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    home = Path.cwd()
    while True:
        try:
            job, project = receive(sys.stdin.buffer), receive(sys.stdin.buffer)
        except EOFError:
            return
        with tempfile.TemporaryDirectory(prefix="essay-press-") as folder:
            os.chdir(folder)
            try:
                done = _build(pickle.loads(job), project)
            finally:
                os.chdir(home)
        send(answers, pickle.dumps(done, pickle.HIGHEST_PROTOCOL))


def _build(job: Job, project: bytes) -> Done:
    """Return what came of a job, built in this folder."""
    unpack(pickle.loads(project), Path())
    unpack(job.files, Path(ESSAYS))
    outcomes = tuple(build.run((Path(ESSAYS, job.name),), job.request))
    made = [item.path for item in outcomes if item.status is Status.BUILT and item.path is not None]
    return Done(outcomes, tuple((path.name, path.read_bytes()) for path in made))


if __name__ == "__main__":
    main()
