"""The archive edition: the manuscript and its pictures go inside, announced, and the proof knows them to the byte."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, AttachedFileSpec, Dictionary, Name, NameTree, String
from PIL import Image

from essay_press import build, editions, layouts
from essay_press.build import Request, sources
from essay_press.check import check
from essay_press.check.report import Report
from essay_press.diagnostics import Severity
from essay_press.errors import EditionError, ManuscriptError
from essay_press.finish import attach
from essay_press.model import Artifact, Asset, Essay, Metadata, Outcome, Status

PDF = "application/pdf"
READABLE = ": its front matter too can be read by whoever has the file"
Write = Callable[..., Path]
Text = Callable[..., str]
ESSAY = """\
---
title: The Boats
author: Ann Example
date: 2024-05-01
modified: 2025-02-03
spoilers:
  works: [{title: A Film, kind: film, year: 2014}]
  extent: ending
  terms: [harbour]   # from the last reel
ignore:
  - {code: EP579, reason: the last page may be short}
---

The morning began with rain, and nobody in the house had thought of the boats. <!-- is that true? -->

[They were gone.]{.spoiler}

![A grey square](pictures/square.png)

<!--
for later
-->

The evening began with rain too.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an essay and its picture."""
    path = tmp_path_factory.mktemp("archive")
    (path / "pictures").mkdir()
    Image.new("L", (40, 40), 128).save(path / "pictures" / "square.png")
    (path / "boats.md").write_bytes(b"\xef\xbb\xbf" + ESSAY.replace("\n", "\r\n").encode())
    return path


@pytest.fixture(scope="module")
def outcome(folder: Path) -> Outcome:
    """Return how its archive edition ended, checks and all."""
    (found,) = build.build([folder / "boats.md"], Request(editions=("archive",), out=folder / "out", project=folder))
    return found


@pytest.fixture(scope="module")
def data(outcome: Outcome) -> bytes:
    """Return the file."""
    assert outcome.path is not None, outcome.diagnostics
    return outcome.path.read_bytes()


@pytest.fixture(scope="module")
def essay(folder: Path, outcome: Outcome) -> Essay:
    """Return the essay."""
    assert outcome.status is Status.BUILT
    return build.read(folder / "boats.md")


def proof(data: bytes, essay: Essay | None) -> dict[str, Report]:
    """Return the reports on an archive edition by their names."""
    layout = layouts.load("classic") if essay else None
    found = check(data, PDF, essay=essay, layout=layout, edition=editions.named("archive"))
    return {report.name: report for report in found}


def codes(report: Report) -> list[str]:
    """Return the codes of a report's findings."""
    return [item.code for item in report.diagnostics]


# ---------------------------------------------------------------- what is made
def test_the_manuscript_and_its_pictures_are_inside_byte_for_byte(data: bytes, folder: Path) -> None:
    """Byte order mark, line ends and all, under the names by which the manuscript calls them."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        inside = {name: spec.get_file().read_bytes() for name, spec in pdf.attachments.items()}
    names = ("boats.md", "pictures/square.png")
    assert inside == {name: (folder / name).read_bytes() for name in names}


def test_each_is_told_as_the_source_of_the_document(data: bytes) -> None:
    """Relationship, association, type, size, checksum, the essay's own day, and words for a reader."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        specs = list(pdf.Root.AF)
        assert {spec.objgen for spec in specs} == {spec.obj.objgen for spec in pdf.attachments.values()}
        told = [
            (str(spec.UF), spec.AFRelationship, str(spec.EF.F.Subtype), str(spec.EF.F.Params.ModDate), str(spec.Desc))
            for spec in specs
        ]
        sums = [bytes(spec.EF.F.Params.CheckSum).hex() for spec in specs]
        bodies = [spec.EF.F.read_bytes() for spec in specs]
        sizes = [int(spec.EF.F.Params.Size) for spec in specs]
    day, manuscript = "D:20250203000000Z", "Manuscript of this edition · Contains spoilers"
    assert told == [
        ("boats.md", Name.Source, "/text/markdown", day, manuscript),
        ("pictures/square.png", Name.Source, "/image/png", day, "Picture of this edition"),
    ]
    assert sums == [hashlib.md5(body, usedforsecurity=False).hexdigest() for body in bodies]
    assert sizes == [len(body) for body in bodies]


