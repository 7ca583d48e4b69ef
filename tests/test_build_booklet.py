"""Booklets and zines, from the manuscript to the sheets: what is built, what is skipped, and what the proof notices."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
import pytest

from essay_press import build, editions, layouts
from essay_press.build import Request
from essay_press.check import check
from essay_press.check.report import Report
from essay_press.model import Edition, Essay, Outcome, Status

Write = Callable[[str, str], Path]
Text = Callable[..., str]
PDF = "application/pdf"
SENTENCES = "The {} morning began with rain, and nobody in the house had thought of the boats. "
ZINE = """\
[zine]
summary = "Eight small pages on one side"
format = "pdf"
layouts = ["modern"]
trim = { width = "74.25mm", height = "105mm" }
applies = "fits"
scale = 0.7
impose = { scheme = "zine", width = "297mm", height = "210mm" }
"""


def body(count: int) -> str:
    """Return sections whose paragraphs are all different."""
    parts = []
    for number in range(1, count + 1):
        words = [SENTENCES.format(f"{name} {number}th") for name in ("first", "second", "third", "last")]
        parts.append(f"## Part {number}\n\n{words[0] * 4}[^{number}]\n\n{words[1] * 5}\n\n{words[2] * 4}\n")
    notes = "\n".join(f"[^{number}]: A note on the boats of the {number}th morning." for number in range(1, count + 1))
    return "\n".join([*parts, notes, ""])


def made(folder: Path, text: str, **wishes: object) -> tuple[Outcome, ...]:
    """Build what is asked for, with checks."""
    path = folder / "a.md"
    path.write_text(text, encoding="utf-8")
    request = Request(**({"out": folder / "build", "project": folder} | wishes))  # type: ignore[arg-type]
    return build.build([path], request)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder for the booklet that all tests look at."""
    return tmp_path_factory.mktemp("booklet")


@pytest.fixture(scope="module")
def outcome(folder: Path) -> Outcome:
    """Return how the booklet of an essay of some pages ended."""
    front = "---\ntitle: The Boats\nauthor: Ann Example\ndate: 2024-05-01\n---\n\n"
    (found,) = made(folder, front + body(8), editions=("booklet-a4",))
    return found


@pytest.fixture(scope="module")
def essay(folder: Path, outcome: Outcome) -> Essay:
    """Return the essay."""
    assert outcome.path is not None
    return build.read(folder / "a.md")


@pytest.fixture(scope="module")
def data(outcome: Outcome) -> bytes:
    """Return the booklet."""
    assert outcome.path is not None, outcome.diagnostics
    return outcome.path.read_bytes()


def proof(data: bytes, essay: Essay | None = None, edition: Edition | None = None) -> dict[str, Report]:
    """Return the reports on a booklet by their names."""
    chosen = edition or editions.named("booklet-a4")
    layout = layouts.load("classic") if essay else None
    return {item.name: item for item in check(data, PDF, essay=essay, layout=layout, edition=chosen)}


def codes(reports: dict[str, Report]) -> dict[str, list[str]]:
    """Return the codes found, under the names of those reports that found any."""
    return {
        name: list(dict.fromkeys(item.code for item in report.diagnostics))
        for name, report in reports.items()
        if report.diagnostics
    }


