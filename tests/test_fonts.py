"""The vendored fonts are what their manifest says, may be embedded, and hold what a book asks of them."""

from __future__ import annotations

import hashlib
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont

import fonts as vendoring

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "fonts"
MANIFEST: dict[str, dict[str, Any]] = tomllib.loads((FONTS / "MANIFEST.toml").read_text(encoding="utf-8"))
FACES = [(folder, face) for folder, table in MANIFEST.items() for face in table["faces"]]
FACE_NAMES = [f"{folder} {face['weight']} {face['style']}" for folder, face in FACES]
every_face = pytest.mark.parametrize(("folder", "face"), FACES, ids=FACE_NAMES)


@cache
def opened(folder: str, file: str) -> TTFont:
    """Return a font, opened once for all tests."""
    return TTFont(FONTS / folder / file)


def test_the_manifest_is_what_the_files_say() -> None:
    """Deriving the manifest from the files gives the manifest, to the byte."""
    assert vendoring.derive(FONTS) == (FONTS / "MANIFEST.toml").read_text(encoding="utf-8")


def test_the_verifying_script_finds_nothing_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    """`python scripts/fonts.py` ends with status 0 and speaks of every family."""
    assert vendoring.main([]) == 0
    printed = capsys.readouterr().out
    assert [table["family"] for table in MANIFEST.values() if table["family"] not in printed] == []


def test_the_verifying_script_notices_a_changed_font(tmp_path: Path) -> None:
    """A font file that was touched differs from the manifest."""
    copy = tmp_path / "fonts"
    copy.mkdir()
    (copy / "MANIFEST.toml").write_bytes((FONTS / "MANIFEST.toml").read_bytes())
    for folder in MANIFEST:
        (copy / folder).symlink_to(FONTS / folder)
    assert vendoring.differences(copy, None) == []
    changed = copy / "literata"
    changed.unlink()
    changed.mkdir()
    for path in (FONTS / "literata").iterdir():
        (changed / path.name).write_bytes(path.read_bytes() + (b"\0" if path.name.endswith("700Bold.ttf") else b""))
    assert vendoring.differences(copy, None) == ["MANIFEST.toml differs from what the font files say."]


@every_face
def test_a_face_has_the_hash_that_was_recorded(folder: str, face: dict[str, Any]) -> None:
    """The SHA-256 of the file is the manifest's."""
    assert hashlib.sha256((FONTS / folder / face["file"]).read_bytes()).hexdigest() == face["sha256"]


@every_face
def test_a_face_is_of_the_weight_and_style_it_is_declared_with(folder: str, face: dict[str, Any]) -> None:
    """OS/2 weight, italic bit and slant agree with the manifest, so that no style is drawn by a face of another."""
    font = opened(folder, face["file"])
    italic = face["style"] == "italic"
    found = (font["OS/2"].usWeightClass, bool(font["OS/2"].fsSelection & 1), font["post"].italicAngle != 0)
    assert found == (face["weight"], italic, italic)


@every_face
def test_a_face_is_truetype_and_static(folder: str, face: dict[str, Any]) -> None:
    """CFF2 outlines print as blanks and PDF/A-1 refuses CFF; variable fonts embed one subset per instance."""
    tables = set(opened(folder, face["file"]).keys())
    assert tables & {"glyf", "CFF ", "CFF2", "fvar", "SVG ", "COLR"} == {"glyf"}


@every_face
def test_a_face_may_be_embedded(folder: str, face: dict[str, Any]) -> None:
    """The fsType is 0: installable embedding, without restriction on subsetting."""
    assert opened(folder, face["file"])["OS/2"].fsType == 0


@every_face
def test_a_face_names_its_licence(folder: str, face: dict[str, Any]) -> None:
    """The font's own licence record (name 13) is the Open Font License."""
    assert "SIL Open Font License" in (opened(folder, face["file"])["name"].getDebugName(13) or "")


@pytest.mark.parametrize("folder", MANIFEST)
def test_a_family_carries_its_licence_text(folder: str) -> None:
    """OFL.txt opens with the copyright line of the manifest and holds the licence whole."""
    text = (FONTS / folder / "OFL.txt").read_text(encoding="utf-8")
    assert text.splitlines()[0].strip() == MANIFEST[folder]["copyright"]
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "PERMISSION & CONDITIONS" in text