def test_the_colophon_tells_the_reader(data: bytes, essay: Essay) -> None:
    """And says that spoilers are in it; an edition that attaches nothing is silent."""
    assert "The manuscript of this edition is attached to this file, spoilers included." in words(data)
    request = Request(check=False)
    plain = build.make(essay, editions.named("a5"), request).data
    assert "attached" not in words(plain)


def words(data: bytes) -> str:
    """Return the text of a PDF in one line."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        return " ".join(" ".join(page.get_textpage().get_text_range() for page in pdf).split())
    finally:
        pdf.close()


def test_what_no_page_shows_is_announced_with_its_lines(outcome: Outcome) -> None:
    """Comments in the text are warned of; that the whole is attached, spoilers too, is noted."""
    found = [
        (item.severity.value, item.place.line if item.place else 0, item.message)
        for item in outcome.diagnostics
        if item.code == "EP318"
    ]
    assert found == [
        ("note", 1, f"the manuscript is attached whole, with 1 picture{READABLE}"),
        ("warning", 14, "the attached manuscript holds 2 comments that no page shows: lines 14 and 20"),
        ("note", 9, "the attached manuscript holds remarks in its front matter: line 9"),
        ("note", 10, "the attached manuscript says which findings you accept, and why: `ignore`"),
        ("note", 6, "the attached manuscript tells everything that the cover warns of (marked: line 16)"),
        ("note", 9, "the attached manuscript lists the words that give the plot away, `spoilers.terms`"),
    ]


def test_many_lines_are_counted() -> None:
    """A message stays a line long."""
    essay = Essay("a.md", Path("/x"), Metadata(title="T"), "", comments=tuple(_places(20)))
    (warned,) = [item for item in sources.announced(essay) if item.severity is Severity.WARNING]
    assert warned.message.endswith("lines 1, 2, 3, 4, 5, 6, 7, 8 and 12 more")


def _places(count: int) -> list[Any]:
    from essay_press.diagnostics import Place

    return [Place("a.md", line, 1) for line in range(1, count + 1)]


def test_the_same_essay_makes_the_same_bytes(data: bytes, folder: Path, tmp_path: Path) -> None:
    """In another folder, with files of another day: dates come from the front matter."""
    for name in ("boats.md", "pictures/square.png"):
        copy = tmp_path / "elsewhere" / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes((folder / name).read_bytes())
        os.utime(copy, (0, 0))
    essay = build.read(tmp_path / "elsewhere" / "boats.md")
    assert build.make(essay, editions.named("archive"), Request(check=False)).data == data


def test_an_essay_without_a_date_gets_a_fixed_day(write: Write, manuscript_text: Text) -> None:
    """PDF/A-3 asks for a day, and that of the disk or of the build is none of the essay's."""
    essay = build.read(write("a.md", manuscript_text(date=None)))
    assert [file.modified for file in sources.attachments(essay)] == [date(2000, 1, 1)]


@pytest.mark.parametrize(("change", "words"), [("edit", "has been changed"), ("remove", "is gone")])
def test_a_file_that_is_no_longer_what_was_read_stops_the_edition(
    write: Write, manuscript_text: Text, change: str, words: str
) -> None:
    """The file would else carry another text than it prints."""
    path = write("a.md", manuscript_text())
    essay = build.read(path)
    path.write_text("another text") if change == "edit" else path.unlink()
    with pytest.raises(ManuscriptError, match=words) as caught:
        sources.attachments(essay)
    assert [item.code for item in caught.value.diagnostics] == ["EP100"]


def test_names_can_be_saved_on_every_system() -> None:
    """No sign that a system refuses; of two names that are then one, the second is numbered."""
    names = ("a?.png", "sub/a:b.png", "A_.PNG", "sub/a*b.png")
    assets = tuple(Asset("i", Path("/x") / name, "image/png", 1, 1, name) for name in names)
    essay = Essay("in/What now?.md", Path("/x"), Metadata(title="T"), "", assets=assets, sha256="s")
    assert [(item.name, item.sha256) for item in essay.originals] == [
        ("What now_.md", "s"),
        ("a_.png", "a?.png"),
        ("sub/a_b.png", "sub/a:b.png"),
        ("3-A_.PNG", "A_.PNG"),
        ("sub/4-a_b.png", "sub/a*b.png"),
    ]
    assert essay.originals[0].path == Path("/x/What now?.md")


