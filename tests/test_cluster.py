"""Essays built on a cluster: the same files as here, whichever worker makes them, and whatever becomes of it."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from click.testing import CliRunner

from essay_press import build
from essay_press.build import limits
from essay_press.build.limits import Limits
from essay_press.build.running import Opened, Steps
from essay_press.build.workers import End
from essay_press.cli import main
from essay_press.cluster import client, jobs, worker
from essay_press.errors import EditionError
from essay_press.forking import can_fork
from essay_press.model import Outcome, Status

ESSAY = """---
title: Essay {number}
author: A. N. Author
lang: en
---

## One

{words}

![A dot](dot.png)
"""
ESSAYS = 6


def _archive(folder: Path) -> Path:
    """Return a folder of essays, each with a picture."""
    (folder / "essays").mkdir()
    (folder / "essays" / "dot.png").write_bytes(_png())
    for number in range(ESSAYS):
        words = f"This is a sentence of essay {number}. " * (20 + number)
        (folder / "essays" / f"essay-{number}.md").write_text(
            ESSAY.format(number=number, words=words), encoding="utf-8"
        )
    return folder


def _png() -> bytes:
    """Return a small picture."""
    import io

    from PIL import Image

    data = io.BytesIO()
    Image.new("L", (40, 20), 128).save(data, "PNG")
    return data.getvalue()


def _hashes(folder: Path) -> dict[str, str]:
    """Return the hash of each file in a folder by its name."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """Yield the address of a scheduler of its own process and its two workers, each of two processes."""
    pytest.importorskip("distributed")
    folder = tmp_path_factory.mktemp("cluster")
    file = folder / "scheduler.json"
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    dask = [sys.executable, "-m", "dask"]
    words = [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", str(file)]
    started = [subprocess.Popen(words, start_new_session=True, **quiet)]  # type: ignore[call-overload]
    words = [*dask, "worker", "--scheduler-file", str(file), "--nthreads", "1", "--no-dashboard", "--no-nanny"]
    workers = [
        subprocess.Popen([*words, "--local-directory", str(folder / f"w{number}")], start_new_session=True, **quiet)  # type: ignore[call-overload]
        for number in range(2)
    ]
    try:
        until = time.monotonic() + 60
        while not file.exists() and time.monotonic() < until:
            time.sleep(0.1)
        import json

        address = json.loads(file.read_text(encoding="utf-8"))["address"].removeprefix("tcp://")
        yield f"{client.SCHEME}{address}", workers
    finally:
        for process in (*workers, *started):
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and what it has started, at once."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.mark.xdist_group("cluster")
def test_a_cluster_makes_the_same_files_even_when_a_worker_dies(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bytes, outcomes and their order are those of a local build, while one of two workers is killed in the middle."""
    address, workers = cluster
    monkeypatch.chdir(_archive(tmp_path))
    paths, _ = build.essays_in([Path("essays")])
    request = build.Request(editions=("a5", "epub"), project=Path.cwd(), out=Path("here"))
    here = list(build.run(paths, request))
    there: list[Outcome] = []
    elsewhere = build.Request(editions=("a5", "epub"), project=Path.cwd(), out=Path("there"))
    for outcome in build.run(paths, elsewhere, runner=client.Runner(address, elsewhere)):
        if not there:
            _end(workers[0])
        there.append(outcome)
    assert [(item.essay, item.edition, item.status, item.sha256) for item in there] == [
        (item.essay, item.edition, item.status, item.sha256) for item in here
    ]
    assert [item.diagnostics for item in there] == [item.diagnostics for item in here]
    assert len(_hashes(tmp_path / "there")) == 2 * ESSAYS
    assert _hashes(tmp_path / "there") == _hashes(tmp_path / "here")


