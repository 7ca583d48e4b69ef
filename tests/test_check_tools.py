"""Outside validators: what their answers become, that a missing one proves nothing, and faults that each must find."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image, ImageDraw

import check_samples
import epub_faults
import epub_samples
from essay_press.check.report import Report
from essay_press.check.tools import ace, calibre, epubcheck, programs, reading_engine, renderers, verapdf
from essay_press.errors import ToolError

__all__: list[str] = []

BOTH = ("pdf/a-2a", "pdf/ua-1")
PLACE = "document[0]/pages[0](18 0 obj PDPage)/x[1]"


def messages(report: Report) -> list[str]:
    """Return the code and message of each finding."""
    return [f"{item.code} {item.message}" for item in report.diagnostics]


def answering(monkeypatch: pytest.MonkeyPatch, out: str, write: Callable[[Sequence[str]], object] = bool) -> None:
    """Let every program answer with `out`, after `write` did with its command what the program would."""

    def run(command: Sequence[str], *_: object) -> subprocess.CompletedProcess[str]:
        write(command)
        return subprocess.CompletedProcess(command, 3, out, "one\nlast words\n")

    monkeypatch.setattr(programs, "run", run)
    monkeypatch.setattr(programs, "find", lambda *names: names[0])
    monkeypatch.setattr(programs, "package", lambda path: Path(path))


# ---------------------------------------------------------------- programs
def test_a_program_that_hangs_is_ended_with_its_children() -> None:
    """A browser that a validator started does not outlive the time limit."""
    child = "import time; print('up', flush=True); time.sleep(60)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    with pytest.raises(ToolError, match=r"EP630.*the tool did not finish within 0\.5 seconds"):
        programs.run([sys.executable, "-c", parent], "the tool", "EP630", 0.5)


def test_a_program_has_the_fonts_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """The layout engine sees our faces alone; a browser that did would crash at the first letter of another script."""
    monkeypatch.setenv("FONTCONFIG_FILE", "ours")
    monkeypatch.setenv("KEPT", "theirs")
    code = "import os; print(os.environ.get('FONTCONFIG_FILE'), os.environ['KEPT'], os.environ['GIVEN'])"
    done = programs.run([sys.executable, "-c", code], "the tool", "EP630", 60, {"GIVEN": "now"})
    assert done.stdout == "None theirs now\n"


def test_a_program_that_is_not_there_is_named() -> None:
    """It says which tool, and what installs it."""
    with pytest.raises(ToolError, match=r"EP640.*the tool could not be started(.|\n)*setup\.sh proof"):
        programs.run(["/no/such/program"], "the tool", "EP640", 5)


@pytest.mark.parametrize("tool", [ace, calibre, epubcheck, reading_engine, verapdf], ids=lambda tool: tool.NAME)
def test_a_missing_program_proves_nothing(tool: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without the program each report says NOT RUN and why; none passes."""
    for name, value in (("PATH", ""), ("JAVA_HOME", ""), ("CHROMIUM", ""), ("ESSAY_PRESS_TOOLS", str(tmp_path))):
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(programs, "_MACOS", tmp_path / "none")
    assert tool.missing()
    if tool is epubcheck:  # which is asked for by name, and so raises
        return
    file = tmp_path / "file"
    found = tool.run([file], [BOTH])[0] if tool is verapdf else tool.run([file])
    assert [(item.diagnostics, item.examined, bool(item.not_run)) for item in found] == [((), 0, True)] * len(found)
    assert found


def test_a_missing_renderer_proves_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The comparisons that it takes part in are NOT RUN; pdfium, which comes along, has nobody to agree with."""
    monkeypatch.setenv("PATH", "")
    (tmp_path / "a.pdf").write_bytes(check_samples.good())
    assert [bool(item.not_run) for item in renderers.run([tmp_path / "a.pdf"])[0]] == [True] * 3
    assert "poppler and mupdf" in renderers.missing()


# ---------------------------------------------------------------- veraPDF
def job(path: Path, *results: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return what veraPDF says of one file."""
    return {"itemDetails": {"name": str(path.resolve())}, "validationResult": list(results), **more}


