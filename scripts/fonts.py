"""Vendor the fonts and verify them: every line of `fonts/MANIFEST.toml` is derived from the files themselves.

    python scripts/fonts.py                    verify fonts/ against its manifest, and print what each family holds
    python scripts/fonts.py verify FOLDER      also compare every file with the npm packages (*.tgz) in FOLDER
    python scripts/fonts.py vendor FOLDER      copy the faces out of the packages in FOLDER and write the manifest

FOLDER is filled by `npm pack @expo-google-fonts/eb-garamond@0.4.3` and so on; FAMILIES says which.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import re
import sys
import tarfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from fontTools.ttLib import TTFont

__all__ = ["FAMILIES", "SCRIPTS", "SYMBOLS", "derive", "features", "main", "scripts_of"]

FONTS = Path(__file__).resolve().parent.parent / "fonts"
HEBREW = "U+0590-05FF, U+20AA, U+FB1D-FB4F"
SIGNS = "U+2190-23FF, U+25A0-27BF, U+2900-2BFF"
ARABIC = "U+0600-06FF, U+0750-077F, U+0870-08FF, U+FB50-FDFF, U+FE70-FEFC"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a family comes from: its npm package, the cuts taken of it, what it is for, its CSS `unicode-range`."""

    package: str
    version: str
    cuts: tuple[str, ...]
    purpose: str
    unicode_range: str = ""

    @property
    def archive(self) -> str:
        """Return the name that `npm pack` gives the package."""
        return f"{self.package.removeprefix('@').replace('/', '-')}-{self.version}.tgz"


FOUR = ("400Regular", "400Regular_Italic", "700Bold", "700Bold_Italic")
SIX = (*FOUR, "600SemiBold", "600SemiBold_Italic")
FAMILIES = {
    # Not Noto Naskh Arabic: it sets letters as a base and dots apart, and text copied from a PDF falls to pieces.
    "amiri": Source("@expo-google-fonts/amiri", "0.4.1", ("400Regular", "700Bold"), "fallback for Arabic", ARABIC),
    "atkinson-hyperlegible-next": Source(
        "@expo-google-fonts/atkinson-hyperlegible-next", "0.4.1", FOUR, "text for readers with low vision"
    ),
    "cormorant-garamond": Source(
        "@expo-google-fonts/cormorant-garamond",
        "0.4.1",
        ("400Regular", "400Regular_Italic", "600SemiBold"),
        "display: titles and covers, 18 pt and up",
    ),
    "eb-garamond": Source(
        "@expo-google-fonts/eb-garamond",
        "0.4.3",
        ("400Regular", "400Regular_Italic", "600SemiBold", "700Bold", "700Bold_Italic"),
        "book serif",
    ),
    "inter": Source(
        "@expo-google-fonts/inter",
        "0.4.2",
        SIX,
        "sans for captions and heads; fallback for Greek, Cyrillic, Vietnamese, phonetics and arrows",
    ),
    "jetbrains-mono": Source("@expo-google-fonts/jetbrains-mono", "0.4.1", FOUR, "code"),
    "literata": Source(
        "@expo-google-fonts/literata",
        "0.4.3",
        SIX,
        "text serif for large pages and screens",
    ),
    "noto-sans-math": Source(
        "@expo-google-fonts/noto-sans-math",
        "0.4.2",
        ("400Regular",),
        "fallback for arrows, mathematics, music and other signs",
        SIGNS,
    ),
    "noto-serif-hebrew": Source(
        "@expo-google-fonts/noto-serif-hebrew", "0.4.2", ("400Regular", "700Bold"), "fallback for Hebrew", HEBREW
    ),
}

