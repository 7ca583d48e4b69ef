"""What was built is not built again, and whatever changed is: by hash, by stamp, and never by trust."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from essay_press import build, formats, model
from essay_press.build import Request
from essay_press.cache import environment, replay, stamps
from essay_press.cache.store import Store
from essay_press.check.report import Report
from essay_press.cli import main
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.model import Artifact, Composition, Inputs, Outcome, Status

Text = Callable[..., str]
Write = Callable[..., Path]
SOURCE = Path(__file__).resolve().parent.parent / "src"


pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let a format stand for both that takes no time, and return the editions that it was asked for."""
    found: list[str] = []

    def make(composition: Composition, inputs: Inputs) -> Artifact:
        del inputs
        name = composition.edition.name
        found.append(f"{composition.stem} {name}")
        note = Diagnostic(Severity.WARNING, "EP421", f"something of {name}", composition.metadata.place("title"), "do")
        data = f"%PDF- {composition.parts[-1].xhtml} {name}".encode()
        return Artifact(f"{composition.stem}-{name}.pdf", "application/pdf", data, name, 3, (note,))

    monkeypatch.setattr(formats, "FORMATS", {"pdf": make, "epub": make})
    monkeypatch.setattr("essay_press.finish.finish", lambda data: data)
    monkeypatch.setattr("essay_press.finish.for_press", lambda artifact, _: artifact)
    monkeypatch.setattr("essay_press.formats.pdf.cover.draw", lambda _: model.CoverImage(b"", 1, 1, ""))
    return found


@pytest.fixture
def essays(write: Write, manuscript_text: Text) -> Path:
    """Return a folder of two essays with two editions each, one of them with a picture."""
    text = manuscript_text("A paragraph.\n\n![A dot](dot.svg)\n", editions=["a4", "a5"])
    write("c/a.md", text)
    write("c/b.md", manuscript_text(editions=["a4", "a5"]))
    write("c/dot.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="3"/></svg>')
    return Path("c")


def go(**wishes: object) -> tuple[Outcome, ...]:
    """Build both essays as a new process would: with the cache as it is on the disk."""
    request = Request(**({"check": False, "project": Path.cwd(), "cache": Store(Path.cwd())} | wishes))  # type: ignore[arg-type]
    return build.build([Path("c/a.md"), Path("c/b.md")], request)


def statuses(outcomes: tuple[Outcome, ...]) -> str:
    """Return how the editions ended, a letter each."""
    return "".join(item.status.value[0] for item in outcomes)


def run(*words: str) -> Result:
    """Run the command line in this process, one edition at a time."""
    return CliRunner().invoke(main, [*words, "--no-check", "--jobs", "1"])


def answer(*words: str) -> tuple[str, str] | None:
    """Return what the same command line is answered from the cache alone."""
    said = replay.recall([*words, "--no-check", "--jobs", "1"])
    return (said[0].decode(), said[1].decode()) if said is not None else None


# ---------------------------------------------------------------- by hash
def test_what_is_unchanged_is_not_built_again(essays: Path, asked: list[str]) -> None:
    """The outcomes are the same but for their status, findings included, and no file is touched."""
    first = go()
    before = {path.name: stamps.stamp(str(path)) for path in Path("build").iterdir()}
    asked.clear()
    again = go()
    assert (statuses(first), statuses(again), asked) == ("bbbb", "cccc", [])
    assert [replace(item, status=Status.BUILT) for item in again] == [replace(item, seconds=0.0) for item in first]
    assert {path.name: stamps.stamp(str(path)) for path in Path("build").iterdir()} == before


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda: Path("c/a.md").write_text(Path("c/a.md").read_text() + "\nMore.\n"), "bbcc"),
        (lambda: Path("c/dot.svg").write_text(Path("c/dot.svg").read_text().replace('"3"', '"4"')), "bbcc"),
        (lambda: Path("essay-press.toml").write_text('layout = "modern"\n'), "bbbb"),
        (lambda: os.utime("c/a.md"), "cccc"),
    ],
)
def test_what_changed_is_built_again(essays: Path, change: Callable[[], object], expected: str) -> None:
    """A manuscript or a picture: that essay; the project's settings: all; a file only touched: none."""
    go()
    change()
    assert statuses(go()) == expected
    assert statuses(go()) == "cccc"


def test_a_layout_of_the_project_counts(essays: Path) -> None:
    """Its table and its sheets: all essays are built again when one changes."""
    own = Path("layouts/own")
    own.mkdir(parents=True)
    (own / "layout.toml").write_text('summary = "Own"\nextends = "classic"\neditions = ["a5"]\n')
    (own / "print.css").write_text("html { color: black }\n")
    assert statuses(go(layout="own", editions=("a5",))) == "bb"
    (own / "print.css").write_text("html { color: gray }\n")
    assert statuses(go(layout="own", editions=("a5",))) == "bb"


def test_other_wishes_are_other_files(essays: Path) -> None:
    """Another layout, option, folder or strictness is not answered with what was made before."""
    go()
    for wishes in ({"layout": "modern"}, {"options": (("notes", "end"),)}, {"check": True}, {"out": Path("elsewhere")}):
        assert "c" not in statuses(go(**({"editions": ("a5",)} | wishes)))