def result(profile: str, broken: int = 0) -> dict[str, Any]:
    """Return veraPDF's result for a profile with so many broken rules."""
    check = {"context": f"root/{PLACE}", "errorMessage": "no"}
    rule = {"clause": "6.2", "testNumber": 1, "failedChecks": 2, "description": "Do not", "checks": [check]}
    return {
        "profileName": f"{profile} validation profile",
        "compliant": not broken,
        "statement": "It is not.",
        "details": {"passedChecks": 90, "failedChecks": broken * 2, "ruleSummaries": [rule] * broken},
    }


def verapdf_says(monkeypatch: pytest.MonkeyPatch, *jobs: dict[str, Any]) -> None:
    """Let veraPDF answer with these jobs."""
    answering(monkeypatch, json.dumps({"report": {"jobs": list(jobs)}}))


def test_verapdf_is_asked_of_each_standard_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    """One report per standard, each broken rule with its clause and place; a file that promises none is left out."""
    one, two, three = Path("a.pdf"), Path("b.pdf"), Path("c.pdf")
    jobs = (job(one, result("PDF/A-2A"), result("PDF/UA-1")), job(three, result("PDF/A-3A", 1)))
    verapdf_says(monkeypatch, *jobs)
    found = verapdf.run([one, two, three], [BOTH, ("pdf/x-4",), ("pdf/a-3a",)])
    assert [[(item.name, item.examined, messages(item)) for item in each] for each in found] == [
        [("PDF/A-2a (veraPDF)", 90, []), ("PDF/UA-1 (veraPDF)", 90, [])],
        [],
        [
            (
                "PDF/A-3a (veraPDF)",
                92,
                [f"EP561 PDF/A-3a, clause 6.2, test 1, 2 times: Do not; first at {PLACE}: no"],
            )
        ],
    ]


def test_a_promise_that_the_file_does_not_claim_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """VeraPDF judges what a file claims: a claim that is missing would otherwise pass unseen."""
    verapdf_says(monkeypatch, job(Path("a.pdf"), result("PDF/A-1B")))
    first, second = verapdf.run([Path("a.pdf")], [BOTH])[0]
    assert messages(first) == ["EP568 the file does not claim PDF/A-2a: it was taken for PDF/A-1b"]
    assert second.name == "PDF/UA-1 (veraPDF)"


def test_verapdf_that_does_not_comply_is_never_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """A result without rules is told by its statement; of many rules the rest is counted."""
    bare = {**result("PDF/A-2A"), "compliant": False}
    verapdf_says(monkeypatch, job(Path("a.pdf"), bare, result("PDF/UA-1", 23)))
    first, second = verapdf.run([Path("a.pdf")], [BOTH])[0]
    assert messages(first) == ["EP561 It is not."]
    assert (len(second.diagnostics), messages(second)[-1]) == (21, "EP561 and 3 rules more")


