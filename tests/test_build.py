"""Building: what is found, what is made of it, and what is on the disk when something goes wrong."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from essay_press import build, editions, formats, model
from essay_press.build import Request, essays_in
from essay_press.cli import beginning
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import EditionError, EssayPressError, RenderError
from essay_press.model import Artifact, Composition, Inputs, Outcome, Status

Write = Callable[[str, str], Path]
Text = Callable[..., str]
Maker = Callable[[Composition, Inputs], Artifact]

NOTHING_WRONG: tuple[Diagnostic, ...] = ()


pytestmark = pytest.mark.usefixtures("folder")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[Composition]]:
    """Return a function that replaces both formats by one that takes no time; it returns what they were asked for.

    `found` is what the format says of each file, `fails` the edition that it cannot make.
    """

    def replace(
        found: tuple[Diagnostic, ...] = NOTHING_WRONG, fails: dict[str, Exception] | None = None
    ) -> list[Composition]:
        asked: list[Composition] = []

        def make(composition: Composition, inputs: Inputs) -> Artifact:
            del inputs
            asked.append(composition)
            name = composition.edition.name
            if error := (fails or {}).get(name):
                raise error
            return Artifact(f"{composition.stem}-{name}.pdf", "application/pdf", b"%PDF-", name, 3, found)

        monkeypatch.setattr(formats, "FORMATS", {"pdf": make, "epub": make})
        monkeypatch.setattr("essay_press.finish.finish", lambda data: data)
        monkeypatch.setattr("essay_press.finish.for_press", lambda artifact, _: artifact)
        monkeypatch.setattr("essay_press.finish.attach", lambda artifact, _: artifact)
        monkeypatch.setattr("essay_press.finish.impose", lambda artifact, _: artifact)
        monkeypatch.setattr("essay_press.formats.pdf.cover.draw", lambda _: model.CoverImage(b"", 1, 1, ""))
        return asked

    return replace


def go(*paths: str, **wishes: object) -> tuple[Outcome, ...]:
    """Build without checks."""
    request = Request(**({"check": False, "project": Path.cwd()} | wishes))  # type: ignore[arg-type]
    return build.build([Path(path) for path in paths], request)


def told(outcomes: tuple[Outcome, ...]) -> list[tuple[str, str, int, list[str]]]:
    """Return edition, status, exit status and codes of each outcome."""
    return [
        (item.edition, item.status.value, item.exit_code, [each.code for each in item.diagnostics]) for item in outcomes
    ]


def finding(code: str, severity: Severity = Severity.WARNING) -> Diagnostic:
    """Return a diagnostic."""
    return Diagnostic(severity, code, "something")


# ---------------------------------------------------------------- what is found
def test_a_folder_holds_the_markdown_that_begins_as_an_essay(write: Write, manuscript_text: Text) -> None:
    """In the order of names; a README is passed over with a note, other files and folders without."""
    for name in ("c/b.md", "c/A.markdown", "c/sub/d.md"):
        write(name, manuscript_text())
    write("c/README.md", "# Read me\n")
    write("c/notes.txt", "---\n")
    found, notes = essays_in([Path("c")])
    assert [str(path) for path in found] == [str(Path("c", "A.markdown")), str(Path("c", "b.md"))]
    assert [(item.code, item.severity, str(item.place)) for item in notes] == [
        ("EP310", Severity.NOTE, str(Path("c", "README.md")))
    ]


def test_an_essay_named_twice_is_built_once(folder: Path, write: Write, manuscript_text: Text) -> None:
    """By itself, in its folder, and by another path to the same file."""
    write("c/a.md", manuscript_text())
    found, notes = essays_in([Path("c/a.md"), Path("c"), folder / "c" / "a.md", Path("c/../c/a.md")])
    assert (found, notes) == ((Path("c/a.md"),), ())


def test_what_is_not_there_is_left_for_reading_to_say() -> None:
    """A file that is missing is an essay that fails, not a folder without essays."""
    assert essays_in([Path("no.md")]) == ((Path("no.md"),), ())


def test_a_folder_that_cannot_be_read_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """And is no traceback."""

    def refuse(_: Path) -> None:
        raise PermissionError(13, "Permission denied")

    Path("c").mkdir()
    monkeypatch.setattr(Path, "iterdir", refuse)
    (item,) = essays_in([Path("c")])[1]
    assert (item.code, item.severity, item.message) == (
        "EP311",
        Severity.ERROR,
        "the folder cannot be read: Permission denied",
    )


# ---------------------------------------------------------------- jobs
def test_every_edition_that_applies_is_made(
    write: Write, manuscript_text: Text, made: Callable[..., list[Composition]]
) -> None:
    """The essay is read once, and each file has the name of essay and edition."""
    write("a.md", manuscript_text())
    asked = made()
    outcomes = go("a.md")
    # What is bound from so many pages on is another matter (test_print_on_demand).
    names = [name for name, item in editions.load().items() if item.applies == "always"]
    built = [item for item in outcomes if item.edition in names]
    assert [item.path for item in built] == [Path("build", f"a-{name}.pdf") for name in names]
    assert len({id(composition.essay) for composition in asked}) == 1
    assert [(item.pages, item.size, item.exit_code) for item in built] == [(3, 5, 0)] * len(names)
    assert [item.edition for item in outcomes] == [
        name for name, item in editions.load().items() if item.applies != "asked"
    ]


def test_listeners_hear_before_and_after_each_job(
    write: Write, manuscript_text: Text, made: Callable[..., object]
) -> None:
    """For a display of how far things are."""
    write("a.md", manuscript_text(editions=["a5", "epub"]))
    made()
    heard: list[str] = []
    build.build(
        [Path("a.md")],
        Request(check=False),
        lambda outcome: heard.append(f"{outcome.edition} {outcome.status}"),
        lambda path, edition, count: heard.append(f"{path} {edition} {count}"),
    )
    assert heard == ["a.md  0", "a.md a5 2", "a5 built", "a.md epub 2", "epub built"]


def test_a_failing_essay_stops_no_other(write: Write, manuscript_text: Text, made: Callable[..., object]) -> None:
    """Nor does a failing edition; what was found in the manuscript is said once."""
    write("bad.md", "no front matter")
    write("good.md", manuscript_text(date=None, editions=["a4", "a5", "epub"]))
    made(fails={"a5": RenderError(finding("EP400", Severity.ERROR))})
    outcomes = go("bad.md", "good.md", "gone.md")
    assert told(outcomes) == [
        ("", "failed", 1, ["EP106"]),
        ("a4", "built", 0, ["EP119"]),
        ("a5", "failed", 3, ["EP400"]),
        ("epub", "built", 0, []),
        ("", "failed", 1, ["EP100"]),
    ]


def test_a_fault_of_the_program_stops_no_other_job(
    write: Write, manuscript_text: Text, made: Callable[..., object]
) -> None:
    """It is told in one line, with the traceback as a note."""
    write("a.md", manuscript_text(editions=["a4", "a5"]))
    made(fails={"a4": ZeroDivisionError("division by zero")})
    broken, whole = go("a.md")
    error, trace = broken.diagnostics
    assert error.message.startswith("ZeroDivisionError: division by zero (test_build.py, line ")
    assert (error.severity, trace.severity, "Traceback" in trace.message) == (Severity.ERROR, Severity.NOTE, True)
    assert (broken.exit_code, whole.status) == (1, Status.BUILT)


def test_two_essays_of_one_name_do_not_overwrite_each_other(
    write: Write, manuscript_text: Text, made: Callable[..., object]
) -> None:
    """The second is refused: on many disks `A` and `a` are one name, and so are two ways to write an é."""
    for name in ("x/e\u0301.md", "y/\u00c9.md"):
        write(name, manuscript_text(editions=["a5"]))
    made()
    assert told(go("x/e\u0301.md", "y/\u00c9.md")) == [("a5", "built", 0, []), ("", "failed", 1, ["EP313"])]


# ---------------------------------------------------------------- layouts and options
def test_an_unknown_layout_in_the_front_matter_is_told_where_it_stands(write: Write, manuscript_text: Text) -> None:
    """With the nearest name."""
    write("a.md", manuscript_text(layout="modren"))
    ((item,),) = (outcome.diagnostics for outcome in go("a.md"))
    assert (item.code, str(item.place), item.hint) == ("EP200", "a.md:5:1", "did you mean `modern`?")


def test_an_unknown_option_in_the_front_matter_is_told_once(write: Write, manuscript_text: Text) -> None:
    """For the whole essay, not for each of its editions."""
    write("a.md", manuscript_text(layout={"name": "modern", "acent": "#000000"}))
    (outcome,) = go("a.md")
    assert [(item.code, item.hint) for item in outcome.diagnostics] == [("EP205", "did you mean `accent`?")]


def test_all_that_an_essay_names_in_vain_is_told_at_once(write: Write, manuscript_text: Text) -> None:
    """Editions and layout."""
    write("a.md", manuscript_text(layout="modren", editions=["a55", "a5"]))
    assert told(go("a.md")) == [("", "failed", 1, ["EP200", "EP300"])]


def test_an_unknown_edition_in_the_front_matter_fails_that_essay_alone(
    write: Write, manuscript_text: Text, made: Callable[..., object]
) -> None:
    """It is the essay's fault, so the status is 1."""
    write("a.md", manuscript_text(editions=["a55"]))
    write("b.md", manuscript_text(editions=["a5"]))
    made()
    assert told(go("a.md", "b.md")) == [("", "failed", 1, ["EP300"]), ("a5", "built", 0, [])]


