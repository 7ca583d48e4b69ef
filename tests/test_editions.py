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
SHEET = 'impose = { scheme = "booklet", width = "297mm", height = "210mm" }'
TOO_SMALL = "`pocket.impose`: the sheet is too small for 2 pages beside and 1 above each other"
FOR_PAPER = "edition pocket is for the screen, and `impose` is for paper"
CLAIMS = "edition pocket cannot be pdf/a-2a and be imposed"
UNTAGGED = "edition pocket cannot be PDF/A-2a without tags"


def sheet(old: str, new: str) -> str:
    """Return the end of the table with its sheet, a piece of it replaced."""
    return f'"always"\n{SHEET.replace(old, new)}'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty project that is also the working folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def table(folder: Path) -> Callable[[str], Path]:
    """Return a function that writes the project's own table of editions, and returns the project."""

    def writer(text: str) -> Path:
        (folder / "layouts").mkdir(exist_ok=True)
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
        "screen": ((203.2, 152.4), "modern", False),
        "large-print": ((210.0, 297.0), "large-print", False),
        "draft": ((148.0, 210.0), "classic", True),
        "archive": ((148.0, 210.0), "classic", True),
        "trade": ((152.4, 228.6), "classic", True),
        "trade-x1a": ((152.4, 228.6), "classic", True),
        "kdp": ((152.4, 228.6), "classic", True),
        "cover-kdp": ((152.4, 228.6), "classic", False),
        "ingramspark": ((152.4, 228.6), "classic", True),
        "cover-ingramspark": ((152.4, 228.6), "classic", False),
        "lulu": ((152.4, 228.6), "classic", True),
        "cover-lulu": ((152.4, 228.6), "classic", False),
        "booklet-a4": ((148.0, 210.0), "classic", True),
        "booklet-letter": ((139.7, 215.9), "classic", True),
        "spoiler-free": ((148.0, 210.0), "classic", True),
        "zine": ((74.25, 105.0), "zine", True),
        "zine-letter": ((69.85, 107.95), "zine", True),
        "epub": (None, "classic", False),
        "epub-spoiler-free": (None, "classic", False),
    }


def test_editions_know_the_formats_that_there_are() -> None:
    """The two lists stand in rooms that may not import each other."""
    assert sorted(formats.FORMATS) == list(editions.FORMATS)


def test_every_pdf_to_be_read_is_archivable_and_accessible() -> None:
    """PDF/A-2a and PDF/UA-1 at once; sheets and press files are for machines."""
    read = ("a4", "letter", "a5", "screen", "large-print")
    assert {editions.load()[name].standards for name in read} == {("pdf/a-2a", "pdf/ua-1")}
    assert editions.load()["archive"].standards == ("pdf/a-3a", "pdf/ua-1")


def test_sheets_claim_nothing() -> None:
    """An imposed file has lost the order that both standards ask for."""
    sheets = {name: item.standards for name, item in editions.load().items() if item.impose}
    assert sheets == {"booklet-a4": (), "booklet-letter": (), "zine": (), "zine-letter": ()}


def test_a_booklet_and_the_archive_have_the_pages_of_a5() -> None:
    """So that a page number is the same on the screen, on the stapled sheets and in the library."""
    found = editions.load()
    names = ("a5", "booklet-a4", "archive")
    assert len({(found[name].trim, found[name].layouts[:2], found[name].double_sided) for name in names}) == 1


@pytest.mark.parametrize("name", ["zine", "zine-letter"])
def test_a_leaf_is_an_eighth_of_its_sheet(name: str) -> None:
    """Nothing is left over, so that no edge has to be trimmed after folding."""
    found = editions.load()[name]
    assert found.trim is not None
    assert found.impose is not None
    assert (4 * found.trim.width, 2 * found.trim.height) == pytest.approx((found.impose.width, found.impose.height))