# The letters by which a face is said to cover a script: what the languages print, not the whole Unicode block.
SCRIPTS = {
    "arabic": "ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىيپچژکگی،؛؟ًٌٍَُِّْ٠١٢٣٤٥٦٧٨٩",
    "cyrillic": "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюяЁёЄєІіЇїҐґЎўЂђЈјЉљЊњЋћЏџЃѓЌќЅѕ",
    "greek": "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρςστυφχψωάέήίόύώϊϋΐΰΆΈΉΊΌΎΏ",
    "hebrew": "אבגדהוזחטיךכלםמןנסעףפץצקרשת־׳״",
    "latin": "ABCabcÄÖÜäöüßẞÀÂÇÈÉÊËÎÏÔŒÙÛÜŸàâæçèéêëîïôœùûüÿÑñÁÍÓÚáíóú¿¡ĄĆĘŁŃŚŹŻąćęłńśźżÃÕãõÅåØøŠšŽžČčŘřĎďŤťŇňŐőŰűȘșȚț"
    "ĞğİıŞşÞþÐðĀāĒēĪīŪū“”‘’„‚«»‹›–—…†‡§¶·•°×",
    "phonetic": "ɪəʃʒŋθðɑɔɛʊʌæˈˌː",
    "polytonic": "ἀἁἂἃᾳῆῶἐἰὀὑὠᾶῖῦΐὺ",
    "vietnamese": "ĂÂĐÊÔƠƯăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
}
# Signs that layouts draw and essays use, of which some families have none.
SYMBOLS = (
    "⁂❦❧☙☞′″‴→←↑↓⇒‐‑‒―⸺⸻¹²³⁴⁵₁½⅓⅔№−×÷√≈≠≤≥∞◆◇○●■□★☆✓✗♥♪♭♯①ﬁ\u00ad\u2007\u2009\u200a\u202f\u2060\u200b\u200c\u200d\u25cc"
)


def features(font: TTFont) -> set[str]:
    """Return the tags of the OpenType features that `font` substitutes or positions glyphs by."""
    found: set[str] = set()
    for tag in ("GSUB", "GPOS"):
        if tag in font and font[tag].table.FeatureList:
            found |= {record.FeatureTag for record in font[tag].table.FeatureList.FeatureRecord}
    return found


def scripts_of(font: TTFont) -> set[str]:
    """Return the names of the SCRIPTS whose every letter `font` has."""
    cmap = font.getBestCmap()
    return {name for name, letters in SCRIPTS.items() if all(ord(letter) in cmap for letter in letters)}


def reserved_names(licence: str) -> list[str]:
    """Return the names that the copyright line of an OFL text reserves ("with Reserved Font Name 'X'")."""
    notice = licence.split("This Font Software", 1)[0]
    found = re.search(r"Reserved Font Names?\s+(.*)", notice, re.IGNORECASE | re.DOTALL)
    return re.findall(r"[\"'“‘]([^\"'”’]+)[\"'”’]", found.group(1)) if found else []


