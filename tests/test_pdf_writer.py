"""The PDF's metadata is complete, its standards are claimed together, and nothing in it depends on the day."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from lxml import etree

from essay_press import __version__, model
from essay_press.errors import RenderError
from essay_press.formats.pdf import metadata, standards, writer
from essay_press.formats.pdf.fetcher import Resource
from pdf_samples import BOTH, FACES, METADATA, lay_out, picture, written

TESTS = Path(__file__).resolve().parent
DC = "{http://purl.org/dc/elements/1.1/}"


def packet(data: bytes) -> etree._Element:
    """Return the XMP packet of a PDF."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return etree.fromstring(pdf.Root.Metadata.read_raw_bytes())


def values(packet: etree._Element, name: str) -> list[str]:
    """Return the texts of an XMP property."""
    return [str(text).strip() for item in packet.iter(name) for text in item.itertext() if text.strip()]


def test_the_info_dictionary_and_the_packet_say_the_same() -> None:
    """Title with subtitle, authors, description, keywords, dates and tool are in both."""
    data = written("<p>x</p>")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        info = {key: str(value) for key, value in pdf.docinfo.items()}
    xmp = packet(data)
    title = "On Reading: A <small> test & more"
    assert info == {
        "/Title": title,
        "/Author": "Ann Example",
        "/Subject": "What happens between eye and page.",
        "/Keywords": "reading, books",
        "/Creator": f"essay-press {__version__}",
        "/Producer": "WeasyPrint 70.0",
        "/CreationDate": "D:20240501",
        "/ModDate": "D:20240602",
    }
    assert values(xmp, f"{DC}title") == [title]
    assert values(xmp, f"{DC}creator") == ["Ann Example"]
    assert values(xmp, f"{DC}contributor") == ["Bo Tran"]
    assert values(xmp, f"{DC}subject") == ["reading", "books"]
    assert values(xmp, f"{DC}language") == ["en"]
    assert values(xmp, f"{DC}rights") == ["© 2024 Ann Example"]
    assert values(xmp, f"{DC}publisher") == ["Example Press"]
    assert values(xmp, f"{DC}identifier") == ["urn:isbn:9780000000002"]
    assert values(xmp, "{http://ns.adobe.com/xap/1.0/}CreateDate") == ["2024-05-01"]
    assert values(xmp, "{http://ns.adobe.com/xap/1.0/}ModifyDate") == ["2024-06-02"]


def test_language_and_title_are_shown() -> None:
    """The catalog names the language and asks readers to show the title, not the file name."""
    with pikepdf.open(io.BytesIO(written("<p>x</p>"))) as pdf:
        assert str(pdf.Root.Lang) == "en"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def test_both_standards_are_claimed_in_one_file() -> None:
    """PDF/A leads, PDF/UA is claimed beside it with the schema that PDF/A asks for."""
    xmp = packet(written("<p>x</p>"))
    assert values(xmp, "{http://www.aiim.org/pdfa/ns/id/}part") == ["2"]
    assert values(xmp, "{http://www.aiim.org/pdfa/ns/id/}conformance") == ["A"]
    assert values(xmp, "{http://www.aiim.org/pdfua/ns/id/}part") == ["1"]
    assert values(xmp, "{http://www.aiim.org/pdfa/ns/schema#}prefix") == ["pdfuaid"]


@pytest.mark.parametrize("names", [(), ("pdf/ua-1",), ("pdf/a-3b",)])
def test_fewer_standards_still_get_a_packet(names: tuple[str, ...]) -> None:
    """A plain PDF has its metadata, too, and claims nothing it was not asked for."""
    xmp = packet(written("<p>x</p>", names=names))
    assert values(xmp, f"{DC}creator") == ["Ann Example"]
    assert bool(values(xmp, "{http://www.aiim.org/pdfua/ns/id/}part")) == ("pdf/ua-1" in names)
    assert bool(values(xmp, "{http://www.aiim.org/pdfa/ns/id/}part")) == ("pdf/a-3b" in names)


