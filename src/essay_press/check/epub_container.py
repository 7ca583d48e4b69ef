"""The container: what OCF asks of the ZIP file, read from its bytes."""

from __future__ import annotations

import io
import struct
import zipfile

from essay_press.check.epub_book import Book, error
from essay_press.check.report import Report
from essay_press.diagnostics import Diagnostic

__all__ = ["check_container", "check_manifest"]

_MEDIA_TYPE = b"application/epub+zip"
_NAME = "epub container"


def check_container(data: bytes) -> Report:
    """Return whether `mimetype` comes first, stored and bare, and the other files are named and packed as OCF asks.

    EPUBCheck lets a compressed `mimetype` pass; systems that look for the media type at byte 38 do not.
    """
    found = list(_header(data))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except zipfile.BadZipFile as fault:
        return Report(_NAME, (*found, error("EP530", f"the file is not a ZIP archive ({fault})")), 0)
    names = [entry.filename for entry in entries]
    for entry in entries:
        if names.count(entry.filename) > 1:
            found.append(error("EP531", f"{entry.filename} is in the container twice"))
        if entry.filename.startswith("/") or ".." in entry.filename.split("/") or "\\" in entry.filename:
            found.append(error("EP531", f"the file name {entry.filename} leads out of the container"))
        if entry.flag_bits & 1:
            found.append(error("EP531", f"{entry.filename} is encrypted"))
    if "META-INF/encryption.xml" in names:
        hint = "embed fonts as they are: obfuscation is on its way out of the standard"
        found.append(error("EP531", "META-INF/encryption.xml says that something is encrypted or obfuscated", hint))
    return Report(_NAME, tuple(dict.fromkeys(found)), len(entries))


def _header(data: bytes) -> list[Diagnostic]:
    """Return what is wrong with the first file of the archive."""
    if len(data) < 58 or data[:4] != b"PK\x03\x04":
        return [error("EP530", "the file does not begin as a ZIP archive does")]
    method, name_length, extra_length = struct.unpack_from("<H", data, 8)[0], *struct.unpack_from("<HH", data, 26)
    name = data[30 : 30 + name_length]
    if name != b"mimetype":
        return [error("EP531", f"the first file is {name.decode('utf-8', 'replace')}; it has to be `mimetype`")]
    found = []
    if method != 0:
        found.append(error("EP531", "`mimetype` is compressed; it has to be stored"))
    if extra_length:
        found.append(error("EP531", "`mimetype` has an extra field in its header"))
    if method == 0 and not extra_length and data[38:58] != _MEDIA_TYPE:
        found.append(error("EP531", "`mimetype` does not say application/epub+zip"))
    return found


def check_manifest(book: Book) -> Report:
    """Return whether the manifest names every file of the container, and the container has every file it names."""
    declared = {item.path for item in book.items}
    outside = {"mimetype", book.package_path}
    present = {name for name in book.files if name not in outside and not name.startswith("META-INF/")}
    extra = sorted(present - declared)
    found = [error("EP532", f"{name} is in the container, but not in the manifest") for name in extra]
    missing = sorted(declared - set(book.files))
    found += [error("EP532", f"{name} is in the manifest, but not in the container") for name in missing]
    found += [error("EP532", "the spine names an item that is not in the manifest") for path in book.spine if not path]
    return Report("epub manifest", tuple(found), len(declared | present))
