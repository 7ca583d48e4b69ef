"""However many editions are made at once, outcomes, messages and bytes are those of one after the other."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from essay_press import build, editions, formats, model
from essay_press.build import Request, order, workers
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.formats.pdf.settle import settle as whole
from essay_press.model import Artifact, Composition, Edition, Inputs, Outcome, Status

Text = Callable[..., str]
Write = Callable[..., Path]

forks = pytest.mark.skipif(not workers.can_fork(), reason="processes cannot fork here")
ROOT = Path(__file__).resolve().parent.parent


pytestmark = pytest.mark.usefixtures("folder")


def plain(outcomes: tuple[Outcome, ...]) -> list[Outcome]:
    """Return outcomes without what differs from run to run."""
    return [replace(item, seconds=0.0) for item in outcomes]


def pretend(monkeypatch: pytest.MonkeyPatch, make: Callable[[Composition, Inputs], Artifact]) -> None:
    """Let `make` stand for both formats, and finishing do nothing."""
    monkeypatch.setattr(formats, "FORMATS", {"pdf": make, "epub": make})
    monkeypatch.setattr("essay_press.finish.finish", lambda data: data)
    monkeypatch.setattr("essay_press.finish.for_press", lambda artifact, _: artifact)
    monkeypatch.setattr("essay_press.finish.attach", lambda artifact, _: artifact)
    monkeypatch.setattr("essay_press.finish.impose", lambda artifact, _: artifact)
    monkeypatch.setattr("essay_press.formats.pdf.cover.draw", lambda _: model.CoverImage(b"", 1, 1, ""))


def artifact(composition: Composition, *found: Diagnostic) -> Artifact:
    """Return a file whose content names essay and edition."""
    name = composition.edition.name
    data = f"%PDF- {composition.stem} {name}".encode()
    return Artifact(f"{composition.stem}-{name}.pdf", "application/pdf", data, name, 3, found)


# ---------------------------------------------------------------- side by side
def test_files_and_outcomes_are_the_same_however_many_are_made_at_once(folder: Path) -> None:
    """Byte for byte, message for message, in the same order; with the settled pages of others and without."""
    path = ROOT / "content" / "jetee.md"
    names = ("a5", "booklet-a4", "trade-x1a", "kdp", "epub")
    found = {}
    for jobs in (1, 3):
        out = folder / str(jobs)
        outcomes = build.build([path], Request(names, "classic", out=out, project=ROOT, jobs=jobs, check=False))
        files = {item.name: item.read_bytes() for item in out.iterdir()}
        found[jobs] = ([replace(item, path=None) for item in plain(outcomes)], files)
    for name in names:
        build.build([path], Request((name,), "classic", out=folder / "alone", project=ROOT, check=False))
    alone = {item.name: item.read_bytes() for item in (folder / "alone").iterdir()}
    assert len(alone) == 4  # Amazon KDP binds no essay of so few pages
    assert found[1] == found[3]
    assert found[1][1] == alone


@forks
def test_outcomes_come_in_order_and_none_is_mixed_up(
    monkeypatch: pytest.MonkeyPatch, write: Write, manuscript_text: Text
) -> None:
    """The first edition takes longest, one fails, and each tells its own name: the order is that of the table."""

    def make(composition: Composition, inputs: Inputs) -> Artifact:
        del inputs
        name = f"{composition.stem} {composition.edition.name}"
        for _ in range(200_000 if composition.edition.name == "a4" else 10):
            name.upper()
        if composition.edition.name == "letter":
            message = f"no {name}"
            raise ValueError(message)
        return artifact(composition, Diagnostic(Severity.NOTE, "EP421", f"of {name}"))

    pretend(monkeypatch, make)
    paths = [write(f"{name}.md", manuscript_text(editions=["a4", "letter", "a5", "epub"])) for name in "abcd"]
    request = Request(check=False, project=Path.cwd())
    heard: list[Outcome] = []
    begun: list[tuple[str, str, int]] = []
    outcomes = build.build(
        paths, replace(request, jobs=3), heard.append, lambda path, name, count: begun.append((path.stem, name, count))
    )
    assert heard == list(outcomes)
    assert plain(outcomes) == plain(build.build(paths, request))
    assert [item.edition for item in outcomes] == ["a4", "letter", "a5", "epub"] * 4
    for item in outcomes:
        said = " ".join(each.message for each in item.diagnostics)
        assert f"{Path(item.essay).stem} {item.edition}" in said
    expected = [(name, edition, count) for name in "abcd" for edition, count in (("", 0), ("a4", 4), ("epub", 4))]
    assert set(expected) <= set(begun)


@forks
def test_an_edition_whose_process_dies_fails_alone(
    monkeypatch: pytest.MonkeyPatch, write: Write, manuscript_text: Text
) -> None:
    """It is told with the signal, and all others are made; so is an essay whose reading dies."""

    def make(composition: Composition, _: Inputs) -> Artifact:
        if composition.edition.name == "a5":
            os.kill(os.getpid(), signal.SIGKILL)
        return artifact(composition)

    pretend(monkeypatch, make)
    path = write("a.md", manuscript_text(editions=["a4", "a5", "letter"]))
    outcomes = build.build([path], Request(check=False, jobs=2))
    assert [item.status for item in outcomes] == [Status.BUILT, Status.FAILED, Status.BUILT]
    (found,) = (each for each in outcomes[1].diagnostics if each.severity is Severity.ERROR)
    assert (found.code, found.message) == (
        "EP350",
        "edition a5 was not made: its process was ended by signal SIGKILL",
    )
    assert outcomes[1].exit_code == build.EXIT_RENDERER

    monkeypatch.setattr(build, "read", lambda _: os.kill(os.getpid(), signal.SIGKILL))
    (outcome,) = build.build([path], Request(check=False, jobs=2))
    assert (outcome.edition, outcome.diagnostics[0].code) == ("", "EP350")


# ---------------------------------------------------------------- what waits for what
def test_pages_set_alike_are_settled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The booklet's pages are those of A5, X-1a's those of X-4; the archive's colophon tells of what is attached."""
    settled: list[str] = []

    def settle(composition: Composition, lay_out: Any) -> object:
        settled.append(composition.edition.name)
        return whole(composition, lay_out)

    monkeypatch.setattr("essay_press.formats.pdf.settle.settle", settle)
    names = ("a5", "archive", "booklet-a4", "trade", "trade-x1a", "a4")
    request = Request(names, "classic", out=Path("out"), project=ROOT, check=False)
    build.build([ROOT / "content" / "jetee.md"], request)
    assert settled == ["a5", "archive", "trade", "a4"]