def test_every_file_that_the_manuscript_names_goes_along_once(write: Write, manuscript_text: Text) -> None:
    """Two names of one picture are one in the edition and two in the manuscript; a cover that returns is one."""
    drawn = io.BytesIO()
    Image.new("L", (40, 40), 128).save(drawn, "PNG")
    for name in ("a.png", "b/c.png", "cover.png"):
        write(name, drawn.getvalue() + (b"" if name != "cover.png" else b" "))
    body = "![x](a.png)\n\nA word.\n\n![x](b/c.png)\n\n![x](cover.png)\n\n![x](a.png)\n"
    essay = build.read(write("a.md", manuscript_text(body, cover={"image": "cover.png", "alt": "x"})))
    assert [item.name for item in essay.originals] == ["a.md", "a.png", "b/c.png", "cover.png"]
    assert [file.name for file in sources.attachments(essay)] == [item.name for item in essay.originals]


def test_without_files_nothing_is_touched() -> None:
    """The pass runs for editions that attach something."""
    artifact = Artifact("a.pdf", PDF, b"no PDF", "a5")
    assert attach(artifact, ()) is artifact


# ---------------------------------------------------------------- what the table may not mix
@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ('format = "epub"', "an EPUB is read without attachments"),
        ('standards = ["pdf/a-2a"]', "pdf/a-2a allows no such file"),
        ('impose = { scheme = "booklet", width = "297mm", height = "210mm" }', "what goes on paper carries none"),
        ('spoilers = "removed"', "spoilers|leaves out"),
    ],
)
def test_an_edition_that_cannot_carry_the_manuscript_is_refused(tmp_path: Path, keys: str, words: str) -> None:
    """Formats, standards and sheets without room for it, and whatever leaves spoilers out."""
    (tmp_path / "layouts").mkdir()
    lines = ['summary = "x"', 'format = "pdf"', 'layouts = ["classic"]', 'trim = { width = "148mm", height = "210mm" }']
    kept = [line for line in lines if line.partition(" ")[0] != keys.partition(" ")[0]]
    text = "\n".join(["[mine]", *kept, 'applies = "always"', 'attach = "source"', keys, ""])
    (tmp_path / "layouts" / "editions.toml").write_text(text, encoding="utf-8")
    with pytest.raises(EditionError, match=words):
        editions.load(tmp_path)


# ---------------------------------------------------------------- what the proof says
def test_the_file_keeps_both_of_its_standards_and_every_check_is_content(data: bytes, essay: Essay) -> None:
    """PDF/A-3a and PDF/UA-1 by an independent validator; the attachments by their bytes."""
    found = proof(data, essay)
    assert [item.code for report in found.values() for item in report.diagnostics] == []
    for name in ("PDF/A-3a (page-validation)", "PDF/UA-1 (page-validation)"):
        assert found[name].examined > 100
    assert (found["attachments are told"].examined, found["the manuscript inside"].examined) == (3, 2)


def test_without_the_essay_the_bytes_are_not_judged(data: bytes) -> None:
    """It says so, rather than pass."""
    found = proof(data, None)
    assert found["the manuscript inside"].not_run == "needs the essay (--against)"
    assert codes(found["attachments are told"]) == []


def test_a_reader_who_is_not_told_is_an_error(essay: Essay) -> None:
    """A layout without a colophon has nowhere to say that the manuscript is inside."""
    plain = build.make(essay, editions.named("a5"), Request(check=False))
    silent = attach(plain, sources.attachments(essay)).data
    found = proof(silent, essay)["attachments are told"]
    assert [(item.code, item.message) for item in found.diagnostics] == [
        ("EP595", "no page says that the manuscript is attached")
    ]


def test_the_author_may_accept_what_is_announced(write: Write, manuscript_text: Text, tmp_path: Path) -> None:
    """An accepted code is not said again, even where warnings count as errors."""
    accepted = [{"code": "EP318", "reason": "all of it may be read"}]
    path = write("a.md", manuscript_text("A word. <!-- a remark -->\n", ignore=accepted))
    request = Request(editions=("archive",), out=tmp_path / "out", strict=True)
    (found,) = build.build([path], request)
    assert (found.status, [item.code for item in found.diagnostics if item.code == "EP318"]) == (Status.BUILT, [])