def test_an_essay_without_a_date_gets_none() -> None:
    """No date is made up."""
    document = lay_out("<p>x</p>")
    data = writer.write(document, replace(METADATA, date=None, modified=None), BOTH)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert [key for key in pdf.docinfo if "Date" in key] == []
    assert values(packet(data), "{http://ns.adobe.com/xap/1.0/}CreateDate") == []


@pytest.mark.parametrize(
    ("title", "subtitle", "language", "joined"),
    [
        ("One", "", "en", "One"),
        ("One", "Two", "en-GB", "One: Two"),
        ("One?", "Two", "en", "One? Two"),
        ("“One!”", "Two", "en", "“One!” Two"),
        ("Un", "Deux", "fr-CA", "Un\u00a0: Deux"),
    ],
)
def test_title_and_subtitle_are_joined_by_language(title: str, subtitle: str, language: str, joined: str) -> None:
    """A colon joins them unless the title ends a sentence."""
    assert metadata.full_title(model.Metadata(title, subtitle, language=language)) == joined


def test_an_edition_has_its_own_identifier() -> None:
    """The edition's identifier comes before the print one, that before the work's."""
    assert metadata.describe(METADATA, "urn:uuid:1").identifier == "urn:uuid:1"
    both = replace(METADATA, identifiers=model.Identifiers(work="urn:a", print="urn:b"))
    assert metadata.describe(both).identifier == "urn:b"


def test_standards_that_exclude_each_other_are_refused_together_with_unknown_ones() -> None:
    """Every fault of the list is told at once, with a cure."""
    with pytest.raises(RenderError) as caught:
        standards.choose(("pdf/a-2a", "PDF/A-2B", "pdf/ua-7"))
    assert [(item.code, item.hint) for item in caught.value.diagnostics] == [
        ("EP416", "keep one of them"),
        ("EP416", "did you mean `pdf/ua-1`?"),
    ]


def test_the_leading_standard_gives_the_variant() -> None:
    """PDF/A writes more than PDF/UA, so it leads whatever the order."""
    assert standards.variant(("pdf/ua-1", "pdf/a-2a")) == "pdf/a-2a"
    assert standards.variant(("pdf/ua-1",)) == "pdf/ua-1"
    assert standards.variant(()) is None


def test_bytes_do_not_depend_on_where_files_lie(tmp_path: Path) -> None:
    """The same face and picture in another folder, under another name, give the same file."""
    made = []
    for folder in (tmp_path / "one", tmp_path / "another folder"):
        folder.mkdir()
        image = folder / f"{folder.name}.png"
        image.write_bytes(picture())
        moved = replace(FACES[0], path=folder / "a.ttf")
        moved.path.write_bytes(FACES[0].path.read_bytes())
        resources = {"press://essay/i1.png": Resource(image, "image/png")}
        laid = lay_out('<p>x <img src="i1.png" alt="y"/></p>', faces=(moved,), resources=resources)
        made.append(writer.write(laid, METADATA, BOTH))
    assert made[0] == made[1]


SCRIPT = """
import sys
from hashlib import sha256
from pdf_samples import hard_document, picture, written
from essay_press.finish import finish
from essay_press.formats.pdf.fetcher import Resource
body, css = hard_document()
raw = written(body, css, resources={"press://essay/i1.png": Resource(picture(), "image/png")})
print(sha256(raw).hexdigest(), sha256(finish(raw)).hexdigest())
"""


def test_bytes_are_the_same_in_other_processes_and_folders(tmp_path: Path) -> None:
    """Hash seed, working folder, locale and home do not reach the file, before or after finishing."""
    made = set()
    for seed, folder, language in (("0", TESTS, "C"), ("7", tmp_path, "de_DE.UTF-8")):
        path = os.pathsep.join((str(TESTS.parent / "src"), str(TESTS)))
        variables = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": path, "LANG": language, "HOME": str(folder)}
        result = subprocess.run(
            [sys.executable, "-c", SCRIPT], cwd=folder, env=variables, capture_output=True, check=True
        )
        made.add(result.stdout)
    assert len(made) == 1
