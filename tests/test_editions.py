"""Editions: the tables of `editions.toml`, those of a project, and which of them an essay is made in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from essay_press import editions, formats, layouts, model, project
from essay_press.diagnostics import Place
from essay_press.errors import EditionError, EssayPressError

POCKET = """\
[pocket]
summary = "For the pocket"
format = "pdf"
layouts = ["classic"]
trim = { width = "110mm", height = "17.8cm", bleed = "9pt" }
applies = "always"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty project that is also the working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def table(folder: Path) -> Callable[[str], Path]:
    """Return a function that writes the project's own table of editions, and returns the project."""

    def writer(text: str) -> Path:
        (folder / "layouts").mkdir()
        (folder / "layouts" / "editions.toml").write_text(text, encoding="utf-8")
        return folder

    return writer


def essay(**front: object) -> model.Essay:
    """Return an essay with this front matter."""
    return model.Essay("a.md", Path(), model.Metadata(title="T", **front), "<p>x</p>")  # type: ignore[arg-type]


def told(error: EssayPressError) -> list[tuple[str, str, str]]:
    """Return code, place and message of each diagnostic."""
    return [(item.code, str(item.place or ""), item.message) for item in error.diagnostics]


# ---------------------------------------------------------------- the tables
def test_the_bundled_editions() -> None:
    """Their names, pages in mm, and the designs that set them by default."""
    found = {
        name: (item.trim and (item.trim.width, item.trim.height), item.layouts[0], item.double_sided)
        for name, item in editions.load().items()
    }
    assert found == {
        "a4": ((210.0, 297.0), "modern", False),
        "letter": ((215.9, 279.4), "modern", False),
        "a5": ((148.0, 210.0), "classic", True),
        "large-print": ((210.0, 297.0), "large-print", False),
        "epub": (None, "classic", False),
    }


def test_editions_know_the_formats_that_there_are() -> None:
    """The two lists stand in rooms that may not import each other."""
    assert sorted(formats.FORMATS) == list(editions.FORMATS)


def test_every_pdf_is_archivable_and_accessible() -> None:
    """PDF/A-2a and PDF/UA-1 at once."""
    claims = {item.standards for item in editions.load().values() if item.format == "pdf"}
    assert claims == {("pdf/a-2a", "pdf/ua-1")}


def test_a_project_adds_an_edition(table: Callable[[str], Path]) -> None:
    """One table and no code; lengths may be in mm, cm, in or pt."""
    found = editions.load(table(POCKET))
    assert list(found) == ["a4", "letter", "a5", "large-print", "epub", "pocket"]
    assert found["pocket"].trim == model.Trim(110.0, 178.0, 3.175, marks=False)


def test_a_project_changes_an_edition(table: Callable[[str], Path]) -> None:
    """A table of the same name takes the place of ours."""
    found = editions.load(table(POCKET.replace("pocket", "a5", 1)))
    assert (list(found), found["a5"].summary) == (["a4", "letter", "a5", "large-print", "epub"], "For the pocket")