def test_a_page_for_the_screen_is_four_to_three() -> None:
    """One page after the other, with the pull-quotes in the margin that a wide page has."""
    found = editions.load()["screen"]
    assert found.trim is not None
    assert found.trim.width / found.trim.height == pytest.approx(4 / 3)
    assert (found.screen, dict(found.options)) == (True, {"pull_quotes": "margin", "title_page": False})


def test_a_project_adds_an_edition(table: Callable[[str], Path]) -> None:
    """One table and no code; lengths may be in mm, cm, in or pt."""
    found = editions.load(table(POCKET))
    assert list(found) == [*editions.load(), "pocket"]
    assert found["pocket"].trim == model.Trim(110.0, 178.0, 3.175, marks=False)


def test_a_project_changes_an_edition(table: Callable[[str], Path]) -> None:
    """A table of the same name takes the place of ours."""
    found = editions.load(table(POCKET.replace("pocket", "a5", 1)))
    assert (list(found), found["a5"].summary) == (list(editions.load()), "For the pocket")


def test_a_projects_design_sets_the_editions_of_its_parent(folder: Path) -> None:
    """A new folder is enough to set every edition that the design it extends sets."""
    own = folder / "layouts" / "mine"
    own.mkdir(parents=True)
    (own / "layout.toml").write_text('extends = "classic"\n')
    found = editions.load(folder)
    names = [name for name, item in found.items() if "mine" in item.layouts]
    assert names == [name for name, item in found.items() if "classic" in item.layouts]
    assert len(names) > 3


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
        ('"always"', '"always"\nimpose = "a4"', ("EP304", ":7:1", '`pocket.impose` cannot be "a4"')),
        ('"always"', '"always"\nimpose = { width = "297mm", height = "210mm" }', ("EP303", ":7:1", None)),
        ('"always"', sheet("booklet", "leaflet"), ("EP304", ":7:1", None)),
        ('"always"', sheet(" }", ", signature = 6 }"), ("EP304", ":7:1", None)),
        ('"always"', sheet(" }", ", signature = 0 }"), ("EP304", ":7:1", None)),
        ('"always"', sheet(" }", ", caliper = 0.1 }"), ("EP304", ":7:1", None)),
        ('"always"', sheet(" }", ', caliper = "2mm" }'), ("EP304", ":7:1", None)),
        ('"always"', sheet("297", "200"), ("EP304", ":7:1", TOO_SMALL)),
        ('"always"', sheet("210", "177"), ("EP304", ":7:1", TOO_SMALL)),
        ('"always"', f'"always"\n{SHEET}\nstandards = ["pdf/a-2a"]', ("EP304", ":8:1", CLAIMS)),
        ('"always"', '"fits"', ("EP304", ":6:1", '`pocket.applies` cannot be "fits": any number of pages does')),
        ('"always"', f'"fits"\n{SHEET}', ("EP304", ":6:1", None)),
        ('"always"', '"always"\npages = "many"', ("EP304", ":7:1", '`pocket.pages` cannot be "many"')),
        ('"pdf"', '"epub"\npages = 8', ("EP304", ":4:1", None)),
        ('"always"', '"always"\ntagged = "no"', ("EP304", ":7:1", '`pocket.tagged` cannot be "no"')),
        ('"always"', '"always"\ntagged = false\nstandards = ["PDF/A-2a"]', ("EP304", ":7:1", UNTAGGED)),
        ('"always"', '"always"\ntagged = false\nstandards = ["pdf/ua-1"]', ("EP304", ":7:1", None)),
        ('"always"', f'"always"\ntagged = false\n{SHEET}', ("EP304", ":7:1", None)),
        ('"always"', '"always"\ntagged = false\nattach = "source"', ("EP304", ":7:1", None)),
        ('"always"', '"always"\ntagged = false\nspoilers = "removed"', ("EP304", ":7:1", None)),
        ('"pdf"', '"epub"\ntagged = false', ("EP304", ":4:1", "`pocket.tagged`: only a PDF has tags")),
        ('"always"', '"always"\nsettle = 0', ("EP304", ":7:1", "`pocket.settle` cannot be 0")),
        ('"always"', '"always"\nsettle = false\npages = 8', ("EP304", ":7:1", None)),
        ('"pdf"', f'"epub"\n{SHEET}', ("EP304", ":4:1", "`pocket.impose` needs pages, and an EPUB has none")),
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


