"""Layouts: folders of TOML, templates and CSS, merged with what they extend, every fault with its line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from essay_press import layouts, model
from essay_press.diagnostics import Place
from essay_press.errors import LayoutError

Design = Callable[..., Path]


@pytest.fixture
def design(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Design:
    """Return a function that writes a layout into a project, which is also the working folder, and returns that."""
    monkeypatch.chdir(tmp_path)

    def maker(text: str, name: str = "mine") -> Path:
        folder = tmp_path / "layouts" / name
        folder.mkdir(parents=True)
        (folder / "layout.toml").write_text(text, encoding="utf-8")
        return tmp_path

    return maker


def faults(project: Path, name: str = "mine") -> list[tuple[str, str, str]]:
    """Return code, place and message of each fault of a layout."""
    with pytest.raises(LayoutError) as caught:
        layouts.load(name, project)
    return [(item.code, str(item.place), item.message) for item in caught.value.diagnostics]


def hint(project: Path, name: str = "mine") -> str:
    """Return the hint of a layout's only fault."""
    with pytest.raises(LayoutError) as caught:
        layouts.load(name, project)
    (item,) = caught.value.diagnostics
    return item.hint


# ---------------------------------------------------------------- bundled designs
def test_five_designs_are_bundled() -> None:
    """The base is never chosen directly, so it is not among them."""
    assert layouts.names() == ("classic", "large-print", "magazine", "modern", "zine")


@pytest.mark.parametrize("name", layouts.names())
def test_a_bundled_design_is_whole(name: str) -> None:
    """Each has a summary, all parts, its own folder before the base, and a text face in roman and italic."""
    layout = layouts.load(name)
    text = {(face.weight, face.style) for face in layout.fonts if face.role == "text"}
    assert layout.summary
    assert layout.parts == ("cover", "title", "essay", "notes", "colophon")
    assert [root.name for root in layout.roots] == [name, "base"]
    lightest = min(weight for weight, _ in text)
    assert {(lightest, "normal"), (lightest, "italic")} <= text
    assert [face.path.name for face in layout.fonts if not face.path.is_file()] == []


def test_a_child_has_its_parents_leeway_but_for_what_it_says(design: Design) -> None:
    """A table of two keys keeps the third; nobody has any who does not say so."""
    child = design('extends = "classic"\n[fit]\nsize = 0.01\nleave_out = []\n')
    assert layouts.load("mine", child).fit == model.Leeway(0.01, 0.04, 0.05)
    assert layouts.load("large-print").fit.size == 0


def test_a_childs_option_keeps_what_it_does_not_say() -> None:
    """Classic changes the default of `drop_cap`; what the option does stays as the base says."""
    specs = {spec.name: spec for spec in layouts.load("classic").options}
    assert (specs["drop_cap"].default, specs["drop_cap"].summary) == (True, "a large first letter")


def test_an_unknown_layout_is_answered_with_the_nearest() -> None:
    """The base, which cannot be chosen, is not offered."""
    with pytest.raises(LayoutError) as caught:
        layouts.load("clasic", None, Place("a.md", 3, 9))
    (item,) = caught.value.diagnostics
    assert (item.code, str(item.place), item.hint) == ("EP200", "a.md:3:9", "did you mean `classic`?")
    with pytest.raises(LayoutError) as caught:
        layouts.load("zzz")
    assert caught.value.diagnostics[0].hint == "there are classic, large-print, magazine, modern, zine"


@pytest.mark.parametrize("name", ["", "..", "../layouts/classic", "/", "a/b", "."])
def test_a_layout_is_a_name_and_no_path(name: str) -> None:
    """Nothing outside the folders of layouts is read."""
    with pytest.raises(LayoutError) as caught:
        layouts.load(name)
    assert [item.code for item in caught.value.diagnostics] == ["EP200"]


# ---------------------------------------------------------------- a project's own
def test_a_project_adds_a_design(design: Design) -> None:
    """One folder and no code: it inherits parts, faces and options from what it extends."""
    project = design('summary = "Mine"\nextends = "classic"\n')
    mine, classic = layouts.load("mine", project), layouts.load("classic", project)
    assert "mine" in [layout.name for layout in layouts.available(project)]
    assert (mine.summary, mine.parts, mine.fonts, mine.options) == (
        "Mine",
        classic.parts,
        classic.fonts,
        classic.options,
    )


def test_a_projects_design_goes_before_ours(design: Design) -> None:
    """A folder of the same name takes its place, and may extend the bundled one that it replaces."""
    project = design('summary = "Ours, but blue"\nextends = "classic"\n', "classic")
    layout = layouts.load("classic", project)
    assert layout.summary == "Ours, but blue"
    assert layout.roots[0] == project / "layouts" / "classic"
    assert layout.roots[1:] == layouts.load("classic").roots


def test_a_project_without_designs_has_ours(tmp_path: Path) -> None:
    """A folder without `layouts/` changes nothing."""
    assert layouts.names(tmp_path) == layouts.names()