def test_a_projects_design_sets_the_editions_of_its_parent(folder: Path) -> None:
    """A new folder is enough to set every edition that the design it extends sets."""
    own = folder / "layouts" / "mine"
    own.mkdir(parents=True)
    (own / "layout.toml").write_text('extends = "classic"\n')
    names = [name for name, item in editions.load(folder).items() if "mine" in item.layouts]
    assert names == ["a4", "letter", "a5", "epub"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[pocket]", "[pocket", ("EP307", ":1:8", None)),
        ("[pocket]", "[Pocket/x]", ("EP307", ":1:8", None)),
        ("[pocket]", '["Pocket/x"]', ("EP304", ":1:1", "`Pocket/x` cannot be the name of an edition")),
        ("[pocket]", "x = 1\n[pocket]", ("EP304", ":1:1", "`x` cannot be 1")),
        ('summary = "For the pocket"', "summary = 1", ("EP304", ":2:1", "`pocket.summary` cannot be 1")),
        ('summary = "For the pocket"', "", ("EP303", ":1:1", "`pocket.summary` is missing")),
        ("summary", "sumary = 1\nsummary", ("EP302", ":2:1", "unknown key `pocket.sumary`")),
        ('"pdf"', '"docx"', ("EP304", ":3:1", '`pocket.format` cannot be "docx"')),
        ('["classic"]', '"classic"', ("EP304", ":4:1", '`pocket.layouts` cannot be "classic"')),
        ('["classic"]', "[]", ("EP304", ":4:1", "`pocket.layouts` cannot be []")),
        ('["classic"]', '["classic", "classic"]', ("EP304", ":4:1", None)),
        ('["classic"]', '["clasic"]', ("EP306", ":4:1", None)),
        ('["classic"]', '["base"]', ("EP306", ":4:1", None)),
        ('height = "17.8cm", ', "", ("EP303", ":5:1", "`pocket.trim.height` is missing")),
        ('"17.8cm"', '"-17.8cm"', ("EP304", ":5:1", '`pocket.trim.height` cannot be "-17.8cm"')),
        ('"17.8cm"', '"0mm"', ("EP304", ":5:1", '`pocket.trim.height` cannot be "0mm"')),
        ('"17.8cm"', "178", ("EP304", ":5:1", "`pocket.trim.height` cannot be 178")),
        ('"17.8cm"', '"20m"', ("EP304", ":5:1", '`pocket.trim.height` cannot be "20m"')),
        ("bleed", "blead", ("EP302", ":5:1", "unknown key `pocket.trim.blead`")),
        ('{ width = "110mm", height = "17.8cm", bleed = "9pt" }', '"a6"', ("EP304", ":5:1", None)),
        ('trim = { width = "110mm", height = "17.8cm", bleed = "9pt" }', "", ("EP303", ":1:1", None)),
        ('"always"', '"never"', ("EP304", ":6:1", '`pocket.applies` cannot be "never"')),
        ('"always"', '"always"\nscale = -1', ("EP304", ":7:1", "`pocket.scale` cannot be -1")),
        ('"always"', '"always"\nscale = "1"', ("EP304", ":7:1", '`pocket.scale` cannot be "1"')),
        ('"always"', '"always"\ndouble_sided = 1', ("EP304", ":7:1", "`pocket.double_sided` cannot be 1")),
        ('"always"', '"always"\nstandards = "pdf/a-2a"', ("EP304", ":7:1", None)),
        ('"always"', '"always"\nneeds = ["luck"]', ("EP304", ":7:1", '`pocket.needs` cannot be ["luck"]')),
        ("[pocket]", POCKET + "[pocket]", ("EP307", ":7:8", None)),
    ],
)  # fmt: skip
def test_a_fault_in_an_edition_is_told_with_its_line(
    table: Callable[[str], Path], old: str, new: str, expected: tuple[str, str, str | None]
) -> None:
    """Each of these is one fault, where it stands."""
    with pytest.raises(EditionError) as caught:
        editions.load(table(POCKET.replace(old, new, 1)))
    ((code, place, message),) = told(caught.value)
    assert (code, place) == (expected[0], f"{Path('layouts', 'editions.toml')}{expected[1]}")
    assert message == (expected[2] or message)


# ---------------------------------------------------------------- what is made
def test_without_a_wish_every_edition_is_made() -> None:
    """In the order of the table."""
    assert [item.name for item in editions.select(essay())] == ["a4", "letter", "a5", "large-print", "epub"]


def test_the_command_line_the_front_matter_and_the_project_choose_in_this_order() -> None:
    """Each only where the one before is silent; a name given twice counts once."""
    front = essay(editions=("epub",))
    assert [item.name for item in editions.select(front, ("a5", "a4", "a5"), None, ("letter",))] == ["a5", "a4"]
    assert [item.name for item in editions.select(front, (), None, ("letter",))] == ["epub"]
    assert [item.name for item in editions.select(essay(), (), None, ("letter",))] == ["letter"]