def test_a_project_lays_pages_on_sheets(table: Callable[[str], Path]) -> None:
    """The sheet as it is printed; all pages in one signature and office paper unless it says otherwise."""
    found = editions.load(table(POCKET + SHEET))["pocket"].impose
    assert found == model.Imposition("booklet", 297.0, 210.0, signature=0, caliper=0.1)
    more = SHEET.replace("}", ', signature = 16, caliper = "0.08mm" }')
    assert editions.load(table(POCKET + more))["pocket"].impose == model.Imposition("booklet", 297, 210, 16, 0.08)


# ---------------------------------------------------------------- what is made
def test_without_a_wish_every_edition_is_made() -> None:
    """In the order of the table; a draft is made only when it is named."""
    known = list(editions.load())
    assert [item.name for item in editions.select(essay())] == [name for name in known if name != "draft"]
    assert [item.name for item in editions.select(essay(editions=("draft",)))] == ["draft"]


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
    assert hints == ["did you mean `large-print`?", f"there are {', '.join(editions.load())}"]


def test_an_edition_for_spoilers_is_skipped_without_them(table: Callable[[str], Path]) -> None:
    """And the reason is said."""
    pocket = editions.load(table(POCKET.replace("always", "has-spoilers")))["pocket"]
    work = model.Spoilers((model.Work("W", "film"),), model.Extent.PLOT)
    assert editions.skip_reason(pocket, essay()) == "the essay has no spoilers"
    assert editions.skip_reason(pocket, essay(spoilers=work)) == ""


def test_an_edition_that_must_fit_is_skipped_when_it_does_not(table: Callable[[str], Path]) -> None:
    """With the number of pages that the essay needs; any other edition takes them all."""
    text = POCKET.replace("110mm", "74mm").replace("17.8cm", "105mm").replace("always", "fits")
    zine = editions.load(table(text + SHEET.replace("booklet", "zine")))["pocket"]
    assert [editions.misfit(zine, pages) for pages in (1, 8)] == ["", ""]
    assert editions.misfit(zine, 9) == "the essay needs 9 of its pages, and its sheet holds 8"
    assert editions.misfit(editions.named("booklet-a4"), 900) == ""


def test_what_is_beyond_hope_is_counted_about() -> None:
    """Twice the pages of the sheet after one layout; nothing is beyond hope where any number will do."""
    zine, booklet = editions.named("zine"), editions.named("booklet-a4")
    assert [editions.is_hopeless(zine, pages) for pages in (8, 15, 16)] == [False, False, True]
    assert editions.misfit(zine, 94) == "the essay needs about 94 of its pages, and its sheet holds 8"
    assert not editions.is_hopeless(booklet, 900)


def test_an_essay_that_is_too_long_is_told_apart_from_what_does_not_apply() -> None:
    """The one is news for whoever wrote it, and has a cure."""
    found = [editions.skip(editions.named("zine"), "why", too_long=wrong) for wrong in (True, False)]
    assert [(item.code, item.severity, item.message, bool(item.hint)) for item in found] == [
        ("EP316", "note", "edition zine is skipped: why", True),
        ("EP305", "note", "edition zine is skipped: why", False),
    ]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('options = { pull_quote = "margin" }', ("EP205", ":7:1", "layout classic has no option `pull_quote`")),
        ("options = { drop_cap = 3 }", ("EP206", ":7:1", "option `drop_cap` of layout classic cannot be `3`")),
        ("options = true", ("EP304", ":7:1", "`pocket.options` cannot be true")),
        ("screen = 1", ("EP304", ":7:1", "`pocket.screen` cannot be 1")),
        (f"screen = true\n{SHEET.replace('297', '420').replace('210', '297')}", ("EP304", ":8:1", FOR_PAPER)),
    ],
)
def test_options_and_a_screen_that_an_edition_cannot_have(
    more: str, expected: tuple[str, str, str], table: Callable[[str], Path]
) -> None:
    """An option must be one of its layouts' own; what is for the screen is not for a sheet."""
    folder = table(POCKET + more + "\n")
    with pytest.raises(EditionError) as caught:
        editions.load(folder)
    (code, place, message) = told(caught.value)[0]
    assert (code, place[place.index(":") :], message) == expected