@pytest.mark.parametrize(("kind", "code"), [("PARSE", "EP560"), ("VALIDATE", "EP621")])
def test_a_file_that_breaks_verapdf_fails(kind: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that cannot be read, and one that it breaks down on, fail by themselves."""
    verapdf_says(monkeypatch, job(Path("a.pdf"), taskException={"type": kind, "exceptionMessage": "Ouch"}))
    assert [item.diagnostics[0].code for item in verapdf.run([Path("a.pdf")], [BOTH])[0]] == [code, code]


@pytest.mark.parametrize("answer", ["", "no JSON", '{"report": {"jobs": []}}'])
def test_verapdf_without_an_answer_is_an_error(answer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence on a file is no pass; its last words are in the message."""
    answering(monkeypatch, answer)
    with pytest.raises(ToolError, match=r"EP621.*exit status 3.*last words"):
        verapdf.run([Path("a.pdf")], [BOTH])


# ---------------------------------------------------------------- Ace
def ace_says(monkeypatch: pytest.MonkeyPatch, answer: str) -> None:
    """Let Ace write this report."""

    def write(command: Sequence[str]) -> None:
        folder = Path(command[command.index("--outdir") + 1])
        folder.mkdir(parents=True)
        (folder / "report.json").write_text(answer, encoding="utf-8")

    answering(monkeypatch, "", write)


def test_each_violation_that_ace_finds_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The document, what is wrong, the element and the rule; the hint says where to read on."""
    violation = {
        "earl:test": {
            "dct:title": "image-alt",
            "earl:impact": "critical",
            "help": {"url": "https://example.org/alt", "dct:description": "Images must have alternative text"},
        },
        "earl:result": {"dct:description": "No\nalt", "html": '<img xmlns="http://www.w3.org/1999/xhtml" src="a"/>'},
    }
    subjects = [
        {"earl:testSubject": {"url": "a.xhtml"}, "assertions": [violation]},
        {"earl:testSubject": {"url": "b.xhtml"}, "assertions": []},
    ]
    ace_says(monkeypatch, json.dumps({"assertions": subjects, "earl:result": {"earl:outcome": "fail"}}))
    (found,) = ace.run([Path("a.epub")])
    assert messages(found) == ['EP631 a.xhtml: No alt in `<img src="a"/>` (image-alt, critical)']
    assert found.diagnostics[0].hint == "Images must have alternative text: https://example.org/alt"
    assert found.examined == 2


def test_ace_that_fails_a_book_is_never_clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """The outcome counts, not only the list; no report at all is an error."""
    ace_says(monkeypatch, json.dumps({"assertions": [], "earl:result": {"earl:outcome": "fail"}}))
    assert messages(ace.run([Path("a.epub")])[0]) == ["EP631 Ace by DAISY fails the book and does not say why"]
    ace_says(monkeypatch, "nothing")
    with pytest.raises(ToolError, match=r"EP630.*last words"):
        ace.run([Path("a.epub")])


# ---------------------------------------------------------------- the reading engine
def seen(**changes: Any) -> dict[str, Any]:
    """Return what the engine sees of a faultless book, after changes."""

    def document(**of: Any) -> dict[str, Any]:
        face = {"face": "Garamond normal 400", "status": "loaded"}
        usual = {"id": "a", "text": 9, "images": [], "hidden": 0, "fonts": [face]}
        return {**usual, "lowest": {"ratio": 15, "text": "words"}, **of}

    link = {"label": "One", "href": "a#s1", "arrived": True}
    book = {
        "book": "a.epub", "sections": ["a"], "toc": [link], "landmarks": [link], "pages": [link],
        "notes": [{"call": "1", "shown": "So.", "expected": "So."}], "outside": [], "console": [],
        "light": [document()], "dark": [document()],
    }  # fmt: skip
    for key, value in changes.items():
        book[key] = [document(**value)] if key in ("light", "dark") else value
    return book


def test_a_faultless_book_has_no_findings() -> None:
    """Documents by day and by night, links of three lists and notes are counted."""
    assert (reading_engine.judge(seen()).diagnostics, reading_engine.judge(seen()).examined) == ((), 6)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"error": "Error: no"}, "the engine cannot open the book: Error: no"),
        ({"toc": []}, "the engine finds no table of contents"),
        ({"pages": [{"label": "4", "href": "a#p", "arrived": False}]}, "page list: “4” leads nowhere"),
        ({"notes": [{"call": "1", "shown": None, "expected": "So."}]}, "note 1: the box shows “nothing”, not “So.”"),
        ({"notes": [{"call": "1", "shown": "", "expected": ""}]}, "note 1: the box shows “nothing”, not “”"),
        ({"outside": ["https://example.org/"]}, "a request outside the book: https://example.org/"),
        ({"console": ["TypeError"]}, "the browser reports: TypeError"),
        ({"light": {"text": 0}}, "a, light: nothing to be seen"),
        ({"light": {"hidden": 40}}, "a, light: 40 letters of a hidden list are shown"),
        ({"light": {"images": [{"src": "i", "width": 0}]}}, "a, light: picture i is not shown"),
        ({"dark": {"fonts": [{"face": "X", "status": "error"}]}}, "a, dark: X cannot be loaded"),
        ({"light": {"fonts": [{"face": "X", "status": "unloaded"}]}}, "no text is set in X, which the book carries"),
        (
            {"dark": {"lowest": {"ratio": 1.2, "text": "words"}}},
            "a, dark: “words” has a contrast of 1.2 to 1 with its ground",
        ),
    ],
)
def test_what_a_reader_would_miss_is_a_fault(changes: dict[str, Any], message: str) -> None:
    """Each by itself, in words."""
    assert messages(reading_engine.judge(seen(**changes))) == [f"EP633 {message}"]


def test_many_findings_are_counted() -> None:
    """Ten are told, the rest is counted."""
    found = reading_engine.judge(seen(console=[f"error {number}" for number in range(14)]))
    assert (len(found.diagnostics), found.diagnostics[-1].message) == (11, "and 4 findings more")


def test_an_engine_without_an_answer_to_each_book_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A book that is not spoken of has not passed."""
    answering(monkeypatch, json.dumps({"books": []}))
    with pytest.raises(ToolError, match="EP632"):
        reading_engine.run([Path("a.epub")])


# ---------------------------------------------------------------- Calibre
def test_lost_words_are_found_in_order() -> None:
    """Words that were added do not matter; one that is gone, or stands elsewhere, does."""
    assert calibre.lost(["one", "two", "three"], ["contents", "one", "two", "three"]) == []
    assert calibre.lost(["one", "two", "three"], ["one", "three"]) == ["two"]
    assert calibre.lost(["one", "two", "three"], ["two", "one", "three"]) != []


def test_the_words_of_a_book_are_read_in_the_order_of_its_spine(tmp_path: Path) -> None:
    """Letters and digits of the documents, without those of the hidden contents."""
    (tmp_path / "a.epub").write_bytes(epub_samples.epub().data)
    found = calibre.words(tmp_path / "a.epub")
    text = " ".join(found)
    assert "in the first film of the evening nobody plays in time" in text
    assert text.index("in the first film") < text.index("rest is a part of the beat") < text.index("a week at least")
    (tmp_path / "a.epub").write_bytes(b"PK")
    with pytest.raises(ToolError, match="EP634"):
        calibre.words(tmp_path / "a.epub")


# ---------------------------------------------------------------- the renderers
def drawn(*words: tuple[int, int, str], colour: tuple[int, int, int] | None = None) -> Image.Image:
    """Return a page with words at places, and a square of a colour in the middle."""
    page = Image.new("RGB", (300, 400), "white")
    pen = ImageDraw.Draw(page)
    if colour is not None:
        pen.rectangle((100, 150, 200, 250), fill=colour)
    for x, y, word in words:
        pen.text((x, y), word, fill="black")
    return page


PAIR = ("one", "other")
LINE = (30, 40, "lorem ipsum dolor")


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (drawn(), "page 1: one and other differ"),
        (drawn((30, 43, "lorem ipsum dolor")), "page 1: one and other differ"),
        (drawn(LINE, colour=(178, 38, 41)), "page 1: one and other differ"),
        (drawn(LINE).crop((0, 0, 300, 380)), "page 1: one makes it 300 × 400 points, other 300 × 380"),
    ],
    ids=["a line lost", "a line three points lower", "a coloured square more", "a shorter page"],
)
def test_pages_that_differ_are_told(other: Image.Image, message: str) -> None:
    """Where they differ most, and by how much."""
    (found,) = renderers.compare([drawn(LINE)], [other], PAIR).diagnostics
    assert (found.code, found.message.startswith(message)) == ("EP641", True)


