"""Pages filled: the number that is asked for is found near the layout's own measures, or refused, and others named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from compose_samples import composed, essay, paragraphs
from essay_press import build, model
from essay_press.build import Request
from essay_press.cli import main
from essay_press.errors import EditionError, MisfitError
from essay_press.formats.pdf import fit, settle
from essay_press.formats.pdf.document import Constraints
from essay_press.formats.pdf.measure import Fragment, Measurement, PageArea
from essay_press.formats.pdf.render import lay_out
from essay_press.layouts import load
from essay_press.model import Composition, Leeway, PageCount, Role, Status, page_count

HEIGHT = 600.0
BEFORE = 4
"""Pages before the text of a sample: cover and title page, each with its blank back."""
WORDS = "The {} morning began with rain, and nobody in the house had thought of the boats. "


class Press:
    """A press by which the text takes so many pages, more where it is set wider; it counts its layouts."""

    def __init__(self, length: float) -> None:
        """Begin with a text of `length` pages at the layout's own measures."""
        self.length = length
        self.forms: list[Composition] = []

    def __call__(self, composition: Composition, _: Constraints) -> tuple[Any, Measurement]:
        """Return a layout: a text twice as sensitive to its measures as these are."""
        self.forms.append(composition)
        length = self.length * composition.measures.size * composition.measures.leading
        before = BEFORE if any(part.role is Role.TITLE_PAGE for part in composition.parts) else BEFORE - 2
        count = before + int(length) + 1
        area = PageArea(0, 0, 400, HEIGHT, HEIGHT, 400, HEIGHT)
        parts = [Fragment("essay", page, 0, 0, 400, HEIGHT, True) for page in range(before, count)]
        parts[-1] = replace(parts[-1], bottom=HEIGHT * (length % 1))
        return "a layout", Measurement((area,) * count, {"essay": tuple(parts)}, ())


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[settle.Settled, Press]]:
    """Return a function that fits a text of some length to some pages, with no constraints to settle."""
    monkeypatch.setattr(settle, "CONSTRAINTS", ())

    def run(length: float, pages: object, edition: str = "a5", layout: str = "classic") -> tuple[settle.Settled, Press]:
        press, sample = Press(length), composed(essay(paragraphs(2)), edition, layout)
        sample = replace(sample, edition=replace(sample.edition, pages=page_count(pages)))
        return fit.fit(sample, press), press

    return run


Asked = Callable[..., tuple[settle.Settled, Press]]


def said(settled: settle.Settled) -> str:
    """Return the one note of a fit."""
    (note,) = settled.diagnostics
    assert (note.code, note.severity) == ("EP428", "note")
    return note.message


# ---------------------------------------------------------------- what is asked for
@pytest.mark.parametrize(
    ("value", "expected"),
    [(16, PageCount(16)), ("16", PageCount(16)), ("multiple-of-4", PageCount(4, multiple=True))],
)
def test_a_number_of_pages_is_read(value: object, expected: PageCount) -> None:
    """A number as a number or as words, or what it is to be a multiple of; and it is written as it was read."""
    assert (page_count(value), str(expected)) == (expected, str(value))


@pytest.mark.parametrize("value", [0, -4, True, 4.0, "", "four", "multiple-of-1", "multiple-of-", "99999", None])
def test_what_is_no_number_of_pages_is_none(value: object) -> None:
    """Nothing is guessed."""
    assert page_count(value) is None


def test_nobody_asks_for_pages_unless_he_does(asked: Asked) -> None:
    """Without a wish an essay is settled as ever."""
    settled, press = asked(10.5, None)
    assert (settled.diagnostics, len(press.forms)) == ((), 1)


# ---------------------------------------------------------------- the search
def test_an_essay_that_fills_its_pages_is_left_alone(asked: Asked) -> None:
    """One layout, and a note."""
    settled, press = asked(10.5, 15)
    assert (said(settled), len(press.forms)) == ("fills 15 pages as it is", 1)


def test_an_essay_is_set_wider_until_it_fills_one_page_more(asked: Asked) -> None:
    """As little as it takes for a third of the last page, and the leading as a whole with the type."""
    settled, press = asked(10.9, 16)
    assert said(settled) == "set to 16 pages in place of 15: type at 102 %, leading at 102 %, margins at 102.5 %"
    wider = 10.9 * 1.018**2
    assert wider % 1 < fit.FULL < 10.9 * 1.02**2 % 1
    assert all(form.measures.size == form.measures.leading for form in press.forms)


def test_an_essay_is_set_tighter_until_it_needs_one_page_less(asked: Asked) -> None:
    """No more than that."""
    settled, _ = asked(10.2, 14)
    assert said(settled) == "set to 14 pages in place of 15: type at 99 %, leading at 99 %, margins at 98.8 %"
    assert 10.2 * 0.992**2 > 10 > 10.2 * 0.99**2


