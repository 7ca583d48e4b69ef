"""Which of many essays are built: parts for several machines, and what git says has changed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from essay_press.build import selection
from essay_press.cli import main
from essay_press.errors import EditionError

ESSAY = "---\ntitle: {name}\nauthor: A. N. Author\nlang: en\n---\n\nA paragraph of {name}.\n"


def _git(folder: Path, *words: str) -> None:
    """Run git in a folder, as nobody in particular."""
    named = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *named, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Return a repository of three committed essays, one of them with a picture."""
    for name in ("one", "two", "three"):
        (tmp_path / f"{name}.md").write_text(ESSAY.format(name=name), encoding="utf-8")
    (tmp_path / "pictures").mkdir()
    (tmp_path / "pictures" / "a view.png").write_bytes(b"first")
    with (tmp_path / "two.md").open("a", encoding="utf-8") as file:
        file.write("\n![A view](pictures/a%20view.png)\n")
    _git(tmp_path, "init", "-q")
    _git(tmp_path, "add", "-A")
    _git(tmp_path, "commit", "-q", "-m", "essays")
    return tmp_path


def _essays(folder: Path) -> tuple[Path, ...]:
    """Return the manuscripts of a folder."""
    return tuple(sorted(folder.glob("*.md")))


def _names(paths: tuple[Path, ...]) -> list[str]:
    """Return the stems of paths."""
    return [path.stem for path in paths]


@pytest.mark.parametrize("text", ["0/4", "5/4", "3", "a/b", "-1/4", "1/0", "1/4/2", ""])
def test_what_is_no_part_is_refused(text: str) -> None:
    """A part has a number from 1 to their count."""
    assert selection.shard(text) is None


def test_the_parts_hold_every_essay_once_and_are_of_about_one_size() -> None:
    """Sixteen machines build each of 2,000 essays once, and none twice as many as another."""
    paths = tuple(Path(f"essays/essay-{number}.md") for number in range(2000))
    parts = [selection.part(paths, selection.Shard(number, 16)) for number in range(1, 17)]
    assert sorted(path for part in parts for path in part) == sorted(paths)
    assert max(map(len, parts)) < 1.5 * min(map(len, parts))


def test_an_essay_stays_in_its_part_wherever_the_folder_lies() -> None:
    """Caches kept by part stay useful: neither other essays nor the folder decide."""
    names = [f"essay-{number}.md" for number in range(50)]
    here = selection.part([Path("content", name) for name in names], selection.Shard(2, 3))
    there = selection.part([Path("/srv/elsewhere", name) for name in names[:40]], selection.Shard(2, 3))
    assert [path.name for path in here if path.name in names[:40]] == [path.name for path in there]


def test_nothing_has_changed_after_a_commit(archive: Path) -> None:
    """What is as it was committed is left out."""
    assert selection.changed(_essays(archive), "HEAD", archive) == ()


def test_what_is_edited_or_new_has_changed(archive: Path) -> None:
    """An edit that is not committed counts, and so does a file that git has never seen."""
    (archive / "one.md").write_text(ESSAY.format(name="another"), encoding="utf-8")
    (archive / "zero.md").write_text(ESSAY.format(name="zero"), encoding="utf-8")
    assert _names(selection.changed(_essays(archive), "HEAD", archive)) == ["one", "zero"]


def test_an_essay_changes_with_its_picture(archive: Path) -> None:
    """The essay that shows a picture is built again when that has changed, the others are not."""
    (archive / "pictures" / "a view.png").write_bytes(b"second")
    assert _names(selection.changed(_essays(archive), "HEAD", archive)) == ["two"]


@pytest.mark.parametrize("name", ["essay-press.toml", "layouts/editions.toml", "layouts/own/print.css"])
def test_what_sets_all_essays_changes_all(archive: Path, name: str) -> None:
    """A project's settings and layouts are in every edition."""
    (archive / name).parent.mkdir(parents=True, exist_ok=True)
    (archive / name).write_text("# changed\n", encoding="utf-8")
    assert _names(selection.changed(_essays(archive), "HEAD", archive)) == ["one", "three", "two"]


def test_an_earlier_revision_counts_all_since(archive: Path) -> None:
    """What was committed after the revision has changed too."""
    (archive / "three.md").write_text(ESSAY.format(name="other"), encoding="utf-8")
    _git(archive, "commit", "-q", "-a", "-m", "other")
    assert selection.changed(_essays(archive), "HEAD", archive) == ()
    assert _names(selection.changed(_essays(archive), "HEAD~1", archive)) == ["three"]


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "HEAD~9"])
def test_a_revision_that_is_not_there_is_an_error(archive: Path, revision: str) -> None:
    """Nothing is guessed, and no revision is taken for an option of git."""
    with pytest.raises(EditionError) as caught:
        selection.changed(_essays(archive), revision, archive)
    assert caught.value.diagnostics[0].code == "EP372"
    assert not (archive / "x").exists()


def test_a_folder_that_git_does_not_keep_is_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a repository there is nothing to compare with."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(EditionError) as caught:
        selection.changed((), "HEAD", tmp_path)
    assert caught.value.diagnostics[0].code == "EP371"


def test_without_git_the_error_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without git builds everything else."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EditionError) as caught:
        selection.changed((), "HEAD", tmp_path)
    assert caught.value.diagnostics[0].code == "EP370"


def test_the_command_builds_what_has_changed_of_one_part(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both choices go together; where nothing is left, that is said and is no failure."""
    monkeypatch.chdir(archive)
    (archive / "one.md").write_text(ESSAY.format(name="another"), encoding="utf-8")
    words = ["build", ".", "-e", "epub", "-o", "out", "--no-check", "--since", "HEAD", "-j1"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    assert _names(tuple((archive / "out").iterdir())) == ["one"]
    mine = next(number for number in (1, 2) if selection.part([Path("one.md")], selection.Shard(number, 2)))
    done = CliRunner().invoke(main, [*words, "--shard", f"{3 - mine}/2"])
    assert done.exit_code == 0, done.output
    assert "nothing to build" in done.output


def test_a_part_that_is_none_is_a_usage_error(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message shows how a part is written."""
    monkeypatch.chdir(archive)
    done = CliRunner().invoke(main, ["build", ".", "--shard", "5/4"])
    assert done.exit_code == 2
    assert "3/16" in done.output


@pytest.mark.parametrize(("switch", "built"), [("--fail-fast", 0), ("--keep-going", 2)])
def test_the_first_failure_ends_a_build_only_when_asked(
    archive: Path, monkeypatch: pytest.MonkeyPatch, switch: str, built: int
) -> None:
    """Of three essays the first is broken; the others are built unless that ends it all."""
    monkeypatch.chdir(archive)
    (archive / "two.md").write_text(ESSAY.format(name="two"), encoding="utf-8")
    (archive / "one.md").write_text("---\ntitle: [\n---\n\nWords.\n", encoding="utf-8")
    done = CliRunner().invoke(main, ["build", ".", "-e", "epub", "-o", "out", "--no-check", "-j1", switch])
    assert done.exit_code == 1, done.output
    assert len(list((archive / "out").glob("*.epub"))) == built
