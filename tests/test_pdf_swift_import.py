"""WeasyPrint is imported without starting programs, and what it makes is the same to the byte."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from essay_press.formats.pdf import swift_import
from essay_press.formats.pdf.swift_import import DECLARATIONS, SONAMES, declaring, find_library

SOURCE = Path(__file__).resolve().parent.parent / "src"
FONT = SOURCE.parent / "fonts" / "eb-garamond" / "EBGaramond_400Regular.ttf"

STOCK = "import weasyprint  # before ours, so that it finds the engine there\n"
PAGE = f"""
import hashlib, sys
from essay_press.formats.pdf.engine import CSS, HTML, FontConfiguration
from essay_press.formats.pdf.fetcher import LockedFetcher, Resource
from pathlib import Path
fetcher = LockedFetcher({{"press://fonts/a.ttf": Resource(Path({str(FONT)!r}), "font/ttf")}})
fonts = FontConfiguration()
css = "@font-face {{ font-family: A; src: url(press://fonts/a.ttf) }} html {{ font-family: A; hyphens: auto }}"
sheet = CSS(string=css, font_config=fonts, url_fetcher=fetcher)
html = HTML(string='<p lang="en">Affluent typography, extraordinarily set.</p>' * 40, url_fetcher=fetcher)
data = html.write_pdf(stylesheets=[sheet], font_config=fonts, pdf_tags=True)
print(len(data), hashlib.sha256(data).hexdigest())
"""
SPELLINGS = (
    "libgobject-2.0-0", "gobject-2.0-0", "gobject-2.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll",
    "libharfbuzz-subset-0", "harfbuzz-subset-0.0", "libharfbuzz-vector.so.0", "libfontconfig-1",
    "libfontconfig.1.dylib", "libpango-1.0.dylib", "pangoft2-1.0-0",
)  # fmt: skip


def run(script: str) -> str:
    """Run a script in a fresh interpreter and return what it printed; nothing may be said on standard error."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True, text=True, check=False, env={"PYTHONPATH": str(SOURCE), "PATH": "/usr/bin:/bin"},
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def asked(name: str, cache: Path, there: frozenset[str] = frozenset()) -> tuple[str | None, list[str]]:
    """Return what is found for a name where the loader has the sonames `there`, and what the stock path was asked."""
    questions: list[str] = []

    def stock(wanted: str) -> str | None:
        questions.append(wanted)
        return f"stock {wanted}"

    def loads(soname: str) -> object:
        if soname not in there:
            raise OSError(soname)
        return object()

    return find_library(stock, cache, loads)(name), questions


def test_the_bytes_are_the_same_with_and_without() -> None:
    """A page with a face, hyphens and tags is made alike by the stock import and by ours."""
    assert run(f"{STOCK}{PAGE}") == run(PAGE)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere no program is started")
def test_the_import_starts_no_program() -> None:
    """Neither ldconfig nor a compiler runs; with the stock import they do, so the test can fail."""
    watch = """
import subprocess, sys
started = []
class Popen(subprocess.Popen):
    def __init__(self, command, *given, **named):
        started.append(command[0]); super().__init__(command, *given, **named)
subprocess.Popen = Popen
"""
    tail = "\nimport essay_press.formats.pdf.engine\nprint(len(started))"
    assert run(f"{watch}{tail}") == "0\n"
    assert int(run(f"{watch}{STOCK}{tail}")) > 10


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere the stock path is taken")
def test_declarations_are_not_parsed() -> None:
    """With the stock import they are, so the test can fail; cffi itself is as it was."""
    tail = """
import cffi, essay_press.formats.pdf.engine as engine, sys
assert cffi.FFI is cffi.api.FFI
print("pycparser" in sys.modules, isinstance(engine._ffi, cffi.FFI))
"""
    assert run(tail) == "False False\n"
    assert run(f"{STOCK}{tail}") == "True True\n"


