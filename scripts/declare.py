"""Write `formats/pdf/declarations.json` anew: what WeasyPrint declares of its libraries, in the form that cffi keeps.

Run it when the pinned version of WeasyPrint changes; a test says when that is.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import cffi

from essay_press.formats.pdf.swift_import import DECLARATIONS, declaring

__all__ = ["declarations", "main"]


def declarations(source: Path) -> dict[str, Any]:
    """Return what a `weasyprint/text/ffi.py` declares, as JSON has it: bytes are texts in Latin-1."""
    text = source.read_text(encoding="utf-8")
    found = re.search(r"ffi\.cdef\('''(.*?)'''\)", text, re.DOTALL)
    if found is None:
        message = f"{source} declares its libraries in another way than it did"
        raise SystemExit(message)
    ffi = cffi.FFI()
    ffi.cdef(found[1])
    ffi.set_source("declarations", None)
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "declarations.py"
        ffi.emit_python_code(str(made))
        code = made.read_text(encoding="utf-8").replace("import _cffi_backend\n", "")
    kept: dict[str, Any] = {}
    exec(code, {"_cffi_backend": SimpleNamespace(FFI=lambda _, **given: kept.update(given))})
    body = {name.strip("_"): _plain(value) for name, value in kept.items()}
    return {"of": hashlib.sha256(source.read_bytes()).hexdigest(), **body}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return [_plain(item) for item in value] if isinstance(value, tuple) else value


def main() -> int:
    """Write the file."""
    source = declaring()
    if source is None:
        sys.stderr.write("WeasyPrint is not installed\n")
        return 1
    DECLARATIONS.write_text(json.dumps(declarations(source), ensure_ascii=True) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