def test_a_layout_gives_way_in_editions_that_it_does_not_set(
    write: Write, manuscript_text: Text, made: Callable[..., list[Composition]]
) -> None:
    """And its options with it: the large-print edition of an essay in modern is simply large print."""
    write("a.md", manuscript_text(layout={"name": "modern", "accent": "#003366", "pull_quotes": "cut-in"}))
    asked = made()
    names = ("a4", "letter", "a5", "large-print", "epub")
    assert {item.status for item in go("a.md", editions=names)} == {Status.BUILT}
    found = {item.edition.name: (item.layout.name, dict(item.options)["pull_quotes"]) for item in asked}
    assert found == {
        "a4": ("modern", "cut-in"),
        "letter": ("modern", "cut-in"),
        "a5": ("modern", "cut-in"),
        "large-print": ("large-print", "full"),
        "epub": ("modern", "cut-in"),
    }


def test_a_layout_on_the_command_line_skips_what_it_does_not_set(
    write: Write, manuscript_text: Text, made: Callable[..., object]
) -> None:
    """But an edition that is asked for by name must be made."""
    write("a.md", manuscript_text())
    made()
    found = {edition: status for edition, status, _, _ in told(go("a.md", layout="large-print"))}
    assert {name for name, status in found.items() if status == "built"} == {"large-print", "epub"}
    assert {name for name, status in found.items() if status == "skipped"} == {*editions.load()} - {
        "large-print",
        "epub",
        "draft",  # made only when it is named
    }
    outcomes = go("a.md", layout="large-print", editions=("a5", "epub"))
    assert told(outcomes) == [("a5", "failed", 2, ["EP301"]), ("epub", "built", 0, [])]


