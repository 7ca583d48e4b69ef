"""Whatever happens while an edition is written, there is the old file or the new one, no litter, and a clear error."""

from __future__ import annotations

import errno
import fcntl
import os
import random
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

import crash
from essay_press import build, editions
from essay_press.build import Request, litter, write
from essay_press.cache import stamps
from essay_press.cache.store import Store
from essay_press.errors import EditionError, EssayPressError
from essay_press.model import Status

Write = Callable[[str, str | bytes], Path]
Text = Callable[..., str]

SOURCE = Path(__file__).resolve().parent.parent / "src"
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SOURCE)}
OLD, NEW = b"%PDF-old", b"%PDF-new" * 1000


def run(*words: str, cwd: Path, most: int = 0) -> subprocess.CompletedProcess[str]:
    """Return how a command ends; with `most`, no file may have more bytes."""

    def limit() -> None:
        if most:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    command = [sys.executable, "-m", "essay_press", *words]
    return subprocess.run(
        command, cwd=cwd, env=ENVIRONMENT, capture_output=True, text=True, check=False, preexec_fn=limit
    )


def test_writers_that_are_killed_tear_no_file(tmp_path: Path) -> None:
    """Killed at random moments, while another build sweeps beside them. `scripts/crash.py` kills hundreds."""
    tally = crash.kill_writes(tmp_path, 6, random.Random(1))
    assert (tally.killed, tally.faults) == (6, [])


def test_builds_that_are_killed_tear_no_file(tmp_path: Path) -> None:
    """At each kind of moment; the next build and its cache are right, and take away what was left."""
    tally = crash.kill_builds(tmp_path, 4, random.Random(2))
    assert (sum(tally.states[f"killed: {moment}"] for moment in crash.MOMENTS[:4]), tally.faults) == (tally.killed, [])
    assert tally.killed >= 2


def test_what_a_killed_build_left_in_the_cache_is_taken_away(tmp_path: Path) -> None:
    """An unfinished file of the cache goes once its writer is gone, and not before."""
    store = Store(tmp_path)
    stamps.write(str(store.root / "files" / "ab" / "abc"), b"whole")
    left = store.root / "files" / "ab" / f"abd.1{stamps.PART}"
    held = store.root / "essays" / f"abe.2{stamps.PART}"
    for path in (left, held):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"half")
    with held.open("rb") as writer:
        fcntl.flock(writer, fcntl.LOCK_EX)
        store.sweep()
        assert (left.exists(), held.exists()) == (False, True)
    store.sweep()
    assert [path.name for path in store.root.rglob("*") if path.is_file()] == ["abc"]


def test_litter_is_what_nobody_writes_any_more(tmp_path: Path) -> None:
    """An unfinished file is taken away once its writer is gone, and not before; nothing else is."""
    handle, held = litter.begin(tmp_path)
    left = tmp_path / ".essay-press.left.part"
    other = tmp_path / "mine.part"
    for path in (left, other):
        path.write_bytes(b"half")
    (tmp_path / ".essay-press.link.part").symlink_to(other)
    assert litter.sweep(tmp_path) == (left,)
    os.close(handle)
    assert litter.sweep(tmp_path) == (held,)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".essay-press.link.part", "mine.part"]


def test_a_build_takes_away_what_a_killed_one_left(write: Write, manuscript_text: Text, tmp_path: Path) -> None:
    """In the folder that it writes to."""
    left = write("out/.essay-press.abc.part", "half")
    essay = write("essay.md", manuscript_text("Text."))
    build.build([essay], Request(editions=("epub",), out=tmp_path / "out", check=False))
    assert (left.exists(), [path.name for path in (tmp_path / "out").iterdir()]) == (False, ["essay.epub"])


