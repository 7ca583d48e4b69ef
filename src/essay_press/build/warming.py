"""What every edition needs, loaded once: processes forked from this one have it from the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from essay_press.build import Request

__all__ = ["warm"]


def warm(request: Request) -> None:
    """Load the libraries of both formats, and of the checks where the request wants them."""
    # Imports alone: no page is laid out here, since the engine's threads would not be there in forked processes.
    from essay_press import finish, spoilers
    from essay_press.formats import epub, pdf
    from essay_press.formats.pdf import cover

    del finish, spoilers, epub, pdf, cover
    if request.check:
        from essay_press.check import epub as of_epub
        from essay_press.check import leaks, pdf_reports

        del of_epub, leaks, pdf_reports