def test_an_edition_waits_for_what_tells_it_something() -> None:
    """And for nothing else, nor for one that comes after it."""
    known = editions.load()
    chosen = [known[name] for name in ("epub", "a5", "booklet-a4", "letter", "trade", "kdp", "cover-kdp", "epub")]
    needs = order.needs(chosen, lambda edition: edition.layouts[0])
    assert dict(enumerate(needs)) == {0: (), 1: (), 2: (1,), 3: (), 4: (), 5: (4,), 6: (4, 5), 7: (1,)}


def test_another_layout_is_another_setting() -> None:
    """Pages that another layout sets were settled for nobody else."""
    known = editions.load()
    chosen: list[Edition] = [known["a5"], known["booklet-a4"]]
    layouts = {"a5": "classic", "booklet-a4": "modern"}
    assert order.needs(chosen, lambda edition: layouts[edition.name]) == ((), ())


def test_what_others_wait_for_begins_before_what_is_as_long() -> None:
    """The greatest rank is that of the longest way to the end."""
    known = editions.load()
    chosen = [known[name] for name in ("a4", "a5", "booklet-a4", "epub", "trade", "trade-x1a")]
    needs = order.needs(chosen, lambda edition: edition.layouts[0])
    ranks = order.ranks(chosen, needs)
    names = sorted(range(len(chosen)), key=lambda number: -ranks[number])
    assert [chosen[number].name for number in names][:2] == ["trade", "a5"]
