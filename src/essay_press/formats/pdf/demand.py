"""What print on demand asks of a layout: room at the edges, the measures of a cover, words that fit on its back."""

from __future__ import annotations

from essay_press import presets, services
from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.formats.pdf.measure import Measurement
from essay_press.model import Composition, Edition, Wrap

__all__ = ["edge", "overfull", "properties"]

LARGEST = 13.0
"""Points: a wide spine does not shout."""
WIDTH = 0.52
"""The width of an average letter in em; a title in capitals is wider, and has room left at its end."""
TITLE, AUTHOR = 0.5, 0.3
"""The shares of a spine's height that title and author may take."""
POINT = 25.4 / 72
PX = 25.4 / 96
TOLERANCE = 0.3  # mm


def edge(edition: Edition) -> float:
    """Return how far, in mm, the printer of an edition wants everything from the edges of a page; 0 where none says."""
    service = presets.named(edition.preset).service if edition.preset else None
    if service is None or edition.trim is None:
        return 0.0
    return service.bleed_margin if edition.trim.bleed else service.margin


def properties(composition: Composition, wrap: Wrap) -> dict[str, str]:
    """Return the custom properties by which a layout's wrap.css knows spine, folds and the barcode's area."""
    width, height, from_spine, from_foot = wrap.barcode
    return {
        "--spine": f"{wrap.spine:.4f}mm",
        "--spine-size": f"{_letters(composition, wrap):.2f}pt",
        "--cover-margin": f"{wrap.margin:g}mm",
        "--barcode-width": f"{width:g}mm",
        "--barcode-height": f"{height:g}mm",
        "--barcode-right": f"{from_spine:g}mm",
        "--barcode-bottom": f"{from_foot:g}mm",
    }


def _letters(composition: Composition, wrap: Wrap) -> float:
    """Return the size of the spine's letters in points: as high as its width allows, as long as its height does."""
    trim, metadata = composition.edition.trim, composition.metadata
    height = (trim.height if trim else 0.0) - 2 * wrap.margin
    title = len(metadata.short_title or metadata.title)
    author = max((len(person.name) for person in metadata.authors), default=0)
    room = [height * share / (count * WIDTH * POINT) for share, count in ((TITLE, title), (AUTHOR, author)) if count]
    return min([LARGEST, services.letters(wrap), *room])


def overfull(composition: Composition, layout: Measurement) -> tuple[Diagnostic, ...]:
    """Return an error when the words for the back do not fit above its foot."""
    words, room = layout.fragments.get("back-words", ()), layout.fragments.get("back-space", ())
    if not words or not room:
        return ()
    over = (words[-1].bottom - room[-1].bottom) * PX
    if len(layout.pages) == 1 and over <= TOLERANCE:
        return ()
    metadata = composition.metadata
    place = metadata.place("description") or metadata.place("about_author") or Place(composition.essay.path)
    message = f"the words for the back of the cover are {max(over, 0):.0f} mm too long"
    hint = "shorten `description` or `about_author`: a back cover holds some 200 words"
    return (Diagnostic(Severity.ERROR, "EP448", message, place, hint),)