def test_an_edition_that_cannot_be_made_fails_when_asked_for(
    write: Write, manuscript_text: Text, made: Callable[..., object]
) -> None:
    """Otherwise it is skipped, and says why."""
    table = '[plot]\nsummary = "x"\nformat = "epub"\nlayouts = ["classic"]\napplies = "has-spoilers"\n'
    write("layouts/editions.toml", table)
    write("a.md", manuscript_text())
    made()
    assert told(go("a.md"))[-1] == ("plot", "skipped", 0, ["EP305"])
    assert told(go("a.md", editions=("plot",))) == [("plot", "failed", 1, ["EP305"])]


def test_a_project_chooses_for_all_its_essays(
    write: Write, manuscript_text: Text, made: Callable[..., list[Composition]]
) -> None:
    """Front matter goes before it, the command line before both."""
    write("essay-press.toml", 'editions = ["a5"]\nlayout = "modern"\n[options]\nalign = "justified"\n')
    write("a.md", manuscript_text())
    write("b.md", manuscript_text(editions=["a4"], layout={"align": "ragged"}))
    asked = made()
    go("a.md", "b.md")
    go("a.md", layout="classic")
    found = [(item.edition.name, item.layout.name, dict(item.options).get("align")) for item in asked]
    assert found == [("a5", "modern", "justified"), ("a4", "modern", "ragged"), ("a5", "classic", None)]


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ('editions = ["a55"]', "EP300", "essay-press.toml:1:1"),
        ('\nlayout = "modren"', "EP200", "essay-press.toml:2:1"),
        ('layout = "classic"\n[options]\naccent = "#003366"', "EP205", "essay-press.toml:3:1"),
        ('[options]\naccent = "red"', "EP206", "essay-press.toml:2:1"),
    ],
)
def test_a_project_that_names_what_is_not_there_is_told_at_once(write: Write, text: str, code: str, place: str) -> None:
    """With the line of its file."""
    write("essay-press.toml", text)
    with pytest.raises(EssayPressError) as caught:
        go("a.md")
    assert [(item.code, str(item.place)) for item in caught.value.diagnostics] == [(code, place)]
    assert build.exit_code(caught.value) == 1