@pytest.mark.parametrize(
    ("text", "sets"),
    [
        ('extends = "classic"', ["a5"]),
        ('extends = "base"\neditions = ["pocket"]', ["pocket"]),
        ('extends = "classic"\neditions = ["pocket"]', ["pocket"]),
        ('extends = "base"', []),
    ],
)
def test_a_design_sets_what_its_parent_sets(design: Design, text: str, sets: list[str]) -> None:
    """Unless it says itself which editions it sets."""
    project = design(f'{text}\n[[fonts]]\nfamily = "literata"\n')
    tables = {"a5": ("classic",), "pocket": ("modern",)}
    found = [name for name, listed in tables.items() if "mine" in layouts.setting(listed, name, project)]
    assert found == sets


# ---------------------------------------------------------------- broken tables
INTER = 'extends = "base"\n[[fonts]]\nfamily = "inter"\n'
OPTION = 'extends = "classic"\n[options.x]\n'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("extends = classic", ("EP202", "1:11", "not valid TOML: Invalid value")),
        ('extend = "base"', ("EP203", "1:1", "unknown key `extend`")),
        ('extends = "base"\nsummary = 3', ("EP204", "2:1", "`summary` cannot be 3")),
        ('extends = "base"\nabstract = "yes"', ("EP204", "2:1", '`abstract` cannot be "yes"')),
        ('extends = "base"\nparts = "essay"', ("EP204", "2:1", '`parts` cannot be "essay"')),
        ('extends = "base"\nparts = ["cover", "essay", "index"]', ("EP204", "2:1", None)),
        ('extends = "base"\nparts = ["cover", "essay", "essay"]', ("EP204", "2:1", None)),
        ('extends = "base"\nparts = ["cover", "essay"]', ("EP204", "2:1", "`parts` lacks notes")),
        ('extends = "base"\nfonts = "inter"', ("EP204", "2:1", '`fonts` cannot be "inter"')),
        ('extends = "base"\n\n[[fonts]]\nrole = "text"', ("EP207", "3:1", "`fonts.family` is missing")),
        (INTER + 'role = "body"', ("EP204", "4:1", '`fonts.role` cannot be "body"')),
        (INTER + 'styles = "400"', ("EP204", "4:1", '`fonts.styles` cannot be "400"')),
        (INTER + 'medium = "web"', ("EP204", "4:1", '`fonts.medium` cannot be "web"')),
        ('extends = "base"\n[[fonts]]\nfamily = "intre"', ("EP210", "3:1", "there is no font family `intre`")),
        (INTER + 'styles = ["450"]', ("EP211", "4:1", "inter has no face `450`")),
        ('extends = "classic"\n[options]\ndrop_cap = true', ("EP204", "3:1", "`options.drop_cap` cannot be true")),
        (OPTION + 'summary = "x"', ("EP207", "2:1", "`options.x.default` is missing")),
        (OPTION + 'default = []', ("EP204", "3:1", "`options.x.default` cannot be []")),
        (OPTION + 'default = 1\nchoices = 2', ("EP204", "4:1", "`options.x.choices` cannot be 2")),
        (OPTION + 'default = "a"\nchoices = ["b"]', ("EP204", "2:1", None)),
        (OPTION + 'default = "#eeeeee"\ncontrast = 4.5', ("EP204", "2:1", None)),
        (OPTION + 'default = "#eeeeee"\ncontrast = -1', ("EP204", "4:1", None)),
        ('extends = "classic"\n[options.X]\ndefault = 1', ("EP204", "2:1", "`X` cannot be the name of an option")),
        ('extends = "classic"\n[fit]\nsize = 0.2', ("EP204", "3:1", "`fit.size` cannot be 0.2")),
        ('extends = "classic"\n[fit]\nlead = 0.02', ("EP203", "3:1", "unknown key `fit.lead`")),
        ('extends = "classic"\n[fit]\nleave_out = ["notes"]', ("EP204", "3:1", None)),
        ('extends = "clasic"', ("EP200", "1:1", "there is no layout `clasic`")),
        ('extends = "mine"', ("EP200", "1:1", "there is no layout `mine`")),
    ],
)  # fmt: skip
def test_a_fault_in_a_layout_is_told_with_its_line(
    design: Design, text: str, expected: tuple[str, str, str | None]
) -> None:
    """Each of these is one fault, where it stands."""
    ((code, place, message),) = faults(design(text))
    path = str(Path("layouts", "mine", "layout.toml"))
    assert (code, place) == (expected[0], f"{path}:{expected[1]}")
    assert message == (expected[2] or message)


def test_all_faults_of_a_layout_are_told_at_once(design: Design) -> None:
    """A designer mends them in one go."""
    project = design('extends = "base"\nsummry = "x"\nparts = 1\n[[fonts]]\nfamly = "inter"\n')
    assert [code for code, _, _ in faults(project)] == ["EP203", "EP204", "EP203", "EP207"]