def test_a_last_page_of_few_lines_is_filled(asked: Asked) -> None:
    """The number is right as it is, and the page is a leftover."""
    settled, _ = asked(10.1, 15)
    assert said(settled).startswith("set to 15 pages as before: type at 10")


def test_few_layouts_are_made(asked: Asked) -> None:
    """The way to the end of the leeway is halved, not walked."""
    _, press = asked(10.9, 16)
    assert len(press.forms) <= 8


def test_a_multiple_is_the_nearest(asked: Asked) -> None:
    """Up or down, whichever is nearer; where both are as near, the shorter."""
    assert said(asked(11.5, "multiple-of-4")[0]) == "fills 16 pages as it is"
    assert said(asked(10.8, "multiple-of-4")[0]).startswith("set to 16 pages in place of 15: type at 10")
    assert said(asked(12.1, "multiple-of-4")[0]).startswith("set to 16 pages in place of 17: type at 9")


def test_a_leaf_too_many_costs_the_title_page(asked: Asked) -> None:
    """Only where type, leading and margins are not enough."""
    assert said(asked(3.5, 6)[0]) == "set to 6 pages in place of 8: without its title page"


def test_what_cannot_be_filled_is_refused_with_what_can(asked: Asked) -> None:
    """The writer learns what to ask for."""
    with pytest.raises(MisfitError) as refused:
        asked(12.5, 30)
    (note,) = refused.value.diagnostics
    fills = "in classic the essay fills 16 to 18 of its pages, 14 to 16 without its title page"
    assert (note.code, note.message) == ("EP427", f"edition a5 is skipped: {fills}, not 30")


def test_a_multiple_that_cannot_be_filled_is_refused(asked: Asked) -> None:
    """With the numbers that can, none of which is one."""
    with pytest.raises(MisfitError, match=r"fills 8 of its pages, 6 without its title page, no multiple of 5\n"):
        asked(3.5, "multiple-of-5")