def _quote(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _array(values: list[str]) -> str:
    return "[" + ", ".join(_quote(value) for value in values) + "]"


def _face(path: Path, folder: str) -> list[str]:
    """Return the manifest's lines for one font file, all of them read from the file."""
    data = path.read_bytes()
    font = TTFont(io.BytesIO(data))
    name = font["name"]
    return [
        "",
        f"[[{folder}.faces]]",
        f"file = {_quote(path.name)}",
        f"family = {_quote(name.getDebugName(16) or name.getDebugName(1))}",
        f"weight = {font['OS/2'].usWeightClass}",
        f"style = {_quote('italic' if font['OS/2'].fsSelection & 1 else 'normal')}",
        f"sha256 = {_quote(hashlib.sha256(data).hexdigest())}",
    ]


def derive(fonts: Path) -> str:
    """Return the manifest that the files under `fonts` deserve."""
    lines = [
        "# Written by `python scripts/fonts.py vendor FOLDER`; all of it is derived from the files and their packages.",
        "# Faces are vendored unmodified. `unicode_range` limits a fallback family to its script; `scripts` are those",
        "# that every face of the family covers.",
    ]
    for folder, source in sorted(FAMILIES.items()):
        paths = sorted((fonts / folder).glob("*.ttf"))
        licence = (fonts / folder / "OFL.txt").read_text(encoding="utf-8")
        opened = [TTFont(path) for path in paths]
        common = set.intersection(*(scripts_of(font) for font in opened))
        families = {font["name"].getDebugName(16) or font["name"].getDebugName(1) for font in opened}
        (family,) = families
        lines += [
            "",
            f"[{folder}]",
            f"family = {_quote(family)}",
            f"purpose = {_quote(source.purpose)}",
            f"package = {_quote(source.package)}",
            f"version = {_quote(source.version)}",
            'licence = "OFL-1.1"',
            f"copyright = {_quote(licence.splitlines()[0].strip())}",
            f"reserved_names = {_array(reserved_names(licence))}",
            f"scripts = {_array(sorted(common))}",
            f"unicode_range = {_quote(source.unicode_range)}",
        ]
        for path in paths:
            lines += _face(path, folder)
    return "\n".join(lines) + "\n"


def _members(source: Source, packages: Path) -> dict[str, bytes]:
    """Return the files to vendor from a package, by the name they get."""
    found: dict[str, bytes] = {}
    with tarfile.open(packages / source.archive) as archive:
        for member in archive.getmembers():
            path = Path(member.name)
            stream = archive.extractfile(member)
            if stream is None:
                continue
            if path.suffix == ".ttf" and path.parent.name in source.cuts:
                found[path.name] = stream.read()
            elif path.name == "LICENSE_FONT":
                found["OFL.txt"] = stream.read()
    if len(found) != len(source.cuts) + 1:
        sys.exit(f"{source.archive} lacks a face or its licence: found {', '.join(sorted(found))}")
    return found


def vendor(fonts: Path, packages: Path) -> None:
    """Copy every face of FAMILIES out of the packages and write the manifest."""
    for folder, source in FAMILIES.items():
        (fonts / folder).mkdir(parents=True, exist_ok=True)
        for name, data in _members(source, packages).items():
            (fonts / folder / name).write_bytes(data)
    (fonts / "MANIFEST.toml").write_text(derive(fonts), encoding="utf-8")


def differences(fonts: Path, packages: Path | None) -> list[str]:
    """Return what is wrong with `fonts`, in sentences: files that differ from the manifest or from their packages."""
    found = []
    if (fonts / "MANIFEST.toml").read_text(encoding="utf-8") != derive(fonts):
        found.append("MANIFEST.toml differs from what the font files say.")
    for folder, source in FAMILIES.items():
        cuts = {path.stem.split("_", 1)[1] for path in (fonts / folder).glob("*.ttf")}
        if cuts != set(source.cuts):
            found.append(f"{folder} holds {sorted(cuts)}, not {sorted(source.cuts)}.")
        if packages:
            for name, data in _members(source, packages).items():
                if (fonts / folder / name).read_bytes() != data:
                    found.append(f"{folder}/{name} is not the file of {source.archive}.")
    return found


def report(fonts: Path) -> None:
    """Print each family: its files, its scripts, the features a book asks for, and the signs that it lacks."""
    manifest = tomllib.loads((fonts / "MANIFEST.toml").read_text(encoding="utf-8"))
    for folder, table in manifest.items():
        print(f"{table['family']} ({table['package']} {table['version']}): {', '.join(table['scripts'])}")
        for face in table["faces"]:
            path = fonts / folder / face["file"]
            font = TTFont(path)
            wanted = features(font) & {"smcp", "c2sc", "onum", "lnum", "pnum", "tnum", "liga", "sups", "case"}
            missing = [sign for sign in SYMBOLS if ord(sign) not in font.getBestCmap()]
            lacks = " ".join(sign if sign.isprintable() else f"U+{ord(sign):04X}" for sign in missing)
            print(f"  {face['weight']} {face['style']:6} {path.stat().st_size:>7} bytes  {' '.join(sorted(wanted))}")
            print(f"      lacks {lacks}")


def main(arguments: list[str] | None = None) -> int:
    """Vendor or verify, and return the exit status: 1 when something differs."""
    parser = argparse.ArgumentParser(description="Vendor the fonts, or verify them.")
    parser.add_argument("action", nargs="?", choices=["verify", "vendor"], default="verify")
    parser.add_argument("packages", nargs="?", type=Path, help="the folder that holds the npm packages (*.tgz)")
    options = parser.parse_args(arguments)
    if options.action == "vendor":
        if options.packages is None:
            parser.error("vendor needs the folder of packages")
        vendor(FONTS, options.packages)
    report(FONTS)
    found = differences(FONTS, options.packages)
    for sentence in found:
        print(sentence, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
