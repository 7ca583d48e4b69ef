"""What every PDF owes its reader: title, language, bookmarks, links, boxes, labels; and nothing that runs."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String

from check_samples import EDITION, ESSAY, broken, codes, document, good, messages
from essay_press.check import pdf as checks
from essay_press.check.report import Report
from essay_press.check.tools import page_validation
from essay_press.model import Trim

Change = Callable[[pikepdf.Pdf], Any]


def opened(check: Callable[[pikepdf.Pdf], Report], data: bytes) -> Report:
    """Return what a check says of an open file."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return check(pdf)


def identity(data: bytes) -> Report:
    """Return the report on language and title."""
    return opened(lambda pdf: checks.identity(pdf, ESSAY), data)


def navigation(data: bytes) -> Report:
    """Return the report on bookmarks and links."""
    return opened(lambda pdf: checks.navigation(pdf, document(data), ESSAY), data)


def link(destination: Any) -> Change:
    """Return a change that puts a link on page 3."""

    def change(pdf: pikepdf.Pdf) -> None:
        annotation = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], **destination)
        pdf.pages[2].obj.Annots = Array([pdf.make_indirect(annotation)])

    return change


def test_the_good_sample_passes() -> None:
    """Every check of the document finds nothing, and says what it looked at."""
    reports = (
        identity(good()),
        navigation(good()),
        opened(checks.no_actions, good()),
        checks.boxes(document(), EDITION),
        checks.labels(document()),
        opened(lambda pdf: checks.claims(pdf, EDITION), good()),
    )
    assert [codes(found) for found in reports] == [[]] * 6
    assert all(found.examined for found in reports)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("EP562", lambda pdf: pdf.Root.__delitem__("/Lang")),
        ("EP562", lambda pdf: pdf.Root.__setitem__("/Lang", String("fr"))),
        ("EP562", lambda pdf: pdf.Root.ViewerPreferences.__setitem__("/DisplayDocTitle", False)),
        ("EP562", lambda pdf: pdf.docinfo.__setitem__("/Title", "Another")),
        ("EP562", lambda pdf: pdf.Root.__delitem__("/Metadata")),
        ("EP569", lambda pdf: pdf.Root.__delitem__("/MarkInfo")),
        ("EP569", lambda pdf: pdf.Root.__delitem__("/StructTreeRoot")),
    ],
)
def test_a_file_without_identity_is_an_error(code: str, change: Change) -> None:
    """Language, title in both places, the title shown, and the mark of a tagged file are each looked for."""
    assert codes(identity(broken(change))) == [code]


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("EP566", lambda pdf: pdf.Root.Outlines.First.First.__setitem__("/Title", String("Else"))),
        ("EP566", lambda pdf: pdf.Root.Outlines.First.__setitem__("/Dest", Array([0, Name.Fit]))),
        ("EP564", link({"Dest": String("nowhere")})),
        ("EP564", link({"A": Dictionary(S=Name.URI, URI=String("file:///etc/passwd"))})),
    ],
)
def test_a_dead_bookmark_or_link_is_an_error(code: str, change: Change) -> None:
    """Bookmarks lead to pages and cover the headings; links lead to pages or to the web."""
    assert code in codes(navigation(broken(change)))


def test_headings_without_bookmarks_are_an_error_even_without_the_essay() -> None:
    """The tags alone show that there are headings."""
    data = broken(lambda pdf: pdf.Root.__delitem__("/Outlines"))
    assert codes(opened(lambda pdf: checks.navigation(pdf, document(data), None), data)) == ["EP566"]


def test_a_live_link_passes() -> None:
    """A web address and a page of the file are good targets."""
    assert codes(navigation(broken(link({"A": Dictionary(S=Name.URI, URI=String("https://example.org/"))})))) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda pdf: pdf.Root.__setitem__("/OpenAction", Dictionary(S=Name.JavaScript, JS=String("1"))),
        lambda pdf: pdf.attachments.__setitem__("a.txt", b"attached"),
        lambda pdf: pdf.Root.__setitem__("/AA", Dictionary()),
        link({"A": Dictionary(S=Name.Launch, F=String("a.exe"))}),
    ],
)
def test_something_that_runs_is_an_error(change: Change) -> None:
    """Scripts, attachments, automatic actions and launches have no place in an edition."""
    assert codes(opened(checks.no_actions, broken(change))) == ["EP565"]


def test_another_trim_is_an_error_on_each_page() -> None:
    """An A5 file is not an edition of 140 by 210 mm."""
    found = checks.boxes(document(), replace(EDITION, trim=Trim(140, 210)))
    assert codes(found) == ["EP563"] * 5
    assert "148.0 × 210.0 mm" in messages(found)


def test_a_missing_bleed_is_an_error() -> None:
    """An edition with bleed needs a media box that holds it."""
    found = checks.boxes(document(), replace(EDITION, trim=Trim(148, 210, bleed=3)))
    assert codes(found) == ["EP563"] * 5


def test_page_labels_must_say_what_is_printed() -> None:
    """A file whose labels count from 11 is not the one whose folios count from 1."""

    def shift(pdf: pikepdf.Pdf) -> None:
        pdf.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=11)]))

    found = checks.labels(document(broken(shift)))
    assert codes(found) == ["EP567"] * 3


def test_a_standard_that_is_not_claimed_is_an_error() -> None:
    """The claims are read from the XMP packet."""
    wider = replace(EDITION, standards=(*EDITION.standards, "pdf/x-4"))
    found = opened(lambda pdf: checks.claims(pdf, wider), good())
    assert (codes(found), found.examined) == (["EP568"], 3)


def test_the_good_sample_keeps_both_standards() -> None:
    """PDF/A-2a and PDF/UA-1, by an independent validator."""
    found = page_validation.validate(good())
    assert [(item.name, codes(item)) for item in found] == [
        ("PDF/A-2a (page-validation)", []),
        ("PDF/UA-1 (page-validation)", []),
    ]
    assert all(item.examined > 100 for item in found)


def test_a_broken_standard_is_an_error() -> None:
    """A file that lost its language does not keep PDF/UA-1, and one with a script does not keep PDF/A."""

    def spoil(pdf: pikepdf.Pdf) -> None:
        del pdf.Root.Lang
        pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("1"))

    archive, access = page_validation.validate(broken(spoil))
    assert set(codes(archive)) == {"EP561"}
    assert set(codes(access)) == {"EP561"}


def test_a_missing_validator_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the optional package the report says which extra to install, and does not pass."""
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    found = page_validation.validate(good())
    assert [item.not_run for item in found] == [page_validation.MISSING] * 2
    assert "essay-press[proof]" in page_validation.MISSING
