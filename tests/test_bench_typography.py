"""The bench of typography gives each engine the same text, reads what it set, and judges by the goals."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from essay_press.check.typography.reading import read as read_pdf
from essay_press.check.typography.statistics import LOOSE
from typography import __main__ as bench
from typography import engines, goals, keeping, matrix, pictures, plot, samples, tables
from typography.engines import lualatex, own, typst, weasyprint
from typography.reading import Reading, pooled, read
from typography.setting import FACES, Setting

LIGHT = Setting(FACES["eb-garamond"], 84, lines=12)
TEXT = samples.Sample(
    "letters",
    "en",
    (
        (
            ("A letter that nobody answers is still a conversation: whoever wrote it went on talking to the ", False),
            ("kitchen table", True),
            (", to the lamp, and to the ninety-nine answers that might have come by the morning’s post.", False),
        ),
        (("It was 5 % & {more}; a_b #1 cost $2 ~ \\ ^ in all—or so “they” said.", False),),
    ),
)


def reading(spaces: tuple[float, ...], **counts: Any) -> Reading:
    """Return what a document with these word spaces measures."""
    filled = counts.pop("filled", len(spaces))
    return replace(Reading(spaces, lines=filled, filled=filled), **counts)


# ---------------------------------------------------------------- texts
def test_only_running_text_is_set() -> None:
    """Headings, quotations, verse and calls of notes are left out; emphasis stays, thin spaces are made alike."""
    body = (
        '<h2 id="s1">No</h2><p id="b1" class="first">One <em>two <i>three</i></em>\n'
        '<a class="noteref" href="#n1">1</a> four\u202f!</p><blockquote><p>No</p></blockquote>'
        '<p id="b2" class="attribution">No</p><p id="b3"> </p><div class="spoiler"><p id="b4">He dies.</p></div>'
    )
    assert list(samples.paragraphs(body)) == [
        (("One ", False), ("two ", True), ("three four\u00a0!", False)),
        (("He dies.", False),),
    ]


def test_a_text_is_cut_at_the_end_of_a_paragraph() -> None:
    """No text is set in part of a paragraph, whose last line would be of nobody's making."""
    short, full = samples.load(None, 300), samples.load(None, 0)
    for cut, whole in zip(short, full, strict=True):
        assert 300 <= cut.words < whole.words
        assert cut.paragraphs == whole.paragraphs[: len(cut.paragraphs)]


def test_there_are_texts_of_ours_in_four_languages() -> None:
    """Without a corpus there is enough to compare: English essays, and 900 words each of German, French, Spanish."""
    found = samples.load(None, 0)
    words = {text.language.partition("-")[0]: text.words for text in found}
    assert set(words) == {"en", "de", "fr", "es"}
    assert min(words.values()) >= 900


def test_a_corpus_that_is_too_small_is_said_to_be(tmp_path: Path) -> None:
    """Whoever names the wrong folder does not wait for a table of three texts."""
    with pytest.raises(FileNotFoundError, match="holds 0 essays in Markdown, and 6 are needed"):
        samples.load(tmp_path, 0)


# ---------------------------------------------------------------- engines
def test_tex_takes_no_letter_for_a_command() -> None:
    """What means something to TeX is written so that it is shown; a dash may end a line, as `---` may."""
    source = lualatex.source([TEXT], LIGHT)
    text = source.partition("\\noindent\n")[2]
    assert r"5 \% \& \{more\}; a\_b \#1 cost \$2 \textasciitilde{} \textbackslash{} \textasciicircum{} in all—" in text
    assert r"all—\penalty\exhyphenpenalty\hskip0pt{}or" in text
    assert r"\emph{kitchen table}, to" in text
    assert "{english}" in source


def test_typst_takes_no_letter_for_markup() -> None:
    """Letters stand in strings, where only quotes and backslashes mean something."""
    source = typst.source(TEXT, LIGHT)
    assert '#emph("kitchen table")#(", to' in source
    assert r"cost $2 ~ \\ ^ in" in source
    assert 'lang: "en", region: none' in source


