"""Presets: what printers ask for, each value with its source, its date and how far to trust it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from essay_press import presets, resources, services
from essay_press.errors import EditionError


@pytest.fixture
def changed(tmp_path: Path) -> Callable[[str, str], Path]:
    """Return a function that writes the bundled table with one text in place of another."""

    def writer(old: str, new: str) -> Path:
        text = (resources.root("layouts") / "presets.toml").read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "presets.toml"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return writer


def told(path: Path) -> list[tuple[str, str]]:
    """Return code and message of each fault of a table."""
    with pytest.raises(EditionError) as error:
        presets.load(path)
    return [(item.code, item.message) for item in error.value.diagnostics]


def test_the_default_preset() -> None:
    """Offset on coated paper: FOGRA39, 300 percent of ink, 3 mm of bleed, marks outside it."""
    found = presets.named("offset-x4")
    assert (found.standard, found.intent.identifier, found.ink_limit, found.bleed) == ("pdf/x-4", "FOGRA39", 300, 3)
    assert found.bleed < found.mark_offset < found.mark_offset + found.mark_length < found.slug


def test_every_value_says_where_it_comes_from() -> None:
    """A number without a source cannot be argued with."""
    for preset in presets.load().values():
        names = [name for name, _ in preset.provenance]
        expected = {"output_intent", *presets.NUMBERS, "gutter"}
        if preset.service is not None:
            papers = {f"papers.{paper.name}" for paper in preset.service.papers}
            expected = {*services.KEYS, *papers, "bleed", "resolution", "gutter"}
            expected -= set() if preset.service.profile else services.OPTIONAL
            expected |= {"ink_limit"} if preset.ink_limit else set()
        assert set(names) == expected
        assert all(item.source and item.checked and item.confidence for _, item in preset.provenance)


def test_the_gutter_follows_the_page_count() -> None:
    """The step from so many pages on; a leaf has two sides, so that 60 pages are 60 and 61 are 62."""
    found = presets.named("offset-x4")
    assert [found.inside(count) for count in (1, 60, 61, 150, 151, 400, 401, 5000)] == [13, 13, 16, 16, 19, 19, 22, 25]
    assert replace(found, gutter=(presets.Step(62, 20.0),)).inside(61) == 20.0
    assert replace(found, gutter=()).inside(600) == 0.0


def test_the_profile_is_the_one_that_was_vendored() -> None:
    """Its bytes are those of the checksum, and its licence stands beside it with the same one."""
    intent = presets.named("offset-x4").intent
    assert hashlib.sha256(intent.profile.read_bytes()).hexdigest() == intent.sha256
    assert intent.sha256 in intent.profile.with_name("LICENSE.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('summary = "', 'sumary = "', ("EP330", "unknown key `offset-x4.sumary`")),
        ("value = 300", "value = 0", ("EP331", "`offset-x4.ink_limit.value` cannot be 0")),
        ("checked = 2026-11-22\n", "", ("EP332", "`offset-x4.output_intent.checked` is missing")),
        ('confidence = "high"', 'confidence = "sure"', ("EP331", '`offset-x4.ink_limit.confidence` cannot be "sure"')),
        (
            "pages = 61,",
            "pages = 1,",
            ("EP335", "`offset-x4.gutter.steps`: 16 mm from 1 pages on come after 13 mm from 1 on"),
        ),
        (
            "inside = 22",
            "inside = 9",
            ("EP335", "`offset-x4.gutter.steps`: 9 mm from 401 pages on come after 19 mm from 151 on"),
        ),
        ("pages = 61,", "pages = 61.5,", ("EP331", "`offset-x4.gutter.steps.pages` cannot be 61.5")),
        ("inside = 22", "outside = 22", ("EP332", "`offset-x4.gutter.steps.inside` is missing")),
        ("ISOcoated_v2_300_bas.icc", "other.icc", ("EP331", "there is no profile `other.icc`")),
    ],
)
def test_a_fault_in_the_table_is_told(
    changed: Callable[[str, str], Path], old: str, new: str, expected: tuple[str, str]
) -> None:
    """Unknown keys, wrong values, missing keys and profiles that are not there."""
    assert expected in told(changed(old, new))


def test_a_table_that_is_no_toml_is_told(tmp_path: Path) -> None:
    """With its own code."""
    path = tmp_path / "presets.toml"
    path.write_text("[offset", encoding="utf-8")
    assert [code for code, _ in told(path)] == ["EP333"]


def test_an_unknown_preset_is_an_error() -> None:
    """The hint names the nearest one."""
    with pytest.raises(EditionError) as error:
        presets.named("offset-x3")
    assert [(item.code, item.hint) for item in error.value.diagnostics] == [("EP334", "did you mean `offset-x4`?")]