@pytest.mark.parametrize("step", ["os.fdopen", "os.fsync", "pathlib.Path.chmod", "pathlib.Path.replace"])
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EIO, errno.EDQUOT, errno.EROFS])
def test_a_disk_that_fails_at_any_step_keeps_the_old_file(
    step: str, number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Full, broken, over its quota or read-only: the old file stays, nothing is left, and the error says why."""
    target = tmp_path / "a.pdf"
    target.write_bytes(OLD)

    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(step, fail)
    with pytest.raises(EditionError, match=os.strerror(number)) as caught:
        write_it(NEW, target)
    monkeypatch.undo()
    assert [item.code for item in caught.value.diagnostics] == ["EP312"]
    assert (target.read_bytes(), [path.name for path in tmp_path.iterdir()]) == (OLD, ["a.pdf"])


write_it = write


def test_no_room_for_temporary_files_is_told(write: Write, manuscript_text: Text, tmp_path: Path) -> None:
    """A limit on the size of files does what a full disk does: the engine cannot write down its fonts."""
    write("essay.md", manuscript_text("Text."))
    out = write("out/essay-a5.pdf", OLD).parent
    done = run("build", "essay.md", "-o", "out", "-e", "a5", "--no-check", cwd=tmp_path, most=5000)
    assert done.returncode == 1
    assert "EP361: a file that a build needs for a while cannot be written: File too large" in done.stderr
    assert [(path.name, path.read_bytes()) for path in out.iterdir()] == [("essay-a5.pdf", OLD)]


def test_no_temporary_file_is_left(write: Write, manuscript_text: Text, tmp_path: Path) -> None:
    """Neither by a build that ends, its workers included, nor, after the next, by one that was killed."""
    write("essay.md", manuscript_text("Text."))
    scratch = tmp_path / "scratch"
    left = write("scratch/essay-press-build-left/lock", "").parent
    write("scratch/essay-press-build-left/weasyprint-a/font", "x")
    live = write("scratch/essay-press-build-live/lock", "").parent
    handle = os.open(live / "lock", os.O_RDWR)
    fcntl.flock(handle, fcntl.LOCK_EX)
    (scratch / "essay-press-build-link").symlink_to(tmp_path)
    words = [sys.executable, "-m", "essay_press", "build", "essay.md", "-e", "a5", "-e", "epub", "--no-check"]
    subprocess.run(words, cwd=tmp_path, env={**ENVIRONMENT, "TMPDIR": str(scratch)}, check=True, capture_output=True)
    os.close(handle)
    assert not left.exists()
    assert sorted(path.name for path in scratch.iterdir()) == ["essay-press-build-link", "essay-press-build-live"]


def mount(*words: str) -> None:
    """Mount, or skip the test where that cannot be had, or only by root."""
    try:
        done = subprocess.run(["mount", *words], capture_output=True, check=False)
    except OSError:
        pytest.skip("no mount here")
    if done.returncode:
        pytest.skip("whoever runs this may not mount")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Return a disk of 64 kB, or skip where none can be had."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount("-t", "tmpfs", "-o", "size=64k", "none", str(folder))
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_keeps_the_old_file(small_disk: Path, write: Write, manuscript_text: Text, tmp_path: Path) -> None:
    """A real one: the edition fails with its reason, and what was there is there."""
    write("essay.md", manuscript_text("Text."))
    (small_disk / "essay.epub").write_bytes(b"PK\x03\x04 old")
    (small_disk / "filler").write_bytes(bytes(50_000))
    done = run("build", "essay.md", "-o", str(small_disk), "-e", "epub", "--no-check", cwd=tmp_path)
    assert (done.returncode, "No space left on device" in done.stderr) == (1, True)
    assert sorted(path.name for path in small_disk.iterdir()) == ["essay.epub", "filler"]
    (small_disk / "filler").unlink()
    assert run("build", "essay.md", "-o", str(small_disk), "-e", "epub", "--no-check", cwd=tmp_path).returncode == 0
    assert (small_disk / "essay.epub").stat().st_size > 10_000


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """Return a folder that nobody may write to, root no more than others, with an old edition in it."""
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "essay.epub").write_bytes(OLD)
    if os.geteuid():
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)
        return
    for options in (("--bind",), ("-o", "remount,ro,bind")):
        mount(*options, str(folder), str(folder))
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_folder_that_is_read_only_keeps_its_files(
    read_only: Path, write: Write, manuscript_text: Text, tmp_path: Path
) -> None:
    """A real one: it is told before anything is made."""
    write("essay.md", manuscript_text("Text."))
    words = ("build", "essay.md", "-o", str(read_only), "-e", "epub", "--no-check", "--no-cache")
    done = run(*words, cwd=tmp_path)
    assert (done.returncode, "EP314: cannot be written: you may not write" in done.stderr) == (2, True), done.stderr
    assert [(path.name, path.read_bytes()) for path in read_only.iterdir()] == [("essay.epub", OLD)]


def test_a_manuscript_that_vanishes_is_named(write: Write, manuscript_text: Text, tmp_path: Path) -> None:
    """It is gone when its turn comes; the others are made."""
    gone, stays = (write(f"{name}.md", manuscript_text("Text.")) for name in ("gone", "stays"))
    found, _ = build.essays_in([tmp_path])
    gone.unlink()
    outcomes = build.build(found, Request(editions=("epub",), out=tmp_path / "out", check=False))
    assert [(item.essay, item.status) for item in outcomes] == [
        (str(gone), Status.FAILED),
        (str(stays), Status.BUILT),
    ]
    assert [item.code for item in outcomes[0].diagnostics] == ["EP100"]


@pytest.mark.parametrize("edition", ["epub", "a5"])
@pytest.mark.parametrize("change", ["unlink", "cut"])
def test_a_picture_that_vanishes_is_named(
    edition: str, change: str, write: Write, manuscript_text: Text, tmp_path: Path
) -> None:
    """Between reading and setting: an error of the house that names it, not a traceback."""
    picture = tmp_path / "square.png"
    Image.effect_noise((60, 60), 50).save(picture)
    essay = build.read(write("essay.md", manuscript_text("![A square](square.png)")))
    if change == "unlink":
        picture.unlink()
    else:
        picture.write_bytes(picture.read_bytes()[:200])
    with pytest.raises(EssayPressError, match=r"square\.png"):
        build.make(essay, editions.load()[edition], Request(check=False))


def test_two_builds_of_one_folder_at_once(write: Write, manuscript_text: Text, tmp_path: Path) -> None:
    """Both end well, and the files are those of either: they are the same."""
    write("essays/one.md", manuscript_text("Text."))
    words = [sys.executable, "-m", "essay_press", "build", "essays", "-o", "out", "-e", "epub", "--no-check"]
    both = [
        subprocess.Popen(words, cwd=tmp_path, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    ended = [process.communicate() for process in both]
    assert [(process.returncode, said[1]) for process, said in zip(both, ended, strict=True)] == [(0, b"")] * 3
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["one.epub"]
