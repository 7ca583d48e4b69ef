"""Books and covers for print on demand, built: a long essay is bound and covered, a short one costs nothing."""

from __future__ import annotations

import hashlib
import io
import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from essay_press import build, editions, layouts, presets, services
from essay_press.build import Request
from essay_press.check.reading import read
from essay_press.compose import compose
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import RenderError
from essay_press.finish import service as finishing
from essay_press.formats import FORMATS
from essay_press.model import Artifact, Edition, Essay, Inputs, Outcome, Status
from press_samples import laid

MM = 72 / 25.4
PARAGRAPH = (
    "A page is a promise that there is another one behind it, and a reader who has turned a hundred of them turns the"
    " next without a thought. What is on it may be new; where it stands, how wide it is, and when it ends are not. "
)
FRONT = {
    "title": "Pages",
    "author": "Ann Example",
    "date": "2024-05-01",
    "lang": "en",
    "description": "What a page promises to whoever turns it.",
    "about_author": "Ann Example turns pages.",
    "spoilers": {"works": [{"title": "The Film", "kind": "film"}], "extent": "ending", "terms": ["butler"]},
}
NAMES = ("kdp", "cover-kdp", "ingramspark", "cover-ingramspark")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a long essay, `long.md`."""
    found = tmp_path_factory.mktemp("demand")
    front = "\n".join(f"{key}: {json.dumps(value)}" for key, value in FRONT.items())
    (found / "long.md").write_text(f"---\n{front}\n---\n\n" + f"{PARAGRAPH * 4}\n\n" * 52, encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def built(folder: Path) -> dict[str, Outcome]:
    """Return the outcomes of the long essay's books and covers, by edition."""
    request = Request(editions=NAMES, out=folder / "build", project=folder)
    found = {item.edition: item for item in build.build([folder / "long.md"], request)}
    for name, item in found.items():
        errors = [each.message for each in item.diagnostics if each.severity is Severity.ERROR]
        assert (name, item.status, errors) == (name, Status.BUILT, [])
    return found


def data_of(outcome: Outcome) -> bytes:
    """Return the bytes of a file that was built."""
    assert outcome.path is not None
    return outcome.path.read_bytes()


def text_of(data: bytes) -> str:
    """Return the words on the first page."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return " ".join(run.text for run in read(pdf).pages[0].runs)


# ---------------------------------------------------------------- pages
def test_a_long_essay_becomes_a_book(built: dict[str, Outcome]) -> None:
    """An even number of pages; IngramSpark's last one is blank, and the build says that it was added."""
    assert built["kdp"].pages >= 24
    assert [built[name].pages % 2 for name in ("kdp", "ingramspark")] == [0, 0]
    assert "EP449" in [item.code for item in built["ingramspark"].diagnostics]
    with pikepdf.open(io.BytesIO(data_of(built["ingramspark"]))) as pdf:
        last = pdf.pages[-1]
        assert last.Contents.read_bytes().strip() == b""


def test_a_page_is_as_large_as_trim_and_bleed(built: dict[str, Outcome]) -> None:
    """6.125 × 9.25 in, the bleed on the fore-edge: right of a recto, left of a verso."""
    with pikepdf.open(io.BytesIO(data_of(built["kdp"]))) as pdf:
        recto, verso = ([float(value) for value in page.mediabox] for page in list(pdf.pages)[:2])
    assert (recto, verso) == ([0, -9, 441, 657], [-9, -9, 432, 657])


def test_pages_for_black_ink_hold_nothing_but_greys(built: dict[str, Outcome]) -> None:
    """No RGB, no CMYK, no profile, no bookmarks, no links."""
    with pikepdf.open(io.BytesIO(data_of(built["kdp"]))) as pdf:
        operators = {str(item.operator) for page in pdf.pages for item in pikepdf.parse_content_stream(page)}
        assert operators & {"rg", "RG", "k", "K"} == set()
        assert "g" in operators
        assert "/Outlines" not in pdf.Root
        assert "/OutputIntents" not in pdf.Root
        assert not any("/Annots" in page.obj for page in pdf.pages)