@pytest.mark.xdist_group("cluster")
def test_what_is_wrong_with_an_essay_is_told_of_the_manuscript_here(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault has its place in the author's own file; the cache is filled as by a local build."""
    monkeypatch.chdir(_archive(tmp_path))
    (tmp_path / "essays" / "essay-1.md").write_text("---\ntitle: [\n---\n\nWords.\n", encoding="utf-8")
    words = ["build", "essays", "-e", "epub", "-o", "out", "--no-check", "--executor", cluster[0]]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 1, done.output
    assert "essays/essay-1.md:2:8: error" in done.output
    assert len(list((tmp_path / "out").iterdir())) == ESSAYS - 1
    again = CliRunner().invoke(main, words)
    assert again.output.count("(unchanged)") == ESSAYS - 1


@pytest.mark.xdist_group("cluster")
def test_other_versions_are_refused(
    cluster: tuple[str, list[subprocess.Popen[bytes]]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A worker with another Pango would make other bytes; nothing is built, and the message names it."""
    monkeypatch.chdir(_archive(tmp_path))
    own = {**worker.versions(), "libpango-1": "another"}
    monkeypatch.setattr(worker, "versions", lambda: own)
    request = build.Request(editions=("epub",), project=Path.cwd(), out=Path("out"))
    with pytest.raises(EditionError) as caught:
        list(build.run((Path("essays/essay-0.md"),), request, runner=client.Runner(cluster[0], request)))
    assert caught.value.diagnostics[0].code == "EP375"
    assert not (tmp_path / "out").exists()


def test_a_worker_that_came_later_is_held_to_the_versions_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """It builds nothing for a client that has others, and the client says so as if it had been there from the start."""
    answer = pickle.loads(worker.build_essay(b"", b"", {**worker.versions(), "libpango-1": "another"}))
    assert (answer.outcomes, answer.files) == ((), ())
    assert [line.partition(":")[0] for line in answer.mismatch] == ["libpango-1"]
    runner = client.Runner("dask://127.0.0.1:9", build.Request())
    monkeypatch.setattr(client.Runner, "_result", lambda *_: pickle.dumps(answer))
    with pytest.raises(EditionError) as caught:
        list(runner._told(client._Sent(Path("a.md"), Opened(Path("a.md"))), cast("Steps", _Stuck())))
    assert caught.value.diagnostics[0].code == "EP375"


class _Stuck:
    """Steps that know no essay, and never open one."""

    def recall(self, path: Path) -> tuple[Outcome, ...]:
        """Return nothing."""
        return ()

    def open(self, path: Path) -> Opened:
        """Compute without end."""
        while True:
            pass

    def broken(self, path: Path, edition: str, end: End) -> Outcome:
        """Return what a build says of it."""
        fault = limits.exceeded("the essay cannot be read", end, Limits(0, 1, 300))
        assert fault is not None
        return Outcome(str(path), edition, Status.FAILED, diagnostics=(fault,), exit_code=build.exits.EXIT_LIMIT)


@pytest.mark.skipif(not can_fork(), reason="limits are set on forked processes")
def test_an_essay_is_read_within_limits_before_it_is_sent() -> None:
    """One that is monstrous fails alone, here, as in a local build."""
    runner = client.Runner("dask://127.0.0.1:9", build.Request(limits=Limits(0, 1, 300)))
    sent = runner._send(Path("a.md"), cast("Steps", _Stuck()), None)
    assert [(item.exit_code, item.diagnostics[0].code) for item in sent.outcomes] == [(5, "EP363")]
    assert sent.future is None


def test_no_scheduler_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says where nobody answers and how a scheduler is started."""
    pytest.importorskip("distributed")
    monkeypatch.chdir(_archive(tmp_path))
    monkeypatch.setattr(client, "PATIENCE", 1.0)
    done = CliRunner().invoke(main, ["build", "essays", "-e", "epub", "--executor", "dask://127.0.0.1:9"])
    assert done.exit_code == 1
    assert "EP374" in done.output


@pytest.mark.parametrize("address", ["dask://host", "tcp://host:8786", "dask://host:port"])
def test_an_address_that_is_none_is_a_usage_error(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message shows how an address is written."""
    monkeypatch.chdir(_archive(tmp_path))
    done = CliRunner().invoke(main, ["build", "essays", "--executor", address])
    assert done.exit_code == 2
    assert "dask://host:8786" in done.output


@pytest.mark.parametrize("name", ["../x", "/x", "a/../../x"])
def test_no_file_leaves_the_folder_of_a_job(name: str, tmp_path: Path) -> None:
    """What comes over the network is written below the worker's own folder or not at all."""
    with pytest.raises(ValueError, match="x"):
        jobs.unpack([(name, b"")], tmp_path)


def test_differences_name_what_differs() -> None:
    """Versions are compared one by one, what is missing on one side among them."""
    found = worker.differences({"Pango": "1", "WeasyPrint": "70"}, {"Pango": "2", "WeasyPrint": "70", "x": "1"})
    assert found == ("Pango: 1 here, 2 there", "x: missing here, 1 there")