def test_a_layout_without_leeway_says_so(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cure is in its own table."""
    plain = replace(load("classic"), fit=Leeway())
    monkeypatch.setattr("compose_samples.layouts.load", lambda *_: plain)
    with pytest.raises(MisfitError) as refused:
        asked(3.5, 9)
    assert refused.value.diagnostics[0].hint.startswith("layout classic has no leeway: a table [fit]")


def test_a_zine_of_a_page_too_many_is_set_tighter(asked: Asked) -> None:
    """Nobody has to ask: its sheet holds eight. One that is further off is left to be skipped."""
    settled, _ = asked(6.1, None, "zine", "zine")
    assert said(settled).startswith("set to 8 pages in place of ")
    assert len(asked(8.5, None, "zine", "zine")[0].measurement.pages) > 8


def test_settling_has_the_last_word(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where settling needs a little more room than a single layout shows, the search goes on from there."""
    first = settle.settle

    def with_quotes(composition: Composition, lay: settle.LayOut) -> settle.Settled:
        def longer(constraints: Constraints) -> tuple[Any, Measurement]:
            lay(constraints)
            return Press(10.3)(composition, constraints)

        return first(composition, longer)

    monkeypatch.setattr(settle, "settle", with_quotes)
    settled, _ = asked(10.2, 14)
    assert (len(settled.measurement.pages), said(settled)[:32]) == (14, "set to 14 pages in place of 15: ")


# ---------------------------------------------------------------- real pages
def manuscript(folder: Path, count: int, front: str = "") -> Path:
    """Write an essay of so many paragraphs, all different."""
    body = "\n\n".join(
        " ".join(WORDS.format(f"{name} {number}th") * 2 for name in ("first", "second", "last"))
        for number in range(count)
    )
    path = folder / "a.md"
    path.write_text(f"---\ntitle: On Boats\ndate: 2026-01-02\n{front}---\n\n{body}\n", encoding="utf-8")
    return path


def made(path: Path, edition: str = "a5", **wishes: object) -> tuple[model.Outcome, ...]:
    """Build one edition, with checks."""
    out = path.parent / "build"
    request = Request(**({"editions": (edition,), "out": out, "project": path.parent} | wishes))  # type: ignore[arg-type]
    return build.build([path], request)


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an essay of nine pages of A5."""
    return manuscript(tmp_path_factory.mktemp("fit"), 26)


def test_the_grid_stays_a_grid(source: Path) -> None:
    """Type, leading and margins are those of the layout times their share, and every check passes."""
    (plain,) = made(source)
    (outcome,) = made(source, pages=PageCount(12))
    assert (plain.pages, outcome.status, outcome.pages) == (13, Status.BUILT, 12)
    assert [item.code for item in outcome.diagnostics] == ["EP428"]


def test_whoever_asks_for_pages_hears_how_they_came_about(source: Path, tmp_path: Path) -> None:
    """Without `--verbose`, though it is a note; other notes are not heard, and nobody hears it with `--quiet`."""
    asked = ("pdf", str(source), "--pages", "12", "--no-check", "--no-cache", "-o", str(tmp_path / "a.pdf"))
    heard = CliRunner().invoke(main, asked).stderr
    assert "note EP428: set to 12 pages in place of 13" in heard
    assert heard.count("note EP") == 1
    assert CliRunner().invoke(main, (*asked, "--quiet")).stderr == ""


def test_the_lines_of_a_fitted_page_are_as_far_apart_as_was_said() -> None:
    """Measured on the page: 15 pt times 1.02."""
    sample = replace(composed(essay(paragraphs(12))), measures=model.Measures(1.01, 1.02, 1.0))
    lines = [line for line in lay_out(sample).measurement.lines if line.key == "b5"]
    assert (lines[1].baseline - lines[0].baseline) * 0.75 == pytest.approx(15.3, abs=0.001)


def test_the_front_matter_goes_before_the_table_and_the_command_line_before_both(tmp_path: Path) -> None:
    """As for all that can be said in several places."""
    path = manuscript(tmp_path, 26, "pages: {a5: 400}\n")
    (refused,) = made(path)
    assert refused.status is Status.FAILED
    assert (refused.diagnostics[0].code, str(refused.diagnostics[0].place)) == ("EP427", f"{path}:4:9")
    assert made(path, pages=PageCount(4, multiple=True))[0].pages == 12


def test_what_no_front_matter_named_is_skipped(tmp_path: Path) -> None:
    """Editions that cannot fill the pages that the command line asks for are left out, and the rest made."""
    path = manuscript(tmp_path, 26, "editions: [a5, a4, epub]\n")
    outcomes = {item.edition: item for item in made(path, editions=(), pages=PageCount(12))}
    assert {name: item.status for name, item in outcomes.items()} == {
        "a5": Status.BUILT,
        "a4": Status.SKIPPED,
        "epub": Status.BUILT,
    }


@pytest.mark.parametrize(
    ("front", "edition", "wishes", "code"),
    [
        ("pages: {epub: 8}\n", "a5", {}, "EP348"),
        ("pages: {cover-kdp: 8}\n", "a5", {}, "EP348"),
        ("pages: {a55: 8}\n", "a5", {}, "EP300"),
        ("", "epub", {"pages": PageCount(8)}, "EP348"),
    ],
)
def test_pages_where_there_are_none_are_refused(
    tmp_path: Path, front: str, edition: str, wishes: dict[str, object], code: str
) -> None:
    """An EPUB and a cover have no pages of text; an edition that is not there has none at all."""
    (outcome,) = made(manuscript(tmp_path, 2, front), edition, **wishes)
    assert [item.code for item in outcome.diagnostics] == [code]


def test_an_epub_has_the_page_numbers_of_the_fitted_edition(source: Path) -> None:
    """They are those of the print edition as it is made with the same wish."""
    from essay_press.build import books
    from essay_press.editions import named
    from essay_press.project import Project

    request = Request(pages=PageCount(12))
    assert books.trace(named("a5"), build.read(source), request, Project(), {}).pages == 12


def test_an_edition_that_is_fitted_twice_is_the_same_to_the_byte(source: Path) -> None:
    """The search knows no chance."""
    first, second = (made(source, pages=PageCount(12))[0] for _ in range(2))
    assert first.sha256 == second.sha256


def test_only_pages_of_text_may_be_counted_in_a_table(tmp_path: Path) -> None:
    """A project's own edition may ask; an EPUB cannot."""
    from essay_press import editions

    folder = tmp_path / "layouts"
    folder.mkdir()
    table = 'summary = "x"\nlayouts = ["classic"]\napplies = "always"\npages = {}\n'
    trim = 'format = "pdf"\ntrim = {{ width = "148mm", height = "210mm" }}\n'
    (folder / "editions.toml").write_text(f"[mine]\n{trim}{table}".format('"multiple-of-4"'), encoding="utf-8")
    assert editions.named("mine", tmp_path).pages == PageCount(4, multiple=True)
    (folder / "editions.toml").write_text(f'[mine]\nformat = "epub"\n{table}'.format(8), encoding="utf-8")
    with pytest.raises(EditionError, match="only an edition with pages of text"):
        editions.named("mine", tmp_path)