# ---------------------------------------------------------------- covers
@pytest.mark.parametrize(("name", "paper"), [("kdp", "cream"), ("ingramspark", "creme")])
def test_a_cover_is_as_wide_as_its_book_makes_it(built: dict[str, Outcome], name: str, paper: str) -> None:
    """Two pages, the spine by the number of pages and the paper, and the bleed on all four sides."""
    service = presets.service(name).service
    assert service is not None
    spine = services.wrapped(service, services.paper_of(service, paper), built[name].pages).spine
    with pikepdf.open(io.BytesIO(data_of(built[f"cover-{name}"]))) as pdf:
        left, bottom, right, top = (float(value) for value in pdf.pages[0].mediabox)
    assert (right - left) / MM == pytest.approx(2 * 152.4 + spine + 6.35, abs=0.01)
    assert (top - bottom) / MM == pytest.approx(228.6 + 6.35, abs=0.01)


def test_a_cover_says_what_the_book_is_and_gives_nothing_away(built: dict[str, Outcome]) -> None:
    """Title, author, the warning, the words for the back; no page number to turn to: that stands inside."""
    words = text_of(data_of(built["cover-kdp"]))
    for expected in ("Pages", "The Film", "What a page promises", "turns pages"):
        assert expected in words
    assert "butler" not in words
    assert "Turn to page" not in words


def test_colours_of_a_cover_are_what_the_service_takes(built: dict[str, Outcome]) -> None:
    """Light for KDP, ink for IngramSpark, which wants no profile with it."""
    with pikepdf.open(io.BytesIO(data_of(built["cover-ingramspark"]))) as pdf:
        operators = {str(item.operator) for item in pikepdf.parse_content_stream(pdf.pages[0])}
        assert operators & {"rg", "RG"} == set()
        assert "k" in operators
        assert "/OutputIntents" not in pdf.Root


def test_a_spine_of_uncertain_width_is_told(built: dict[str, Outcome]) -> None:
    """IngramSpark does not publish how thick its paper is."""
    found = {name: [item.code for item in built[name].diagnostics] for name in ("cover-kdp", "cover-ingramspark")}
    assert ("EP339" in found["cover-kdp"], "EP339" in found["cover-ingramspark"]) == (False, True)


def test_the_same_bytes_each_time(folder: Path, built: dict[str, Outcome]) -> None:
    """Of pages and cover."""
    again = Request(editions=("kdp", "cover-kdp"), out=folder / "again", project=folder, check=False)
    for item in build.build([folder / "long.md"], again):
        assert item.path is not None
        assert item.sha256 == hashlib.sha256(data_of(built[item.edition])).hexdigest()


