"""Calibre, a client of its own (GPL-3.0, only run): the book becomes AZW3, for Kindles, with every word in order."""

from __future__ import annotations

import difflib
import re
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from lxml import etree

from essay_press.check.report import Report
from essay_press.check.tools import programs
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.errors import ToolError

__all__ = ["NAME", "lost", "missing", "run", "version", "words"]

NAME = "Calibre to AZW3"
_SECONDS = 180
# Calibre opens no window, but asks Qt for a screen all the same.
_ENVIRONMENT = {"QT_QPA_PLATFORM": "offscreen"}
_TROUBLE = re.compile(r"^(?:.*\b(?:ERROR|CRITICAL|Traceback|Failed)\b.*|.*\bcould not be (?:found|loaded)\b.*)$", re.M)
_XHTML = "{http://www.w3.org/1999/xhtml}"
_CONTAINER = "{urn:oasis:names:tc:opendocument:xmlns:container}"
_OPF = "{http://www.idpf.org/2007/opf}"


def missing() -> str:
    """Return why Calibre cannot run, or an empty text."""
    return "" if programs.find("ebook-convert") else programs.get(NAME, "calibre")


def version() -> str:
    """Return the program's version."""
    return "" if missing() else programs.version(programs.find("ebook-convert"), "--version")


def run(books: Sequence[Path]) -> tuple[Report, ...]:
    """Return a report per book; `examined` counts the words compared. Raises ToolError on a breakdown."""
    if reason := missing():
        return tuple(Report(NAME, not_run=reason) for _ in books)
    return tuple(_judge(book) for book in books)


def words(book: Path) -> list[str]:
    """Return the words of a book's documents in reading order, letters and digits only; raises ToolError."""
    try:
        with zipfile.ZipFile(book) as files:
            container = etree.fromstring(files.read("META-INF/container.xml"))
            package = next(container.iter(f"{_CONTAINER}rootfile")).get("full-path", "")
            opf = etree.fromstring(files.read(package))
            hrefs = {str(item.get("id")): str(item.get("href")) for item in opf.iter(f"{_OPF}item")}
            folder = package.rpartition("/")[0]
            paths = [f"{folder}/{hrefs[str(item.get('idref'))]}".lstrip("/") for item in opf.iter(f"{_OPF}itemref")]
            bodies = [next(etree.fromstring(files.read(path)).iter(f"{_XHTML}body")) for path in paths]
    except (OSError, KeyError, StopIteration, zipfile.BadZipFile, etree.XMLSyntaxError) as fault:
        raise ToolError(programs.failure("EP634", f"{book.name} cannot be compared with its AZW3: {fault}")) from fault
    return _split(" ".join("\n".join(str(text) for text in body.itertext()) for body in bodies))


def lost(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """Return the runs of words in `before` that `after` has not, in their order."""
    steps = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [" ".join(before[a:b]) for kind, a, b, _, _ in steps if kind in ("delete", "replace")]


def _split(text: str) -> list[str]:
    """Return the letters and digits of a text, in pieces between everything else; soft hyphens join."""
    return re.findall(r"[^\W_]+", text.replace("\N{SOFT HYPHEN}", "").casefold())


def _judge(book: Path) -> Report:
    """Return what becomes of one book, as AZW3 and read again."""
    try:
        before = words(book)
    except ToolError as error:
        return Report(NAME, error.diagnostics)
    with tempfile.TemporaryDirectory(prefix="essay-press-") as folder:
        kindle, again = Path(folder) / "book.azw3", Path(folder) / "again.epub"
        # Back into an EPUB, which holds its text as the book does: a plain text would run lines together.
        found = _convert(book.resolve(), kindle, Path(folder)) or _convert(kindle, again, Path(folder))
        if found is not None:
            return Report(NAME, (found,), len(before))
        after = words(again)
    gone = lost(before, after)
    told = [f"“{item[:80]}”" for item in gone[:5]]
    more = f" and {len(gone) - 5} places more" if len(gone) > 5 else ""
    message = f"words of the book are not in its AZW3: {', '.join(told)}{more}"
    return Report(NAME, (Diagnostic(Severity.ERROR, "EP635", message),) if gone else (), len(before))


def _convert(source: Path, target: Path, folder: Path) -> Diagnostic | None:
    """Make `target` of `source`; return what Calibre found wrong. Raises ToolError when it takes too long."""
    environment = {**_ENVIRONMENT, "CALIBRE_CONFIG_DIRECTORY": str(folder / "config")}
    command = [programs.find("ebook-convert"), str(source), str(target)]
    done = programs.run(command, NAME, "EP634", _SECONDS, environment)
    trouble = _TROUBLE.search(f"{done.stdout}\n{done.stderr}")
    if done.returncode == 0 and target.is_file() and not trouble:
        return None
    last = trouble[0] if trouble else (done.stderr.strip() or done.stdout.strip() or "nothing").splitlines()[-1]
    return Diagnostic(Severity.ERROR, "EP635", f"Calibre cannot make {target.name} of it: {last.strip()}")
