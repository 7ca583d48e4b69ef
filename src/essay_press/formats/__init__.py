"""The output formats: each is one function from a composition and its inputs to a finished file."""

from __future__ import annotations

from collections.abc import Callable

from essay_press.model import Artifact, Composition, Inputs

__all__ = ["FORMATS", "Format"]

Format = Callable[[Composition, Inputs], Artifact]


def _pdf(composition: Composition, inputs: Inputs) -> Artifact:
    """Return the PDF of `composition`."""
    from essay_press.formats.pdf import render

    return render(composition, inputs)


def _epub(composition: Composition, inputs: Inputs) -> Artifact:
    """Return the EPUB of `composition`."""
    from essay_press.formats.epub import package

    return package(composition, inputs)


# Each format brings a heavy library along, so it is imported when it is first asked for.
FORMATS: dict[str, Format] = {"epub": _epub, "pdf": _pdf}