def test_our_own_essay_is_the_text_as_it_is() -> None:
    """The body is made of the paragraphs, so that no quote or space is set anew; the first is not indented."""
    essay = own._essay(TEXT)
    assert essay.body.startswith('<p id="b1" class="first">A letter')
    assert "<em>kitchen table</em>" in essay.body
    assert "5 % &amp; {more}" in essay.body
    assert essay.metadata.language == "en"


@pytest.mark.parametrize("engine", sorted(engines.ENGINES))
def test_every_letter_given_is_on_the_pages(engine: str) -> None:
    """Each engine that is there sets all of the text, in lines no longer than the measure."""
    chosen = engines.ENGINES[engine]
    if why := chosen.missing():
        pytest.skip(why)
    text = replace(TEXT, paragraphs=TEXT.paragraphs * 3)
    found = read(chosen.set([text], LIGHT), LIGHT.face, [text])
    assert found.same
    assert found.overfull == 0
    assert found.pages == 2
    assert 12 < found.lines <= 21
    assert 0.8 < found.mean < 2.5


def test_a_text_that_lost_a_word_is_noticed() -> None:
    """Figures of another text would compare nothing."""
    shown = replace(TEXT, paragraphs=TEXT.paragraphs[:1])
    assert not read(weasyprint.set_texts([shown], LIGHT), LIGHT.face, [TEXT]).same


# ---------------------------------------------------------------- figures
def test_readings_are_pooled_line_by_line() -> None:
    """A long document counts for more than a short one: shares are of all lines, not means of means."""
    one = reading((1.0, 1.0, 1.0), hyphenated=0, pages=1)
    two = reading((2.0,), hyphenated=1, pages=1, overfull=2)
    both = pooled([one, two])
    assert (both.mean, both.loose, both.hyphens) == (1.25, 0.25, 0.25)
    assert both.sd == pytest.approx(0.4330, abs=1e-4)
    assert (both.most, both.p95, both.pages, both.overfull) == (2.0, 2.0, 2, 2)


def test_of_a_hundred_lines_five_exceed_the_p95() -> None:
    """The 95th of a hundred spaces is it, whatever the five widest are."""
    assert reading(tuple(number / 100 for number in range(1, 101))).p95 == 0.95


def test_an_engine_that_fails_stops_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it said stands in its cell."""
    broken = engines.Engine(lambda *_: 1 / 0, lambda: "1")  # type: ignore[arg-type]
    monkeypatch.setattr(matrix, "ENGINES", {**engines.ENGINES, "broken": broken})
    heard: list[matrix.Cell] = []
    work = matrix.jobs([TEXT], [LIGHT], ["WeasyPrint", "broken"])
    cells = matrix.run(work, 1, heard.append)
    assert [(cell.engine, cell.fault) for cell in cells] == [
        ("broken", "ZeroDivisionError: division by zero"),
        ("WeasyPrint", ""),
    ]
    assert heard == cells


# ---------------------------------------------------------------- goals
def found(ours: Reading, **peers: Reading) -> dict[tuple[str, int], Reading]:
    """Return readings at 84 mm."""
    return {("us", 84): ours, **{(name, 84): peer for name, peer in peers.items()}}


def verdicts(every: list[goals.Goal], peer: str) -> dict[str, bool]:
    """Return what is reached against a peer."""
    return {goal.what: goal.reached for goal in every if goal.peer == peer}


def test_a_quarter_of_typst_s_loose_lines_is_reached_and_a_third_is_not() -> None:
    """At 84 mm and more, a quarter is the limit, and at the limit is reached."""
    typst = reading((1.0,) * 88 + (2.0,) * 12)
    quarter, third = reading((1.0,) * 97 + (1.7,) * 3), reading((1.0,) * 96 + (1.7,) * 4)
    assert verdicts(goals.goals(found(quarter, Typst=typst)), "Typst") == {"loose lines": True, "sd": True}
    assert not verdicts(goals.goals(found(third, Typst=typst)), "Typst")["loose lines"]


def test_against_tex_half_a_point_of_loose_lines_is_allowed_and_no_more() -> None:
    """Points, not shares of TeX's share, which is often nought."""
    tex = reading((1.0, 1.2) * 500, hyphenated=30)
    at, above = (reading((1.0, 1.2) * (500 - n) + (1.7, 1.0) * n, hyphenated=60) for n in (5, 6))
    assert verdicts(goals.goals(found(at, LuaLaTeX=tex)), "LuaLaTeX")["loose lines"]
    assert not verdicts(goals.goals(found(above, LuaLaTeX=tex)), "LuaLaTeX")["loose lines"]
    assert verdicts(goals.goals(found(at, LuaLaTeX=tex)), "LuaLaTeX")["hyphenated"]


