"""The only door through which a page gets its files: a list of named resources, no network, no folder, no file URL."""

from __future__ import annotations

import hashlib
import io
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.formats.pdf import svg
from essay_press.formats.pdf.engine import FatalURLFetchingError, URLFetcher, URLFetcherResponse
from essay_press.model import Asset, Composition, FontFace

__all__ = [
    "BASE_URL",
    "LockedFetcher",
    "RefusedError",
    "Resource",
    "asset_url",
    "font_url",
    "layout_url",
    "resources",
]

BASE_URL = "press://essay/"
"""The base of the document: `<img src="i1.png">` is `press://essay/i1.png`."""

# urljoin() only joins the schemes it knows.
for _schemes in (urllib.parse.uses_relative, urllib.parse.uses_netloc):
    if "press" not in _schemes:
        _schemes.append("press")

_MAX_FILE = 64 * 1024 * 1024
_MAX_TOTAL = 512 * 1024 * 1024
_MAX_DATA_URL = 200_000
_MAX_PIXELS = 100_000_000
_FONT_TYPES = {".ttf": "font/ttf", ".otf": "font/otf", ".woff": "font/woff", ".woff2": "font/woff2"}
_DATA_TYPES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"})


@dataclass(frozen=True, slots=True)
class Resource:
    """What a URL stands for: a file or bytes, its media type and, when known, the sha256 that it must still have."""

    source: Path | bytes
    media_type: str
    sha256: str = ""
    place: Place | None = None


class RefusedError(FatalURLFetchingError):  # type: ignore[misc] # WeasyPrint has no type hints
    """A page asked for what is not on the list; a BaseException, as WeasyPrint wants it, which `strict` turns."""


def asset_url(asset: Asset) -> str:
    """Return the URL of a picture of the essay, which does not depend on where the picture lies."""
    return f"press://essay/{quote(asset.href)}"


def font_url(face: FontFace) -> str:
    """Return the URL of a face, named by its content."""
    return f"press://fonts/{face.sha256}{face.path.suffix.lower()}"


def layout_url(name: str) -> str:
    """Return the URL of a layout's file, such as `layouts/classic/print.css`; also the base URL of that sheet."""
    return f"press://layout/{quote(name)}"


def resources(composition: Composition, layout_files: Mapping[str, Resource] | None = None) -> dict[str, Resource]:
    """Return every URL that the pages of `composition` may ask for, with what it stands for.

    `layout_files` are further files of the layout by name (an ornament), beside its sheets.
    """
    listed: dict[str, Resource] = {}
    for asset in composition.essay.assets:
        listed[asset_url(asset)] = Resource(asset.path, asset.media_type, asset.sha256, asset.place)
    for face in composition.layout.fonts:
        kind = _FONT_TYPES.get(face.path.suffix.lower(), "application/octet-stream")
        listed[font_url(face)] = Resource(face.path, kind, face.sha256)
    for sheet in composition.stylesheets:
        listed[layout_url(sheet.name)] = Resource(sheet.css.encode(), "text/css; charset=utf-8")
    for name, resource in (layout_files or {}).items():
        listed[layout_url(name)] = resource
    return listed