# ---------------------------------------------------------------- what counts
@pytest.mark.parametrize(
    ("code", "severity", "strict", "status", "codes"),
    [
        ("EP574", Severity.WARNING, False, "built", ["EP574"]),
        ("EP574", Severity.WARNING, True, "failed", ["EP574"]),
        ("EP574", Severity.NOTE, True, "built", ["EP574"]),
        ("EP561", Severity.ERROR, False, "failed", ["EP561"]),
        ("EP575", Severity.WARNING, True, "built", []),
        ("EP575", Severity.ERROR, False, "built", []),
        ("EP401", Severity.WARNING, True, "built", []),
        ("EP400", Severity.ERROR, False, "failed", ["EP400", "EP342"]),
    ],
)
def test_what_an_author_accepts_does_not_count(
    write: Write,
    manuscript_text: Text,
    made: Callable[..., object],
    code: str,
    severity: Severity,
    strict: bool,
    status: str,
    codes: list[str],
) -> None:
    """The essay accepts EP575, EP400 and EP401: warnings and checks can be accepted, what stops a stage cannot."""
    accepted = [{"code": each, "reason": "why"} for each in ("EP575", "EP400", "EP401")]
    write("a.md", manuscript_text(ignore=accepted, editions=["a5"]))
    made((finding(code, severity),))
    outcomes = go("a.md", strict=strict)
    assert [(found, said) for _, found, _, said in told(outcomes)] == [(status, codes)]
    assert Path("build/a-a5.pdf").exists() == (status == "built")


def test_a_warning_in_the_manuscript_stops_the_essay_under_strict(
    write: Write, manuscript_text: Text, made: Callable[..., object]
) -> None:
    """All its editions, and once; unless the author accepts it."""
    write("a.md", manuscript_text(modified="2020-01-01"))
    accepted = [{"code": "EP118", "reason": "a new edition of an old text"}]
    write("b.md", manuscript_text(modified="2020-01-01", ignore=accepted, editions=["a5"]))
    made()
    assert told(go("a.md", "b.md", strict=True)) == [("", "failed", 1, ["EP118"]), ("a5", "built", 0, [])]


