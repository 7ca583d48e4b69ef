"""The container: a ZIP file whose bytes depend on its contents alone."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

__all__ = ["CONTAINER", "PACKAGE", "pack"]

PACKAGE = "EPUB/package.opf"
CONTAINER = "META-INF/container.xml"

_TIME = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_CONTAINER_XML = f"""<?xml version="1.0" encoding="utf-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="{PACKAGE}" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
"""


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return an EPUB of `files` (path in the container → bytes), which hold the package document.

    First comes `mimetype`, stored and without an extra field (OCF 3.3, 4.3), then the container file, the package
    document, and the rest by name. Times, host system and permissions are fixed.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(_entry("mimetype", zipfile.ZIP_STORED), b"application/epub+zip")
        archive.writestr(_entry(CONTAINER), _CONTAINER_XML.encode())
        for name in [PACKAGE, *sorted(set(files) - {PACKAGE})]:
            archive.writestr(_entry(name), files[name])
    return out.getvalue()


def _entry(name: str, method: int = zipfile.ZIP_DEFLATED) -> zipfile.ZipInfo:
    """Return the header of a file."""
    entry = zipfile.ZipInfo(name, _TIME)
    entry.compress_type = method
    entry.create_system = _UNIX
    entry.external_attr = 0o100644 << 16
    return entry