def test_an_unknown_edition_is_told_where_it_stands() -> None:
    """All of them at once, with the nearest name, or all names."""
    place = Place("a.md", 4, 1)
    with pytest.raises(EditionError) as caught:
        editions.select(essay(editions=("larg-print", "a5", "zzz"), places=(("editions", place),)))
    assert told(caught.value) == [
        ("EP300", "a.md:4:1", "there is no edition `larg-print`"),
        ("EP300", "a.md:4:1", "there is no edition `zzz`"),
    ]
    hints = [item.hint for item in caught.value.diagnostics]
    assert hints == ["did you mean `large-print`?", "there are a4, letter, a5, large-print, epub"]


def test_an_edition_for_spoilers_is_skipped_without_them(table: Callable[[str], Path]) -> None:
    """And the reason is said."""
    pocket = editions.load(table(POCKET.replace("always", "has-spoilers")))["pocket"]
    work = model.Spoilers((model.Work("W", "film"),), model.Extent.PLOT)
    assert editions.skip_reason(pocket, essay()) == "the essay has no spoilers"
    assert editions.skip_reason(pocket, essay(spoilers=work)) == ""


def test_an_edition_is_skipped_when_the_layout_asked_for_does_not_set_it() -> None:
    """`build --layout modern` makes what modern sets."""
    reason = editions.skip_reason(editions.named("large-print"), essay(), "modern")
    assert reason == "layout modern does not set it (large-print does)"


def test_the_layout_of_an_edition() -> None:
    """The command line, then the essay, then the project, then the edition's own; what cannot set it gives way."""
    a5, large = editions.named("a5"), editions.named("large-print")
    own = essay(layout="modern")
    assert editions.choose_layout(a5, own, "classic") == "classic"
    assert editions.choose_layout(a5, own, "", "classic") == "modern"
    assert editions.choose_layout(a5, essay(), "", "modern") == "modern"
    assert editions.choose_layout(a5, essay()) == "classic"
    assert editions.choose_layout(large, own, "", "classic") == "large-print"


def test_a_layout_that_does_not_set_an_edition_is_refused_when_asked_for() -> None:
    """With those that do."""
    with pytest.raises(EditionError) as caught:
        editions.choose_layout(editions.named("a5"), essay(), "large-print")
    (item,) = caught.value.diagnostics
    assert (item.code, item.hint) == ("EP301", "a5 is set by classic, modern")


def test_every_layout_sets_an_edition() -> None:
    """A design that nothing uses would be dead weight."""
    used = {name for item in editions.load().values() for name in item.layouts}
    assert sorted(used) == list(layouts.names())


# ---------------------------------------------------------------- a project's file
def test_a_project_without_a_file_wishes_nothing(folder: Path) -> None:
    """The file is never needed."""
    assert project.load(folder) == project.load(None) == project.Project()


def test_a_project_chooses_editions_layout_and_options(folder: Path) -> None:
    """Each with its place, for what may be said of it later."""
    text = 'editions = ["a5", "epub"]\nlayout = "modern"\n\n[options]\naccent = "#003366"\n'
    (folder / "essay-press.toml").write_text(text, encoding="utf-8")
    found = project.load(folder)
    assert (found.editions, found.layout, found.options) == (("a5", "epub"), "modern", (("accent", "#003366"),))
    assert str(found.place("options.accent")) == "essay-press.toml:5:1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("editions = [", ("EP320", "", "not valid TOML: Invalid value")),
        ('\nedition = ["a5"]', ("EP321", ":2:1", "unknown key `edition`")),
        ('editions = "a5"', ("EP322", ":1:1", '`editions` cannot be "a5"')),
        ("editions = []", ("EP322", ":1:1", "`editions` cannot be []")),
        ("layout = 1", ("EP322", ":1:1", "`layout` cannot be 1")),
        ("options = 1", ("EP322", ":1:1", "`options` cannot be 1")),
        ("[options]\nnotes = []", ("EP322", ":2:1", "option `notes` cannot be []")),
    ],
)
def test_a_fault_in_a_projects_file_is_told_with_its_line(
    folder: Path, text: str, expected: tuple[str, str, str]
) -> None:
    """Each of these is one fault, where it stands."""
    (folder / "essay-press.toml").write_text(text, encoding="utf-8")
    with pytest.raises(EditionError) as caught:
        project.load(folder)
    code, place, message = expected
    assert told(caught.value) == [(code, f"essay-press.toml{place}", message)]