def test_hints_of_a_layout_cure(design: Design) -> None:
    """The nearest key, or what a value takes."""
    assert hint(design('extend = "base"', "a"), "a") == "did you mean `extends`?"
    assert hint(design('extends = "base"\n[[fonts]]\nfamily = "intre"', "b"), "b") == "did you mean `inter`?"
    wanted = 'a list of some of "cover", "title", "essay", "notes", "colophon"'
    assert hint(design('extends = "base"\nparts = "essay"', "c"), "c") == f"it takes {wanted}"


def test_a_layout_lacks_neither_parts_nor_a_text_face(design: Design) -> None:
    """A design that extends nothing brings both itself."""
    found = faults(design('summary = "Bare"'))
    assert [(code, message) for code, _, message in found] == [
        ("EP207", "layout mine has no parts"),
        ("EP207", "layout mine has no text face"),
    ]


def test_layouts_that_extend_each_other_are_refused(design: Design) -> None:
    """The fault is told rather than followed for ever."""
    design('extends = "two"', "one")
    project = design('extends = "one"', "two")
    assert [(code, message) for code, _, message in faults(project, "one")] == [
        ("EP201", "layout `one` extends itself")
    ]


def test_a_layout_that_is_not_utf_8_is_refused(design: Design) -> None:
    """A broken file is no traceback."""
    project = design("")
    (project / "layouts" / "mine" / "layout.toml").write_bytes(b'summary = "\xff"')
    path = str(Path("layouts", "mine", "layout.toml"))
    assert faults(project) == [("EP202", path, "not valid TOML: the text is not UTF-8")]


# ---------------------------------------------------------------- options
def chosen(name: str, *options: tuple[str, model.Option], given: tuple[tuple[str, str], ...] = ()) -> dict[str, object]:
    """Return the options of a layout that differ from its defaults."""
    layout = layouts.load(name)
    found = layouts.choose_options(layout, model.Metadata(title="T", options=options), given)
    return {spec.name: found[spec.name] for spec in layout.options if found[spec.name] != spec.default}


def test_the_command_line_goes_before_the_front_matter() -> None:
    """And a text becomes what the option takes."""
    assert chosen("classic", ("drop_cap", False), given=(("drop_cap", "Yes"), ("title_page", "off"))) == {
        "title_page": False
    }


def test_the_front_matter_goes_before_the_project() -> None:
    """An essay knows better than the folder it is in."""
    layout, metadata = layouts.load("modern"), model.Metadata(title="T", options=(("align", "justified"),))
    project: tuple[tuple[str, model.Option], ...] = (("align", "ragged"), ("notes", "end"))
    found = layouts.choose_options(layout, metadata, (), project)
    assert (found["align"], found["notes"]) == ("justified", "end")


def test_an_option_of_another_design_is_passed_over() -> None:
    """An essay in modern with an accent still has its large-print edition, which knows no accent and no margin."""
    assert chosen("large-print", ("accent", "#003366"), ("pull_quotes", "margin")) == {}
    assert chosen("modern", ("accent", "#003366")) == {"accent": "#003366"}


OPTIONS = (
    "accent, align, chapters, drop_cap, expansion, lines, notes, optical_margins, pull_quotes, small_cap_opening, "
    "small_caps_abbreviations, smallest_table, spoiler_marks, title_page"
)


@pytest.mark.parametrize(
    ("name", "value", "code", "cure"),
    [
        ("acent", "#000000", "EP205", "did you mean `accent`?"),
        ("colour", 1, "EP205", f"there are {OPTIONS}"),
        ("drop_cap", "maybe", "EP206", "it takes true or false, such as `false`"),
        ("drop_cap", 1, "EP206", "it takes true or false, such as `false`"),
        ("align", "raged", "EP206", "did you mean `ragged`?"),
        ("align", "none", "EP206", "it takes ragged, justified"),
        ("accent", "red", "EP206", 'it takes a colour of six hexadecimal digits, such as "#b3261e"'),
        ("accent", "#fff", "EP206", 'it takes a colour of six hexadecimal digits, such as "#b3261e"'),
        ("accent", "#e0a0a0", "EP206", "its contrast on white is 2.2:1; text needs 4.5:1, so choose a darker colour"),
    ],
)  # fmt: skip
def test_a_wish_that_no_design_meets_is_told(name: str, value: model.Option, code: str, cure: str) -> None:
    """With what would do, and with the place where it stands."""
    (item,) = layouts.unmet([(name, value, Place("a.md", 5, 3))], [layouts.load("modern")])
    assert (item.code, str(item.place), item.hint) == (code, "a.md:5:3", cure)


def test_a_wish_that_one_of_the_designs_meets_is_fine() -> None:
    """Only modern has an accent; large print is set without it."""
    assert layouts.unmet([("accent", "#003366", None)], layouts.available()) == []


@pytest.mark.parametrize(
    ("colour", "ratio"), [("#ffffff", 1.0), ("#000000", 21.0), ("#767676", 4.54), ("#ff0000", 4.0)]
)
def test_contrast_is_that_of_wcag(colour: str, ratio: float) -> None:
    """The values that every contrast checker gives."""
    assert round(layouts.contrast_on_white(colour), 2) == pytest.approx(ratio, abs=0.005)