def changed(data: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """Return a copy of a file with a fault in it."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        target = io.BytesIO()
        pdf.save(target, fix_metadata_version=False)
    return target.getvalue()


# ---------------------------------------------------------------- building
def test_a_booklet_is_built(outcome: Outcome, data: bytes) -> None:
    """Called after its edition; sheets and blanks are told."""
    assert (outcome.status, outcome.path and outcome.path.name) == (Status.BUILT, "a-booklet-a4.pdf")
    (note,) = [item for item in outcome.diagnostics if item.code == "EP440"]
    pages, sheets = int(note.message.split()[0]), int(note.message.split()[3])
    assert (outcome.pages, sheets) == (sheets * 2, -(-pages // 4))
    assert pages > 8
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert (len(pdf.pages), str(pdf.Root.Lang), str(pdf.docinfo.Title)) == (outcome.pages, "en", "The Boats")


def test_a_booklet_proves_itself(data: bytes, essay: Essay) -> None:
    """Every check ran, looked at something, and has nothing to say."""
    reports = proof(data, essay)
    assert codes(reports) == {}
    assert [name for name, report in reports.items() if report.not_run or not report.examined] == []


def test_the_same_essay_makes_the_same_booklet(tmp_path: Path, data: bytes, folder: Path) -> None:
    """In another folder too."""
    text = (folder / "a.md").read_text(encoding="utf-8")
    (again,) = made(tmp_path, text, editions=("booklet-a4",), check=False)
    assert again.path is not None
    assert again.path.read_bytes() == data


def test_a_zine_is_built_when_the_essay_fits(tmp_path: Path, manuscript_text: Text) -> None:
    """Else it is skipped and says how many pages the essay needs; asked for by name, that is an error."""
    (tmp_path / "layouts").mkdir()
    (tmp_path / "layouts" / "editions.toml").write_text(ZINE, encoding="utf-8")
    short = manuscript_text("A short text.\n", editions=["zine"])
    long = manuscript_text(body(8), editions=["zine"])
    (fits,) = made(tmp_path, short, check=False)
    (skipped,) = made(tmp_path, long, check=False)
    (asked,) = made(tmp_path, long, check=False, editions=("zine",))
    assert [(item.status, item.exit_code, item.pages) for item in (fits, skipped, asked)] == [
        (Status.BUILT, 0, 1),
        (Status.SKIPPED, 0, 0),
        (Status.FAILED, 1, 0),
    ]
    (note,), (fault,) = skipped.diagnostics, asked.diagnostics
    assert (note.code, note.severity, fault.code, fault.severity) == ("EP316", "note", "EP316", "error")
    assert note.message.startswith("edition zine is skipped: the essay needs ")
    assert note.message.endswith(" of its pages, and its sheet holds 8")
    assert fits.path is not None
    zine = editions.named("zine", tmp_path)
    reports = {item.name: item for item in check(fits.path.read_bytes(), PDF, edition=zine)}
    assert (codes(reports), reports["text stands inside the trim"].examined > 50) == ({}, True)


# ---------------------------------------------------------------- what the proof notices
def swapped(first: int, second: int) -> Callable[[pikepdf.Pdf], None]:
    """Return what exchanges two sides of a file."""

    def swap(pdf: pikepdf.Pdf) -> None:
        pdf.pages[first].Contents, pdf.pages[second].Contents = pdf.pages[second].Contents, pdf.pages[first].Contents
        pdf.pages[first].Resources, pdf.pages[second].Resources = (
            pdf.pages[second].Resources,
            pdf.pages[first].Resources,
        )

    return swap


def exchanged(side: int) -> Callable[[pikepdf.Pdf], None]:
    """Return what exchanges the left and the right page of a side."""

    def swap(pdf: pikepdf.Pdf) -> None:
        forms = pdf.pages[side].Resources.XObject
        forms.P0, forms.P1 = forms.P1, forms.P0

    return swap


def emptied(pdf: pikepdf.Pdf) -> None:
    """Take a page of text away."""
    pdf.pages[3].Resources.XObject.P1.write(b"")


def widened(pdf: pikepdf.Pdf) -> None:
    """Print on a wider sheet."""
    pdf.pages[2].MediaBox = pikepdf.Array([0, 0, 900, 596])


def moved(pdf: pikepdf.Pdf) -> None:
    """Move the pages of a side 30 mm outwards, past the edge of their cell."""
    content = pdf.pages[2].Contents.read_bytes()
    pdf.pages[2].Contents.write(b"1 0 0 1 -85 0 cm\n" + content)


def halved(pdf: pikepdf.Pdf) -> None:
    """Take the last side away."""
    del pdf.pages[-1]


def claiming(pdf: pikepdf.Pdf) -> None:
    """Claim PDF/A."""
    packet = pdf.Root.Metadata.read_bytes()
    claim = b'<rdf:Description rdf:about="" xmlns:a="http://www.aiim.org/pdfa/ns/id/"><a:part>2</a:part>'
    end = b"</rdf:RDF>"
    pdf.Root.Metadata.write(packet.replace(end, claim + b"</rdf:Description>" + end))


def tagged(pdf: pikepdf.Pdf) -> None:
    """Leave a structure tree behind."""
    pdf.Root.StructTreeRoot = pikepdf.Dictionary(Type=pikepdf.Name.StructTreeRoot)


def bookmarked(pdf: pikepdf.Pdf) -> None:
    """Leave a bookmark to a page that is gone."""
    mark = pdf.make_indirect(pikepdf.Dictionary(Title="Gone", Dest=pikepdf.Array([pikepdf.Dictionary()])))
    pdf.Root.Outlines = pikepdf.Dictionary(First=mark, Last=mark)


def nameless(pdf: pikepdf.Pdf) -> None:
    """Forget the language."""
    del pdf.Root.Lang


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (swapped(2, 4), {"page numbers in their order": ["EP508"], "the essay in its order": ["EP508"]}),
        (exchanged(4), {"page numbers in their order": ["EP508"], "the essay in its order": ["EP508"]}),
        (emptied, {"the essay in its order": ["EP500"]}),
        (widened, {"sheets": ["EP563"]}),
        (halved, {"sheets": ["EP563"]}),
        (claiming, {"title, language and claims": ["EP561"]}),
        (tagged, {"title, language and claims": ["EP561"]}),
        (bookmarked, {"title, language and claims": ["EP564"]}),
        (nameless, {"title, language and claims": ["EP562"]}),
    ],
)
def test_a_fault_is_noticed(
    data: bytes, essay: Essay, change: Callable[[pikepdf.Pdf], None], expected: dict[str, list[str]]
) -> None:
    """By the check that looks for it."""
    found = codes(proof(changed(data, change), essay))
    assert {name: found.get(name) for name in expected} == expected


def test_text_that_is_cut_at_the_fold_or_the_edge_is_noticed(data: bytes) -> None:
    """A page that has slipped out of its place loses words."""
    assert codes(proof(changed(data, moved)))["text stands inside the trim"] == ["EP503"]


def test_without_the_essay_its_order_is_not_proved(data: bytes) -> None:
    """But the numbers of the pages are looked at."""
    reports = proof(data)
    assert [name for name, report in reports.items() if report.not_run] == [
        "the essay in its order",
        "fonts are the layout's own",
    ]
    assert reports["page numbers in their order"].examined > 4


@pytest.fixture
def essays(corpus: Path) -> Iterator[Path]:
    """Yield some essays of the corpus, the shortest."""
    found = sorted((corpus / "emerson").glob("*.md"), key=lambda path: (path.stat().st_size, path.name))
    return iter(found[:2])


def test_real_essays_become_booklets(essays: Iterator[Path], tmp_path: Path) -> None:
    """Without an error; the order of every one is proved."""
    for path in essays:
        (outcome,) = build.build([path], Request(("booklet-letter",), out=tmp_path, project=tmp_path))
        assert (outcome.status, [item.code for item in outcome.diagnostics if item.severity == "error"]) == (
            Status.BUILT,
            [],
        )