def test_pages_may_differ_by_what_makes_no_difference() -> None:
    """Edges smoothed otherwise, a point of page more, and inks turned into light by another rule."""
    soft = drawn(LINE).resize((301, 401), Image.Resampling.BICUBIC).crop((0, 0, 301, 401))
    assert renderers.compare([drawn(LINE)], [soft], PAIR).diagnostics == ()
    cyan, paler = drawn(LINE, colour=(0, 174, 239)), drawn(LINE, colour=(0, 255, 255))
    assert renderers.compare([cyan], [paler], PAIR).diagnostics == ()


def test_a_page_more_is_told() -> None:
    """Numbers of pages differ; those that there are have been compared."""
    found = renderers.compare([drawn(LINE)] * 2, [drawn(LINE)], PAIR)
    assert (messages(found), found.examined) == (["EP641 one draws 2 pages, other 1"], 1)


# ---------------------------------------------------------------- planted faults, for the programs themselves
def needs(tool: Any) -> Any:
    """Return the marks of a test that runs a program."""
    reason = tool.missing()
    return [pytest.mark.proof, pytest.mark.skipif(bool(reason), reason=reason)]


def planted(tmp_path: Path, changes: dict[str, epub_faults.Change]) -> Path:
    """Return the sample EPUB with faults."""
    path = tmp_path / "book.epub"
    path.write_bytes(epub_samples.edited(changes))
    return path