def test_another_environment_builds_anew(essays: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of the program or of a library is another key."""
    go()
    monkeypatch.setattr(environment, "digest", lambda _="": "other")
    assert statuses(go()) == "bbbb"


@pytest.mark.parametrize("harm", [lambda path: path.unlink(), lambda path: path.write_bytes(b"%PDF- mine")])
def test_a_file_that_is_gone_or_was_changed_comes_back(
    essays: Path, asked: list[str], harm: Callable[[Path], object]
) -> None:
    """From the cache, byte for byte, and nothing is laid out."""
    go()
    path = Path("build/a-a5.pdf")
    data = path.read_bytes()
    harm(path)
    asked.clear()
    assert (statuses(go()), asked) == ("cccc", [])
    assert path.read_bytes() == data


def test_a_failure_is_tried_again(essays: Path) -> None:
    """What does not go well is never taken from the cache: a warning under --strict fails each time."""
    for _ in range(2):
        assert statuses(go(strict=True)) == "ffff"


# ---------------------------------------------------------------- nothing is trusted
@pytest.mark.parametrize("kind", ["essays", "files", "environment"])
@pytest.mark.parametrize("data", [b"", b"essay-press cache 1 00000000\n{}", b"torn"])
def test_what_is_corrupt_is_built_again(essays: Path, kind: str, data: bytes) -> None:
    """Records and files that are torn or altered count as absent, and the next build mends them."""
    go()
    found = [path for path in (stamps_folder() / kind, *(stamps_folder() / kind).rglob("*")) if path.is_file()]
    assert found
    for path in found:
        path.write_bytes(data)
    Path("build/a-a4.pdf").unlink()
    assert "f" not in statuses(go())
    assert Path("build/a-a4.pdf").read_bytes().startswith(b"%PDF-")
    assert statuses(go()) == "cccc"


def test_a_cache_from_elsewhere_writes_nowhere_else(essays: Path, folder: Path) -> None:
    """A record that names a file outside the output folder is no record."""
    go()
    victim = folder / "victim.txt"
    victim.write_text("mine")
    for path in (stamps_folder() / "essays").rglob("*"):
        if path.is_file():
            data = stamps.unsealed(str(path)) or b""
            path.write_bytes(stamps.sealed(data.replace(b"build/a-a5.pdf", b"victim.txt")))
    go()
    assert victim.read_text() == "mine"


def test_the_cache_keeps_to_its_size(essays: Path) -> None:
    """What was not used for longest goes first, and what is needed is built again."""
    go()
    store = Store(Path.cwd(), most=0)
    store.close()
    assert not any(path.is_file() for path in store.root.rglob("*"))
    assert statuses(go()) == "bbbb"
    sizes = sorted((path.stat().st_size, path) for path in (store.root / "files").rglob("*") if path.is_file())
    old = sizes[0][1]
    os.utime(old, (1, 1))
    whole = sum(path.stat().st_size for path in store.root.rglob("*") if path.is_file())
    Store(Path.cwd(), most=whole - 1).close()
    assert not old.exists()
    assert sizes[1][1].exists()


def test_two_builds_at_once_end_well(essays: Path) -> None:
    """Both make the same files, and what they keep is whole."""
    script = (
        "from pathlib import Path; from essay_press.build import build, Request;"
        "from essay_press.cache.store import Store;"
        "done = build([Path('c/a.md'), Path('c/b.md')],"
        " Request(('a5',), project=Path.cwd(), check=False, cache=Store(Path.cwd())));"
        "print(*(item.sha256 for item in done))"
    )
    command = [sys.executable, "-c", script]
    both = [subprocess.Popen(command, stdout=subprocess.PIPE, env={"PYTHONPATH": str(SOURCE)}) for _ in range(2)]
    said = [each.communicate()[0] for each in both]
    assert said[0] == said[1] != b"\n"
    third = subprocess.run(command, capture_output=True, check=True, env={"PYTHONPATH": str(SOURCE)})
    assert (third.stdout, third.stderr) == (said[0], b"")
    assert not list(Path.cwd().rglob("*.part"))


def test_a_cache_that_cannot_be_written_is_a_note(essays: Path) -> None:
    """Everything is built all the same."""
    Path(".essay-press").write_text("in the way")
    result = run("build", "c", "-v")
    assert (result.exit_code, result.stderr.count("note EP351")) == (0, 1)
    assert len(list(Path("build").iterdir())) == 4


# ---------------------------------------------------------------- by stamp
def test_a_command_with_nothing_to_do_says_what_it_said(essays: Path) -> None:
    """Warnings too; the lines are those of the cached build, and each says that its file is unchanged."""
    assert answer("build", "c") is None
    first = run("build", "c")
    said = answer("build", "c")
    second = run("build", "c")
    assert first.exit_code == second.exit_code == 0
    assert said == (second.stdout, second.stderr)
    assert second.stdout == "".join(f"{line}  (unchanged)\n" for line in first.stdout.splitlines())
    assert second.stderr == first.stderr
    assert first.stderr.count("warning EP421") == 4


@pytest.mark.parametrize(
    "change",
    [
        lambda: Path("c/a.md").write_text(Path("c/a.md").read_text() + "\nMore.\n"),
        lambda: Path("c/dot.svg").write_text("<svg/>"),
        lambda: Path("c/new.md").write_text("---\ntitle: New\n---\n\nText.\n"),
        lambda: Path("c/README.md").write_text("---\ntitle: An essay now\n---\n\nText.\n"),
        lambda: Path("c/b.md").unlink(),
        lambda: Path("build/a-a5.pdf").unlink(),
        lambda: Path("build/a-a5.pdf").write_bytes(b"%PDF-"),
        lambda: Path("essay-press.toml").write_text(""),
        lambda: Path("layouts").mkdir(),
    ],
)
def test_whatever_changed_is_something_to_do(essays: Path, change: Callable[[], object]) -> None:
    """A manuscript, a picture, an essay more or less, a file that was made, the project's settings."""
    Path("c/README.md").write_text("Read me: no essay, and no front matter at all.\n")
    run("build", "c")
    assert answer("build", "c") is not None
    change()
    assert answer("build", "c") is None


def test_an_answer_is_for_its_own_command_line(essays: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other words, another folder, `--no-cache`: something to do."""
    run("build", "c")
    assert answer("build", "c") is not None
    for words in (("build", "c", "-v"), ("build", "c", "--no-cache"), ("pdf", "c/a.md"), ("explain", "EP421"), ()):
        assert answer(*words) is None
    monkeypatch.setenv("NO_COLOR", "1")
    assert answer("build", "c") is None


def test_what_fails_is_never_answered(essays: Path, write: Write) -> None:
    """Its exit status is not 0, and it is tried again."""
    write("c/bad.md", "---\ntitle: [\n---\n")
    assert run("build", "c").exit_code != 0
    assert answer("build", "c") is None


def test_nothing_is_kept_where_no_cache_is_wanted(essays: Path) -> None:
    """Nor is what was kept looked at."""
    result = run("build", "c", "--no-cache")
    assert result.exit_code == 0
    assert not Path(".essay-press").exists()


def test_an_answer_loads_next_to_nothing(essays: Path) -> None:
    """Neither Click nor anything else that takes longer than the answer."""
    run("build", "c")
    script = (
        "import sys; before = set(sys.modules); from essay_press.cache import replay;"
        "said = replay.recall(['build', 'c', '--no-check', '--jobs', '1']);"
        "print(said is not None, len(set(sys.modules) - before), 'click' in sys.modules, 're' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(SOURCE)!r}); {script}"],
                          capture_output=True, text=True, check=True, env=dict(os.environ))  # fmt: skip
    answered, modules, *heavy = done.stdout.split()
    assert (answered, int(modules) < 12, heavy) == ("True", True, ["False", "False"])


# ---------------------------------------------------------------- verdicts
def test_a_verdict_is_kept_by_the_hash_of_the_file(monkeypatch: pytest.MonkeyPatch, essays: Path) -> None:
    """A file is looked at once, whatever its dates; another file or essay, or --no-cache, and it is looked at again."""
    looked: list[bytes] = []

    def look(data: bytes, *_: object, **__: object) -> tuple[Report, ...]:
        looked.append(data)
        return (Report("words", (Diagnostic(Severity.WARNING, "EP512", "a word is lost", None, "find it"),), 7),)

    def here(_: object, __: object, ___: object, function: Callable[..., object], *arguments: object) -> object:
        return function(*arguments)

    monkeypatch.setattr("essay_press.check.check", look)
    monkeypatch.setattr("essay_press.build.limits.apart", here)
    Path("a-a5.pdf").write_bytes(b"%PDF- one")
    command = ["check", "a-a5.pdf", "--against", "c/a.md"]
    first = CliRunner().invoke(main, command)
    os.utime("a-a5.pdf", (1, 1))
    again = CliRunner().invoke(main, command)
    assert (first.exit_code, len(looked)) == (0, 1)
    assert (again.exit_code, again.stdout, again.stderr) == (0, first.stdout, first.stderr)
    assert CliRunner().invoke(main, [*command, "--strict"]).exit_code == 1
    assert len(looked) == 1
    changes: list[Callable[[], object]] = [
        lambda: Path("a-a5.pdf").write_bytes(b"%PDF- two"),
        lambda: Path("c/a.md").write_text(Path("c/a.md").read_text() + "\nMore.\n"),
        lambda: Path("c/dot.svg").write_text(Path("c/dot.svg").read_text().replace('"3"', '"4"')),
        lambda: command.append("--no-cache"),
    ]
    for count, change in enumerate(changes, 2):
        change()
        assert CliRunner().invoke(main, command).exit_code == 0
        assert len(looked) == count


def stamps_folder() -> Path:
    """Return the cache of this folder."""
    return Path(stamps.FOLDER)