def test_the_declarations_are_those_of_the_weasyprint_that_is_pinned() -> None:
    """When its version changes, `python scripts/declare.py` writes them anew; until then they are parsed as ever."""
    sys.path.insert(0, str(SOURCE.parent / "scripts"))
    try:
        import declare
    finally:
        sys.path.pop(0)
    source = declaring()
    assert source is not None
    assert json.loads(DECLARATIONS.read_bytes()) == declare.declarations(source)


def test_other_declarations_go_the_stock_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept for another file, by another cffi, or spoilt: no error, only the time of parsing."""
    kept = json.loads(DECLARATIONS.read_bytes())
    bodies: tuple[object, ...] = ({**kept, "of": "0"}, {**kept, "version": 1}, {"of": kept["of"]}, [])
    for body in bodies:
        (tmp_path / "kept.json").write_text(json.dumps(body), encoding="utf-8")
        monkeypatch.setattr(swift_import, "DECLARATIONS", tmp_path / "kept.json")
        assert swift_import._declared() is None
    monkeypatch.setattr(swift_import, "DECLARATIONS", tmp_path / "none.json")
    assert swift_import._declared() is None


def test_nothing_of_it_stays() -> None:
    """After the import the standard library is as it was, and fontTools' modules are themselves."""
    script = """
import ctypes.util
before = ctypes.util.find_library
import essay_press.formats.pdf.engine, sys
assert ctypes.util.find_library is before
assert "fontTools.subset" not in sys.modules and "fontTools.varLib.instancer" not in sys.modules
from weasyprint.pdf import fonts
assert fonts.subset.Options().layout_features
from fontTools import subset
from fontTools.varLib import instancer
from fontTools.ttLib import TTFont
assert subset.Options is fonts.subset.Options and type(subset).__name__ == "module"
try:
    fonts.instantiateVariableFont(TTFont(%r), {})
except Exception as error:
    print(type(error).__name__, error)
"""
    assert "fvar" in run(script % str(FONT))


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_spelling_is_found_under_the_soname(tmp_path: Path, name: str) -> None:
    """What WeasyPrint calls a library on any system, the loader's own name answers."""
    found, questions = asked(name, tmp_path / "none", frozenset(SONAMES.values()))
    assert found in SONAMES.values()
    assert questions == []
    assert str(found).split(".so")[0].removeprefix("lib") in name


def test_other_libraries_go_the_stock_way(tmp_path: Path) -> None:
    """Whatever else is looked for meanwhile is looked for as ever."""
    assert asked("jpeg", tmp_path / "none", frozenset(SONAMES.values())) == ("stock jpeg", ["jpeg"])


def test_without_the_loader_s_cache_the_stock_path_is_taken(tmp_path: Path) -> None:
    """On a system that keeps none (musl), a library that does not load is looked for as ever."""
    assert asked("pango-1.0", tmp_path / "none") == ("stock pango-1.0", ["pango-1.0"])


def test_a_library_of_another_version_goes_the_stock_way(tmp_path: Path) -> None:
    """One that the cache lists under the name, but that does not load by the soname known here, is not overlooked."""
    cache = tmp_path / "ld.so.cache"
    cache.write_bytes(b"glibc-ld.so.cache1.1\0libpango-1.0.so.9\0/usr/lib/libpango-1.0.so.9\0")
    assert asked("pango-1.0", cache) == ("stock pango-1.0", ["pango-1.0"])
    assert asked("harfbuzz-vector", cache) == (None, [])


def test_other_systems_look_for_libraries_as_ever() -> None:
    """On macOS and Windows `find_library` is not touched."""
    script = """
import ctypes.util
from essay_press.formats.pdf.swift_import import swift
before = ctypes.util.find_library
for name in ("darwin", "win32"):
    with swift(name):
        assert ctypes.util.find_library is before
with swift("linux"):
    assert ctypes.util.find_library is not before
assert ctypes.util.find_library is before
"""
    assert run(script) == ""