@pytest.mark.parametrize("folder", MANIFEST)
def test_a_family_reserves_no_name_that_the_manifest_keeps_quiet(folder: str) -> None:
    """What the licence and the font's copyright record reserve is declared; the vendored families reserve nothing."""
    records = [(FONTS / folder / "OFL.txt").read_text(encoding="utf-8")]
    for face in MANIFEST[folder]["faces"]:
        records.append(opened(folder, face["file"])["name"].getDebugName(0) or "")
    reserved = {name for record in records for name in vendoring.reserved_names(record)}
    assert reserved == set(MANIFEST[folder]["reserved_names"])


def test_reserved_names_are_read_from_a_notice() -> None:
    """The usual forms of the notice are understood, and the definition in the licence's body is not one."""
    notice = "Copyright 2014 Adobe, with Reserved Font Name 'Source'. This Font Software is licensed …"
    several = 'Copyright (c) 2010, X (x@y), with Reserved Font Names "Lato" and "Lato Black"'
    body = 'Copyright 2020 A. This Font Software … "Reserved Font Name" refers to any names specified as such'
    found = [vendoring.reserved_names(text) for text in (notice, several, body)]
    assert found == [["Source"], ["Lato", "Lato Black"], []]


@pytest.mark.parametrize("folder", ["eb-garamond", "literata"])
def test_the_text_serifs_have_book_features_in_every_style(folder: str) -> None:
    """Small caps, both figure styles and ligatures are real in roman and italic; the renderer synthesises none."""
    wanted = {"c2sc", "liga", "lnum", "onum", "smcp"}
    lacking = {
        face["file"]: wanted - vendoring.features(opened(folder, face["file"])) for face in MANIFEST[folder]["faces"]
    }
    assert {file: tags for file, tags in lacking.items() if tags} == {}


@pytest.mark.parametrize("folder", ["atkinson-hyperlegible-next", "eb-garamond", "inter", "jetbrains-mono", "literata"])
def test_a_text_family_has_four_real_styles(folder: str) -> None:
    """Regular, italic, bold and bold italic are files of their own, so nothing is slanted or emboldened by machine."""
    styles = {(face["weight"], face["style"]) for face in MANIFEST[folder]["faces"]}
    assert styles >= {(400, "normal"), (400, "italic"), (700, "normal"), (700, "italic")}


def test_scripts_are_covered_by_the_families_that_claim_them() -> None:
    """What each family covers is computed from the letters of every face."""
    found = {}
    for folder, table in MANIFEST.items():
        faces = [vendoring.scripts_of(opened(folder, face["file"])) for face in table["faces"]]
        found[folder] = sorted(set.intersection(*faces))
    assert found == {folder: table["scripts"] for folder, table in MANIFEST.items()}


@pytest.mark.parametrize("script", sorted(vendoring.SCRIPTS))
def test_every_script_has_a_family_in_regular_and_bold(script: str) -> None:
    """Each script that an essay may use is covered by some family at weights 400 and 700."""
    weights = {
        folder: {face["weight"] for face in table["faces"]}
        for folder, table in MANIFEST.items()
        if script in table["scripts"]
    }
    assert [folder for folder, found in weights.items() if found >= {400, 700}] != []


@pytest.mark.parametrize("folder", ["amiri", "noto-serif-hebrew"])
def test_a_fallback_family_is_limited_to_its_script(folder: str) -> None:
    """The `unicode-range` holds every letter of the script that the family is for, and no Latin letter or figure."""
    spans = [
        tuple(int(end, 16) for end in span.strip().removeprefix("U+").split("-"))
        for span in MANIFEST[folder]["unicode_range"].split(",")
    ]
    (script,) = MANIFEST[folder]["scripts"]
    outside = [letter for letter in vendoring.SCRIPTS[script] if not any(s[0] <= ord(letter) <= s[-1] for s in spans)]
    latin = [letter for letter in "Aa0 .—é" if any(s[0] <= ord(letter) <= s[-1] for s in spans)]
    assert (outside, latin) == ([], [])


def test_nothing_else_stands_in_the_folder() -> None:
    """Every file under fonts/ is the manifest, a licence, or a face that the manifest lists."""
    known = {FONTS / "MANIFEST.toml"} | {FONTS / folder / "OFL.txt" for folder in MANIFEST}
    known |= {FONTS / folder / face["file"] for folder, face in FACES}
    assert {path for path in FONTS.rglob("*") if path.is_file()} == known


def test_the_fonts_stay_below_eleven_megabytes() -> None:
    """They travel with every checkout and wheel; one of them is for mathematics, music and arrows alone."""
    assert sum(path.stat().st_size for path in FONTS.rglob("*") if path.is_file()) < 11_000_000
