"""WeasyPrint imported in a third of the time: what its import does in vain is answered from here meanwhile.

On Linux, `ctypes.util.find_library` starts `ldconfig`, `gcc` and `ld` for each spelling of a library's name, 54
programs in all, most of them for spellings of other systems. And fontTools' subsetter and instancer are loaded, though
HarfBuzz cuts fonts and a variable font is rare. And it has 500 lines of C declarations parsed, which we keep as cffi
keeps them (`scripts/declare.py`); a later `ffi.new("PangoRectangle *")` needs no parser either. All is put back once
the import is done; where something is not as expected, the stock path is taken.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import hashlib
import importlib
import importlib.util
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

__all__ = ["DECLARATIONS", "declaring", "find_library", "swift"]

SONAMES = {
    "gobject-2.0": "libgobject-2.0.so.0",
    "pango-1.0": "libpango-1.0.so.0",
    "harfbuzz": "libharfbuzz.so.0",
    "harfbuzz-subset": "libharfbuzz-subset.so.0",
    "harfbuzz-vector": "libharfbuzz-vector.so.0",
    "fontconfig": "libfontconfig.so.1",
    "pangoft2-1.0": "libpangoft2-1.0.so.0",
}
"""What the libraries are called on Linux, by the name that a linker knows them by."""
ENDINGS = ("", "-0", "-0.0", "-1", ".so.0", ".so.1", ".0.dylib", ".1.dylib", ".dylib", "-0.dll", "-1.dll")
"""What WeasyPrint writes behind that name, for one system or another."""
CACHE = Path("/etc/ld.so.cache")
DECLARATIONS = Path(__file__).with_name("declarations.json")
"""What the libraries offer, read from the C declarations of one version of WeasyPrint."""
Find = Callable[[str], str | None]


@contextmanager
def swift(platform: str = sys.platform) -> Iterator[None]:
    """Make `import weasyprint` cheap for as long as this lasts; nothing of it stays but names that load on first use.

    Libraries are looked for in another way on Linux alone: elsewhere the standard library starts no programs.
    """
    with ExitStack() as stack:
        if platform.startswith("linux"):
            stack.callback(setattr, ctypes.util, "find_library", ctypes.util.find_library)
            ctypes.util.find_library = find_library(ctypes.util.find_library)  # type: ignore[assignment] # `name` is not by name
            if (known := _declared()) is not None:
                cffi: Any = importlib.import_module("cffi")
                stack.callback(setattr, cffi, "FFI", cffi.FFI)
                cffi.FFI = known
        for name, offers in (("fontTools.subset", ()), ("fontTools.varLib.instancer", ("instantiateVariableFont",))):
            if name not in sys.modules:
                stack.enter_context(_deferred(name, offers))
        yield


def find_library(stock: Find, cache: Path = CACHE, loads: Callable[[str], object] = ctypes.CDLL) -> Find:
    """Return a function that finds what `stock` finds, for WeasyPrint's libraries without starting a program.

    A library that the loader has under its own name is found by that. Of one that it has not, the loader's cache tells
    whether another of the name is there: only then, or where there is no such cache, is `stock` asked.
    """
    try:
        listed: bytes | None = cache.read_bytes()
    except OSError:
        listed = None

    def find(name: str) -> str | None:
        soname = _soname(name)
        if not soname:
            return stock(name)
        try:
            loads(soname)
        except OSError:
            return stock(name) if listed is None or f"lib{name}.so".encode() in listed else None
        return soname

    return find


def _soname(name: str) -> str:
    """Return the soname of one of WeasyPrint's libraries in any of its spellings, or nothing."""
    bare = name.removeprefix("lib")
    return next((SONAMES[bare.removesuffix(end)] for end in ENDINGS if bare.removesuffix(end) in SONAMES), "")


def declaring() -> Path | None:
    """Return the file in which WeasyPrint declares its libraries, found without importing it; None without it."""
    found = importlib.util.find_spec("weasyprint")
    return Path(found.origin).parent / "text" / "ffi.py" if found is not None and found.origin else None


def _declared() -> Callable[[], Any] | None:
    """Return what stands in for `cffi.FFI`, or None where WeasyPrint declares something else than we have kept."""
    try:
        kept = json.loads(DECLARATIONS.read_bytes())
        source = declaring()
        if source is None or not {"types", "globals", "typenames"} <= kept.keys():
            return None
        if hashlib.sha256(source.read_bytes()).hexdigest() != kept.pop("of"):
            return None
        backend = importlib.import_module("_cffi_backend")
        parts = {f"_{name}": _in_bytes(value) for name, value in kept.items()}
        backend.FFI("declarations", **parts)
    except (ImportError, OSError, ValueError, TypeError, AttributeError):  # another cffi: its own way is taken
        return None

    class Declared(backend.FFI):  # type: ignore[misc,name-defined] # made by a library in C
        """The declarations as they are kept."""

        def cdef(self, text: str, **_: Any) -> None:
            """Do nothing: the text is that of which the declarations are kept."""

        def dlopen(self, name: str, flags: int = 0) -> Any:
            """Return a library under its own name, or under the one that is found for it."""
            try:
                return super().dlopen(name, flags)
            except OSError:
                if (path := ctypes.util.find_library(name)) is None:
                    raise
                return super().dlopen(path, flags)

    return lambda: Declared("declarations", **parts)


def _in_bytes(value: Any) -> Any:
    """Return a value from JSON as cffi has it."""
    if isinstance(value, str):
        return value.encode("latin-1")
    return tuple(_in_bytes(item) for item in value) if isinstance(value, list) else value


@contextmanager
def _deferred(name: str, offers: tuple[str, ...]) -> Iterator[None]:
    """Let `name` stand for a module that is imported when something in it is first asked for.

    Whoever takes one of `offers` from it gets a function that imports the module when it is called.
    """
    sys.modules[name] = _Deferred(name, offers)
    try:
        yield
    finally:
        # Whoever imports the module from now on gets it itself.
        if isinstance(sys.modules.get(name), _Deferred):
            del sys.modules[name]


class _Deferred(ModuleType):
    """A module yet to be imported."""

    def __init__(self, name: str, offers: tuple[str, ...]) -> None:
        """Take the module's name, and the names of functions in it that may be taken before it is there."""
        super().__init__(name)
        for offer in offers:
            self.__dict__[offer] = self._call(offer)

    def __getattr__(self, attribute: str) -> Any:  # whatever the module has
        """Return what the module has, imported now; asked for by the machinery of import itself, it has nothing."""
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return getattr(self._module(), attribute)

    def _module(self) -> ModuleType:
        """Return the module itself."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return importlib.import_module(self.__name__)

    def _call(self, offer: str) -> Callable[..., Any]:
        """Return a function that does what the module's own does."""

        def call(*given: Any, **named: Any) -> Any:
            return getattr(self._module(), offer)(*given, **named)

        return call