class LockedFetcher(URLFetcher):  # type: ignore[misc] # WeasyPrint has no type hints
    """Serves the resources it was given and refuses everything else; a refusal stops the rendering.

    `diagnostics` keeps each refusal, because WeasyPrint swallows those that happen inside an SVG.
    """

    def __init__(self, listed: Mapping[str, Resource], *, max_pixels: int = _MAX_PIXELS) -> None:
        """Take the list of what may be served, by URL."""
        super().__init__(allowed_protocols=("press", "data"), allow_redirects=False, fail_on_errors=True)
        self._listed = dict(listed)
        self._max_pixels = max_pixels
        self._served: dict[str, int] = {}
        self._refusals: dict[Diagnostic, None] = {}

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Return the refusals so far, each once."""
        return tuple(self._refusals)

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        """Return the resource that `url` names; raise RefusedError for anything that is not on the list."""
        del headers
        scheme = url.split(":", 1)[0].lower()
        if scheme == "data":
            resource, body = self._inline(url)
        elif scheme == "press":
            resource, body = self._named(url)
        else:
            raise self._refuse(
                f"the page asks for `{_short(url)}`; only the essay's pictures and the layout's files may be used",
                hint="put the file beside the manuscript and name it there, or remove the reference",
            )
        self._guard(url, body, resource)
        self._served[url] = len(body)
        if sum(self._served.values()) > _MAX_TOTAL:
            raise self._refuse(f"the pictures and fonts of one edition exceed {_MAX_TOTAL // 2**20} MiB")
        return URLFetcherResponse(url, body, {"Content-Type": resource.media_type})

    def _named(self, url: str) -> tuple[Resource, bytes]:
        """Return the listed resource behind a `press:` URL."""
        parts = urlsplit(url)
        resource = self._listed.get(f"press://{parts.netloc}{quote(urllib.parse.unquote(parts.path))}")
        if resource is None:
            name = urllib.parse.unquote(parts.path).lstrip("/")
            raise self._refuse(
                f"`{_short(name)}` is not a file of this {'layout' if parts.netloc == 'layout' else 'essay'}",
                hint="check the spelling; a file is served only when the essay or the layout lists it",
            )
        if isinstance(resource.source, bytes):
            return resource, resource.source
        try:
            with resource.source.open("rb") as file:
                body = file.read(_MAX_FILE + 1)
        except OSError as error:
            raise self._refuse(f"`{resource.source.name}` cannot be read: {error.strerror}", resource.place) from error
        if resource.sha256 and hashlib.sha256(body[:_MAX_FILE]).hexdigest() != resource.sha256:
            raise self._refuse(
                f"`{resource.source.name}` changed while the edition was built", resource.place, hint="build again"
            )
        return resource, body

    def _inline(self, url: str) -> tuple[Resource, bytes]:
        """Return the picture that a `data:` URL carries."""
        if len(url) > _MAX_DATA_URL:
            raise self._refuse(
                f"an inline picture takes {len(url):,} characters; {_MAX_DATA_URL:,} are allowed",
                hint="save the picture as a file beside the manuscript",
            )
        try:
            with urllib.request.DataHandler().data_open(urllib.request.Request(url)) as response:
                kind, body = response.headers.get_content_type(), response.read()
        except (OSError, ValueError) as error:
            raise self._refuse(f"an inline picture is broken: {error}") from error
        if kind not in _DATA_TYPES:
            raise self._refuse(f"a `data:` URL carries `{_short(kind)}`; only small pictures are allowed")
        return Resource(body, kind), body

    def _guard(self, url: str, body: bytes, resource: Resource) -> None:
        """Refuse what is too large, has too many pixels, or is an SVG that reaches outside itself."""
        name = "an inline picture" if url.startswith("data:") else f"`{_short(_file_name(url, resource))}`"
        if len(body) > _MAX_FILE:
            raise self._refuse(f"{name} is larger than {_MAX_FILE // 2**20} MiB", resource.place)
        if resource.media_type == "image/svg+xml":
            for fault in svg.faults(body):
                raise self._refuse(
                    f"{name} {fault}", resource.place, hint="save the drawing as plain SVG, with nothing linked"
                )
        elif resource.media_type.startswith("image/"):
            self._guard_pixels(name, body, resource)

    def _guard_pixels(self, name: str, body: bytes, resource: Resource) -> None:
        """Refuse a picture that cannot be opened or is enormous, before it is decoded."""
        from PIL import Image, UnidentifiedImageError

        try:
            with Image.open(io.BytesIO(body)) as image:
                pixels = image.width * image.height
        except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
            raise self._refuse(
                f"{name} is not a picture that can be read", resource.place, hint="save it again as PNG or JPEG"
            ) from error
        if pixels > self._max_pixels:
            raise self._refuse(
                f"{name} has {pixels:,} pixels; {self._max_pixels:,} are allowed", resource.place, hint="scale it down"
            )

    def _refuse(self, message: str, place: Place | None = None, *, hint: str = "") -> RefusedError:
        """Keep the refusal as a diagnostic and return the exception to raise."""
        diagnostic = Diagnostic(Severity.ERROR, "EP402", message, place, hint)
        self._refusals[diagnostic] = None
        return RefusedError(message)


def _file_name(url: str, resource: Resource) -> str:
    """Return the name by which a person knows the resource."""
    if isinstance(resource.source, Path):
        return resource.source.name
    return urllib.parse.unquote(urlsplit(url).path).lstrip("/")


def _short(text: str, length: int = 80) -> str:
    """Return `text`, cut so that a message stays readable."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