# ---------------------------------------------------------------- short essays
def test_a_short_essay_is_not_laid_out_for_every_printer(
    tmp_path: Path, manuscript_text: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pages of an edition of the same size tell; the reason says what is asked for and what there is."""
    (tmp_path / "a.md").write_text(manuscript_text(editions=["trade", *NAMES]), encoding="utf-8")
    asked = []
    made = FORMATS["pdf"]

    def counting(composition: object, inputs: Inputs) -> Artifact:
        asked.append(composition)
        return made(composition, inputs)  # type: ignore[arg-type]

    monkeypatch.setitem(FORMATS, "pdf", counting)
    request = Request(out=tmp_path / "build", project=tmp_path, check=False)
    outcomes = build.build([tmp_path / "a.md"], request)
    assert [item.status for item in outcomes] == [Status.BUILT, *[Status.SKIPPED] * 4]
    assert len(asked) == 1
    pages = outcomes[0].pages
    assert [item.message for item in outcomes[2].diagnostics] == [
        f"edition cover-kdp is skipped: Amazon KDP binds from 24 pages on, and the essay makes {pages}"
    ]


def test_a_short_book_asked_for_by_name_is_an_error(tmp_path: Path, manuscript_text: Callable[..., str]) -> None:
    """With the same reason."""
    (tmp_path / "a.md").write_text(manuscript_text(), encoding="utf-8")
    request = Request(editions=("cover-lulu",), out=tmp_path / "build", project=tmp_path)
    (outcome,) = build.build([tmp_path / "a.md"], request)
    assert outcome.status is Status.FAILED
    assert [(item.code, item.severity) for item in outcome.diagnostics] == [("EP305", Severity.ERROR)]
    assert "cannot be built: Lulu binds from 32 pages on" in outcome.diagnostics[0].message


def test_pages_that_cannot_be_counted_make_no_cover(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reason is the layout's."""

    def refuse(_: object) -> object:
        raise RenderError(Diagnostic(Severity.ERROR, "EP403", "a picture cannot be drawn"))

    (tmp_path / "a.md").write_text("---\ntitle: A\n---\n\nWords.\n", encoding="utf-8")
    # `essay_press.formats.pdf.render` is a function, and a module behind it.
    monkeypatch.setattr(sys.modules["essay_press.formats.pdf.render"], "lay_out", refuse)
    request = Request(editions=("cover-kdp",), out=tmp_path / "build", project=tmp_path)
    (outcome,) = build.build([tmp_path / "a.md"], request)
    found = {item.code: item.message for item in outcome.diagnostics}
    assert found["EP319"] == "the pages of edition kdp cannot be counted: a picture cannot be drawn"


# ---------------------------------------------------------------- the back
def sewn(essay: Essay, pages: int, layout: str = "classic") -> Artifact:
    """Return KDP's cover of an essay as if it had so many pages, as the layout leaves it."""
    design = layouts.load(layout)
    options = layouts.choose_options(design, essay.metadata, (), ())
    return FORMATS["pdf"](compose(essay, design, around(pages), options), Inputs(page_count=pages))


def around(pages: int) -> Edition:
    """Return the edition of KDP's cover round so many pages."""
    service = presets.service("kdp").service
    assert service is not None
    wrap = services.wrapped(service, service.papers[0], pages)
    return replace(editions.named("cover-kdp"), wrap=wrap, paper=service.papers[0].name)


@pytest.mark.parametrize("layout", ["classic", "modern"])
def test_letters_stand_on_a_thick_spine_alone(folder: Path, layout: str) -> None:
    """Twice the title on the cover of a thick book, once on that of a thin one."""
    essay = build.read(folder / "long.md")
    counts = [text_of(sewn(essay, pages, layout).data).count("Ann Example") for pages in (40, 200)]
    assert counts[1] == counts[0] + 1


def test_too_many_words_for_the_back_are_an_error(folder: Path) -> None:
    """They would run into the barcode; the cure is to shorten them."""
    essay = build.read(folder / "long.md")
    much = replace(essay, metadata=replace(essay.metadata, description="Too many words. " * 260))
    with pytest.raises(RenderError) as error:
        sewn(much, 40)
    assert [(item.code, "shorten" in item.hint) for item in error.value.diagnostics] == [("EP448", True)]


def test_a_picture_that_lets_its_ground_through_is_laid_on_white() -> None:
    """What is half red on white paper is pink."""
    kdp = presets.service("kdp")
    assert kdp.service is not None
    edition = replace(editions.named("cover-kdp"), wrap=around(24).wrap)
    data, pages, told = finishing.ready(laid(), edition, kdp, kdp.service)
    assert (pages, [item.code for item in told]) == (1, ["EP449"])
    with pikepdf.open(io.BytesIO(data)) as pdf:
        streams = [item for item in pdf.objects if isinstance(item, pikepdf.Stream)]
        pictures = [item for item in streams if item.get("/Subtype") == "/Image"]
        assert pictures
        assert not any("/SMask" in item for item in pictures)
        middles = [pikepdf.PdfImage(item).as_pil_image().convert("RGB").crop((1, 1, 2, 2)) for item in pictures]
    # (0, 90, 180) at 120 of 255 on white.
    wanted = (135, 177, 220)
    assert any(all(abs(a - b) <= 2 for a, b in zip(dot.tobytes(), wanted, strict=True)) for dot in middles)