def test_a_single_overfull_line_of_ours_is_a_goal_missed() -> None:
    """So is a ladder, a widow, an orphan or a runt."""
    every = goals.goals(found(reading((1.0,), overfull=1, runts=1)))
    assert verdicts(every, "") == {
        "ladders": True, "overfull": False, "widows": True, "orphans": True, "runts": False,
    }  # fmt: skip
    assert goals.reached(every) == (3, 5)


def test_overfull_lines_of_a_peer_are_said_beside_its_figures() -> None:
    """Even spaces bought with lines over the edge are no feat."""
    every = goals.goals(found(reading((1.0,)), LuaLaTeX=reading((1.0, 1.0), overfull=1)))
    told = tables.goal_table(every, {"Typst": "it is not installed"})
    assert "1 of its 2 lines run over the edge" in told
    assert "Not compared with Typst, so that what is to be reached there is not: it is not installed." in told


# ---------------------------------------------------------------- what is told
def test_rows_are_pooled_by_what_they_are_asked_for() -> None:
    """Cells of one measure come together, in the order of the engines, narrow measures first."""
    cells = [
        matrix.Cell("us", "en", "Inter", 108, reading((1.0,))),
        matrix.Cell("Typst", "en", "Inter", 60, reading((1.5,))),
        matrix.Cell("us", "en", "Inter", 60, reading((1.0,))),
        matrix.Cell("us", "de", "Inter", 60, reading((2.0,))),
        matrix.Cell("us", "fr", "Inter", 60, fault="it broke"),
    ]
    made = tables.rows(cells, ["Typst", "us"], ["measure"])
    assert [(row.head, [(name, one.mean) for name, one in row.readings]) for row in made] == [
        ("60 mm", [("Typst", 1.5), ("us", 1.5)]),
        ("108 mm", [("us", 1.0)]),
    ]
    table = tables.reading_table(made).splitlines()
    assert len({len(line) for line in table}) == 1
    assert "| **108 mm** |" in table[5]


def test_the_picture_puts_each_engine_where_its_figures_are() -> None:
    """Right is more hyphens, up is more loose lines, and who cannot see it is told."""
    few = reading((1.0,) * 9 + (2.0,), hyphenated=1)
    many = reading((1.0,) * 5 + (2.0,) * 5, hyphenated=4)
    tree = ET.fromstring(plot.draw({("us", 84): few, ("WeasyPrint", 84): many}))
    space = "{http://www.w3.org/2000/svg}"
    title = tree.find(f"{space}title")
    assert title is not None
    told = ("WeasyPrint at 84 mm: 50.0 % loose, 40.0 % hyphenated", "us at 84 mm: 10.0 % loose, 10.0 % hyphenated")
    assert title.text == "; ".join(told)
    field = tree.find(f"{space}g")
    assert field is not None
    theirs, ours = (mark.get("transform", "")[10:-1].split() for mark in field.findall(f"{space}g"))
    assert float(ours[0]) < float(theirs[0])
    assert float(ours[1]) > float(theirs[1])