def test_any_other_edition_may_carry_nothing(data: bytes) -> None:
    """An attachment in an A5 file is an error as ever."""
    found = check(data, PDF, edition=editions.named("a5"))
    assert "EP565" in [item.code for report in found for item in report.diagnostics]


def spec(pdf: pikepdf.Pdf, name: str = "boats.md") -> Any:
    """Return the specification of an attached file."""
    return pdf.attachments[name].obj


def another(pdf: pikepdf.Pdf, name: str, *, listed: bool = True) -> None:
    """Put one more file into a PDF, told as well as the others."""
    file = AttachedFileSpec(
        pdf,
        b"secret",
        description="x",
        filename=name,
        mime_type="text/plain",
        creation_date="",
        mod_date="D:20240101000000Z",
    )
    file.obj.AFRelationship = Name.Source
    pdf.Root.AF.append(file.obj)
    if listed:
        pdf.attachments[name] = file


def beside(pdf: pikepdf.Pdf) -> None:
    """Hang a file on a page, where no list of attachments shows it."""
    stream = pdf.make_stream(b"secret", Type=Name.EmbeddedFile)
    pdf.pages[0].obj.AF = Array([pdf.make_indirect(Dictionary(Type=Name.Filespec, EF=Dictionary(F=stream)))])


def swapped(pdf: pikepdf.Pdf) -> None:
    """Give one file the bytes of the other, and a checksum that is right for them."""
    one, other = spec(pdf), spec(pdf, "pictures/square.png")
    one.EF = other.EF


def reworded(pdf: pikepdf.Pdf) -> None:
    """Change a letter in the attached manuscript, and its checksum with it."""
    stream = spec(pdf).EF.F
    body = stream.read_bytes().replace(b"rain", b"hail")
    stream.write(body)
    stream.Params.CheckSum = String(hashlib.md5(body, usedforsecurity=False).digest())


def unlisted(pdf: pikepdf.Pdf) -> None:
    """Take a file out of the list of names; the association stays."""
    del NameTree(pdf.Root.Names.EmbeddedFiles)["pictures/square.png"]


@pytest.mark.parametrize(
    ("report", "code", "change"),
    [
        ("attachments are told", "EP595", lambda pdf: spec(pdf).__setitem__("/AFRelationship", Name.Unspecified)),
        ("attachments are told", "EP595", lambda pdf: spec(pdf).__delitem__("/UF")),
        ("attachments are told", "EP595", lambda pdf: spec(pdf).__setitem__("/F", String("other.md"))),
        ("attachments are told", "EP595", lambda pdf: spec(pdf).__delitem__("/Desc")),
        ("attachments are told", "EP595", lambda pdf: pdf.Root.__delitem__("/AF")),
        ("attachments are told", "EP595", lambda pdf: pdf.Root.AF.__delitem__(0)),
        ("attachments are told", "EP595", lambda pdf: spec(pdf).EF.F.__delitem__("/Subtype")),
        ("attachments are told", "EP595", lambda pdf: spec(pdf).EF.F.Params.__setitem__("/Size", 1)),
        ("attachments are told", "EP595", lambda pdf: spec(pdf).EF.F.Params.__delitem__("/ModDate")),
        ("attachments are told", "EP595", lambda pdf: spec(pdf).EF.F.Params.__setitem__("/CheckSum", String("0" * 16))),
        ("attachments are told", "EP595", lambda pdf: spec(pdf).__delitem__("/EF")),
        ("attachments are told", "EP595", lambda pdf: another(pdf, "../up.txt")),
        ("attachments are told", "EP594", lambda pdf: another(pdf, "x.txt", listed=False)),
        ("attachments are told", "EP594", beside),
        ("attachments are told", "EP594", unlisted),
        ("the manuscript inside", "EP594", lambda pdf: another(pdf, "x.txt")),
        ("the manuscript inside", "EP593", unlisted),
        ("the manuscript inside", "EP593", swapped),
        ("the manuscript inside", "EP593", reworded),
        ("the manuscript inside", "EP593", lambda pdf: pdf.Root.__delitem__("/Names")),
    ],
)
def test_a_planted_fault_is_found(
    data: bytes, essay: Essay, report: str, code: str, change: Callable[[pikepdf.Pdf], object]
) -> None:
    """Each entry that PDF/A-3 asks for, each byte of the manuscript, and whatever else came along."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        target = io.BytesIO()
        pdf.save(target)
    assert code in codes(proof(target.getvalue(), essay)[report])