def test_an_editions_options_give_way_to_every_other_wish() -> None:
    """They take the place of the layout's defaults and of nothing else; what a layout does not know is passed over."""
    classic, front = layouts.load("classic"), model.Metadata(title="T", options=(("drop_cap", True),))
    wishes = (("pull_quotes", "margin"), ("drop_cap", False), ("columns", 2))
    found = [
        layouts.choose_options(classic, metadata, given, project, wishes)
        for metadata, given, project in (
            (model.Metadata(title="T"), (), ()),
            (front, (), ()),
            (front, (("pull_quotes", "none"),), (("pull_quotes", "full"),)),
        )
    ]
    assert [(item["pull_quotes"], item["drop_cap"]) for item in found] == [
        ("margin", False),
        ("margin", True),
        ("none", True),
    ]


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


# ---------------------------------------------------------------- editions for the press
PRESS = """\
[pocket]
summary = "For the printer"
format = "pdf"
layouts = ["classic"]
trim = { width = "110mm", height = "178mm", bleed = "3mm", marks = true }
double_sided = true
standards = ["pdf/x-4"]
preset = "offset-x4"
applies = "always"
"""


def test_the_trade_edition_is_for_the_press() -> None:
    """6 by 9 inches, with the bleed and the marks that its preset draws."""
    found = editions.named("trade")
    assert found.trim == model.Trim(152.4, 228.6, 3.0, marks=True)
    assert (found.standards, found.preset) == (("pdf/x-4",), "offset-x4")


def test_a_project_adds_an_edition_for_the_press(table: Callable[[str], Path]) -> None:
    """One table; the preset says the rest."""
    assert editions.load(table(PRESS))["pocket"].preset == "offset-x4"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"offset-x4"', '"offset-x5"', ("EP334", "there is no preset `offset-x5`")),
        ('preset = "offset-x4"\n', "", ("EP304", "edition pocket needs both a preset and the standard that it is for")),
        ('"pdf/x-4"', '"pdf/a-2a"', ("EP304", "edition pocket needs both a preset and the standard that it is for")),
        (
            "double_sided = true\n",
            "",
            ("EP336", "edition pocket is single-sided, and preset offset-x4 asks for a gutter"),
        ),
        ('"3mm"', '"2mm"', ("EP304", "`pocket.trim.bleed` is 2 mm, and preset offset-x4 asks for 3 mm")),
        (
            'applies = "always"',
            'applies = "always"\nimpose = { scheme = "booklet", width = "297mm", height = "210mm" }',
            ("EP304", "edition pocket cannot be imposed: a printer lays the pages on sheets"),
        ),
    ],
)
def test_an_edition_that_no_press_would_take_is_told(
    table: Callable[[str], Path], old: str, new: str, expected: tuple[str, str]
) -> None:
    """Its preset, its standard, its bleed and its sheet belong together."""
    assert old in PRESS
    with pytest.raises(EditionError) as caught:
        editions.load(table(PRESS.replace(old, new)))
    assert expected in [(code, message) for code, _, message in told(caught.value)]


def test_marks_need_a_preset(table: Callable[[str], Path]) -> None:
    """It says how they are drawn."""
    bare = PRESS.replace('standards = ["pdf/x-4"]\n', "").replace('preset = "offset-x4"\n', "")
    with pytest.raises(EditionError) as caught:
        editions.load(table(bare))
    assert [message for _, _, message in told(caught.value)] == ["`pocket.trim.marks` needs a preset"]