def test_every_engine_has_a_mark_of_its_own() -> None:
    """No engine is left out of the picture, and no two look alike."""
    assert set(plot.LOOKS) == set(engines.ENGINES)
    assert len(set(plot.LOOKS.values())) == len(plot.LOOKS)


def test_loose_lines_stand_on_a_tint_and_others_do_not() -> None:
    """What the caption counts is what is seen on the page."""
    found = [part for text in samples.load(None, 300) if text.language == "es" for part in text.paragraphs]
    text = samples.Sample("es", "es", tuple(found))
    data = weasyprint.set_texts([text], replace(LIGHT, measure=60))[0]
    typeset = read_pdf(data)
    page = pictures._page(data, 0, typeset)
    scale, left = page.width / typeset.pages[0].width, round(LIGHT.margin * pictures.POINTS + 40)
    for line in pictures._filled(typeset, [0]):
        foot = typeset.pages[0].height - line.y + 0.2 * line.size
        row = page.crop((round(left * scale), round(foot * scale), page.width // 2, round(foot * scale) + 1))
        red, _, blue = row.resize((1, 1), Image.Resampling.BOX).tobytes()
        assert (red - blue > 40) == (line.stretch > LOOSE), line.text


def test_a_text_without_quotation_marks_has_none_to_show() -> None:
    """The picture of hanging marks says so, rather than show something else."""
    if why := engines.ENGINES["us"].missing():
        pytest.skip(why)
    with pytest.raises(LookupError, match="no quotation mark stands at the edge"):
        pictures.hanging([samples.Sample("short", "en", ((("Hold it.", False),),))])


def test_the_bench_runs_and_writes_what_it_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Table, figures and picture, from the command line."""
    monkeypatch.setattr(samples, "load", lambda corpus, words: (TEXT,))
    arguments = ["--quick", "--jobs", "1", "--corpus", "", "--engine", "WeasyPrint", "--out", str(tmp_path / "out")]
    monkeypatch.setattr("sys.argv", ["typography", *arguments])
    assert bench.main() == 0
    told = capsys.readouterr().out
    assert "1 text: " in told
    assert "No corpus: name a folder of essays" in told
    figures = json.loads((tmp_path / "out" / "figures.json").read_text(encoding="utf-8"))
    assert [cell["measure"] for cell in figures["cells"]] == [60, 84, 108]
    assert all(cell["same"] and cell["lines"] for cell in figures["cells"])
    pictures = {"loose-hyphenated.svg", "loose-hyphenated.png"}
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"figures.json", "tables.md", "kept", *pictures}
    with Image.open(tmp_path / "out" / "loose-hyphenated.png") as picture:
        assert len(picture.convert("L").getcolors() or ()) > 10


def test_what_another_engine_set_is_kept_and_what_we_set_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same reading comes back without the engine; another text or version is set anew, and a torn file too."""
    calls: list[str] = []

    def set_texts(texts: Any, setting: Setting) -> list[bytes]:
        calls.append(texts[0].name)
        return weasyprint.set_texts(texts, setting)

    def known(version: str, kept: bool) -> None:
        engine = engines.Engine(set_texts, lambda: version, kept=kept)
        engine.set.__module__ = "typography.engines.weasyprint"
        for module in (matrix, keeping):
            monkeypatch.setattr(module, "ENGINES", {"other": engine})

    known("1", kept=True)
    job = matrix.jobs([TEXT], [LIGHT], ["other"])[0]
    first = matrix.cell(job, tmp_path)
    assert matrix.cell(job, tmp_path) == first
    assert len(calls) == 1
    next(tmp_path.glob("*.json")).write_text("{", encoding="utf-8")
    assert matrix.cell(job, tmp_path).reading == first.reading
    assert len(calls) == 2
    known("2", kept=True)
    matrix.cell(job, tmp_path)
    matrix.cell(replace(job, samples=(replace(TEXT, paragraphs=TEXT.paragraphs[:1]),)), tmp_path)
    assert len(calls) == 4
    known("2", kept=False)
    matrix.cell(job, tmp_path)
    assert len(calls) == 5