def unclaimed(pdf: pikepdf.Pdf) -> None:
    """Take the claims from a PDF's metadata."""
    with pdf.open_metadata() as metadata:
        for key in [key for key in metadata if "pdfa" in key or "pdfua" in key]:
            del metadata[key]


PDF_FAULTS: dict[str, tuple[Callable[[pikepdf.Pdf], object], list[bool]]] = {
    "no tags": (lambda pdf: pdf.Root.__delitem__("/StructTreeRoot"), [False, False]),
    "no language": (lambda pdf: pdf.Root.__delitem__("/Lang"), [True, False]),
    "no output intent": (lambda pdf: pdf.Root.__delitem__("/OutputIntents"), [False, True]),
    "no claims": (unclaimed, [False, False]),
}


@pytest.mark.parametrize("fault", [pytest.param("", marks=needs(verapdf))] + [
    pytest.param(name, marks=needs(verapdf)) for name in PDF_FAULTS
], ids=lambda name: name or "clean")  # fmt: skip
def test_verapdf_finds_what_was_planted(fault: str, tmp_path: Path) -> None:
    """The clean file keeps PDF/A-2a and PDF/UA-1; each fault breaks the standard that forbids it."""
    path = tmp_path / "a.pdf"
    path.write_bytes(check_samples.broken(PDF_FAULTS[fault][0]) if fault else check_samples.good())
    expected = PDF_FAULTS[fault][1] if fault else [True, True]
    found = verapdf.run([path], [BOTH])[0]
    assert [item.diagnostics == () for item in found] == expected
    assert fault or all(item.examined > 1000 for item in found)


@pytest.mark.parametrize("tool", [pytest.param(tool, marks=needs(tool)) for tool in (ace, calibre, reading_engine)])
def test_the_sample_passes(tool: Any, tmp_path: Path) -> None:
    """A faultless book is clean for every program, and each looked at something."""
    (found,) = tool.run([planted(tmp_path, {})])
    assert (messages(found), found.examined > 5, found.not_run) == ([], True, "")


@pytest.mark.parametrize(
    ("part", "change", "rule"),
    [
        pytest.param(epub_faults.ESSAY, epub_faults.cut(' alt="[^"]*"'), "image-alt", marks=needs(ace)),
        pytest.param(
            epub_faults.PACKAGE,
            epub_faults.cut('<meta property="schema:accessibilityHazard">.*?</meta>'),
            "metadata-accessibilityhazard",
            marks=needs(ace),
        ),
    ],
)
def test_ace_finds_what_was_planted(part: str, change: epub_faults.Change, rule: str, tmp_path: Path) -> None:
    """A picture without a text alternative, a book that does not say whether it is safe."""
    (found,) = ace.run([planted(tmp_path, {part: change})])
    assert [rule in item.message for item in found.diagnostics] == [True]