# ---------------------------------------------------------------- the disk
def test_a_failed_build_leaves_the_former_file(
    write: Write, manuscript_text: Text, made: Callable[..., object]
) -> None:
    """And nothing beside it."""
    write("a.md", manuscript_text(editions=["a5"]))
    write("build/a-a5.pdf", "%PDF-former")
    made(fails={"a5": RenderError(finding("EP400", Severity.ERROR))})
    go("a.md")
    assert [(item.name, item.read_text()) for item in Path("build").iterdir()] == [("a-a5.pdf", "%PDF-former")]


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), OSError(28, "No space left on device")])
def test_an_interrupted_write_leaves_the_former_file(
    monkeypatch: pytest.MonkeyPatch, write: Write, stop: BaseException
) -> None:
    """Whatever happens while bytes are on their way; the half-written file is taken away."""

    def fail(_: int) -> None:
        raise stop

    target = write("out/a.pdf", "former")
    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises((KeyboardInterrupt, EditionError)):
        build.write(b"new", target)
    assert [(item.name, item.read_text()) for item in Path("out").iterdir()] == [("a.pdf", "former")]


def test_a_full_disk_is_told_with_its_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """And a cure."""

    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(EditionError) as caught:
        build.write(b"new", Path("out/a.pdf"))
    (item,) = caught.value.diagnostics
    assert str(item).startswith(f"{Path('out', 'a.pdf')}: error EP312: cannot be written: No space left on device\n")


def test_a_file_is_written_as_any_other() -> None:
    """Its folder is made, its permissions are those of a new file, and nothing else is left."""
    mask = os.umask(0o027)
    try:
        build.write(b"new", Path("deep/er/a.pdf"))
    finally:
        os.umask(mask)
    path = Path("deep/er/a.pdf")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"new", 0o640)
    assert list(path.parent.iterdir()) == [path]


def test_a_link_is_followed(write: Write) -> None:
    """The file it leads to is replaced, the link stays."""
    write("there/a.pdf", "former")
    Path("a.pdf").symlink_to("there/a.pdf")
    build.write(b"new", Path("a.pdf"))
    assert (Path("a.pdf").is_symlink(), Path("there/a.pdf").read_bytes()) == (True, b"new")


def test_links_in_a_ring_are_no_traceback() -> None:
    """They cannot be written through."""
    Path("a.pdf").symlink_to("b.pdf")
    Path("b.pdf").symlink_to("a.pdf")
    with pytest.raises(EditionError):
        build.write(b"new", Path("a.pdf"))


@pytest.mark.parametrize("content", ["# An essay", "PK but no zip", "\x00"])
def test_a_slip_on_the_command_line_costs_no_manuscript(write: Write, content: str) -> None:
    """`-o` replaces a PDF, an EPUB or an empty file, and nothing else."""
    target = write("b.md", content)
    with pytest.raises(EditionError) as caught:
        go("a.md", target=target)
    assert ([item.code for item in caught.value.diagnostics], target.read_text()) == (["EP314"], content)
    assert build.exit_code(caught.value) == 2


@pytest.mark.parametrize("content", ["%PDF-1.4 of yesterday", "PK\x03\x04", ""])
def test_a_former_pdf_or_epub_is_replaced(
    write: Write, manuscript_text: Text, made: Callable[..., object], content: str
) -> None:
    """That is what `-o` is for."""
    write("a.md", manuscript_text())
    target = write("my.pdf", content)
    made()
    assert [item.path for item in go("a.md", editions=("a5",), target=target)] == [target]
    assert target.read_bytes() == b"%PDF-"


# ---------------------------------------------------------------- for real
def test_a_new_essay_becomes_files() -> None:
    """What `essay-press new` writes builds in every edition with the fast checks, without error or warning.

    One that applies only where it fits may be skipped.
    """
    path = beginning.write("On Beginning", None, "en", "Ann Example")
    outcomes = build.build([path], Request(strict=True, project=Path.cwd()))
    assert [
        str(item) for outcome in outcomes for item in outcome.diagnostics if item.severity is not Severity.NOTE
    ] == []
    needed = [name for name, item in editions.load().items() if item.applies == "always"]
    made = [item.edition for item in outcomes if item.path is not None and item.path.is_file()]
    assert [name for name in made if name in needed] == needed