READING_FAULTS: dict[str, tuple[str, epub_faults.Change, str]] = {
    "black text by night": (epub_faults.CSS, lambda text: f"{text}\np {{ color: #000 }}", "contrast of 1."),
    "a note that is not there": (epub_faults.NOTES, epub_faults.swap('id="n2"', 'id="n9"'), "note 2: the box shows"),
    "contents that lead nowhere": (epub_faults.NAV, epub_faults.swap("#s2", "#s9"), "leads nowhere"),
    "a font that is none": (
        epub_faults.FONTS_CSS,
        lambda text: text.replace(".ttf", ".tff"),
        "cannot be loaded",
    ),
    "something from the web": (
        epub_faults.CSS,
        lambda text: f"{text}\np {{ background: url(https://example.org/a.png) }}",
        "a request outside the book: https://example.org/a.png",
    ),
    "a picture that is not there": (
        epub_faults.ESSAY,
        epub_faults.cut(r'src="\.\./images/[^"]*"', 'src="../images/none.png"'),
        "is not shown",
    ),
}


@pytest.mark.parametrize("fault", [pytest.param(name, marks=needs(reading_engine)) for name in READING_FAULTS])
def test_the_reading_engine_finds_what_was_planted(fault: str, tmp_path: Path) -> None:
    """What a reader would see, or not see."""
    part, change, message = READING_FAULTS[fault]
    (found,) = reading_engine.run([planted(tmp_path, {part: change})])
    assert [item.message for item in found.diagnostics if message in item.message] != []


LOCK = """<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container"
xmlns:enc="http://www.w3.org/2001/04/xmlenc#"><enc:EncryptedData><enc:EncryptionMethod Algorithm="urn:locked"/>
<enc:CipherData><enc:CipherReference URI="EPUB/text/essay.xhtml"/></enc:CipherData></enc:EncryptedData></encryption>"""


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        pytest.param(epub_faults.NOTES, "", "EP634 book.epub cannot be compared", marks=needs(calibre)),
        pytest.param("META-INF/encryption.xml", LOCK, "EP635 Calibre cannot make book.azw3", marks=needs(calibre)),
    ],
    ids=["an empty document", "a locked document"],
)
def test_calibre_finds_what_was_planted(name: str, text: str, message: str, tmp_path: Path) -> None:
    """A book that cannot be read whole, and one that Calibre refuses."""
    path = planted(tmp_path, {})
    data = path.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as book, zipfile.ZipFile(path, "w") as copy:
        for item in book.infolist():
            if item.filename != name:
                copy.writestr(item, book.read(item))
        copy.writestr(name, text)
    (found,) = calibre.run([path])
    assert [item.startswith(message) for item in messages(found)] == [True]


RENDERERS = [pytest.mark.proof, pytest.mark.skipif(bool(renderers.missing()), reason=renderers.missing())]


@pytest.mark.parametrize("fault", [pytest.param(name, marks=RENDERERS) for name in ("", "garbage", "no font")])
def test_the_renderers_find_what_was_planted(fault: str, tmp_path: Path) -> None:
    """They agree on the clean file; one complains of a broken page; each puts another font for one that lacks."""

    def garbage(pdf: pikepdf.Pdf) -> None:
        pdf.pages[1].Contents = pdf.make_stream(b"BT /Nope 12 Tf (lost) Tj ET ) ]")

    def no_font(pdf: pikepdf.Pdf) -> None:
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.TrueType, BaseFont=pikepdf.Name.Zapf)
        pdf.pages[1].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
        pdf.pages[1].Contents = pdf.make_stream(b"BT /F 60 Tf 20 200 Td (MMMMWWWW) Tj ET")

    change = {"garbage": garbage, "no font": no_font}.get(fault)
    path = tmp_path / "a.pdf"
    path.write_bytes(check_samples.broken(change) if change else check_samples.good())
    found = renderers.run([path])[0]
    assert ([item.not_run for item in found], all(item.examined > 2 for item in found)) == ([""] * 3, True)
    codes = {item.code for report in found for item in report.diagnostics}
    assert codes & {"EP641", "EP642"} if fault else codes == set()
