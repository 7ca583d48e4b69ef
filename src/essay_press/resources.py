"""Where the bundled layouts and fonts are, in a checkout and in a wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import LayoutError

__all__ = ["Kind", "own_file", "root"]

Kind = Literal["fonts", "layouts"]

_PACKAGE = Path(__file__).resolve().parent


def root(kind: Kind, package: Path = _PACKAGE) -> Path:
    """Return the absolute folder of the bundled layouts or fonts; `package` is the folder of this package.

    A wheel carries them in `essay_press/data/`; in a checkout they stand beside `src/`. Raises LayoutError when the
    installation has neither.
    """
    in_wheel = package / "data" / kind
    in_checkout = package.parent.parent / kind
    if in_wheel.is_dir():
        return in_wheel
    # `src` tells a checkout from a stray folder of that name two levels above some site-packages.
    if package.parent.name == "src" and in_checkout.is_dir():
        return in_checkout
    raise LayoutError(
        Diagnostic(
            Severity.ERROR,
            "EP249",
            f"this installation of essay-press lacks its folder of {kind}",
            hint="install essay-press again, from its wheel or with `pip install -e .` in a checkout",
        )
    )


def own_file(path: Path, folder: Path) -> Path:
    """Return `path` when it lies in a layout's folder; raises LayoutError when it is a link that leads out of it.

    The folder itself may be a link: whoever set it up chose where it leads.
    """
    if not path.resolve().is_relative_to(folder.resolve()):
        message = f"the layout's file {path.name} is a link to a file outside the layout's folder"
        raise LayoutError(Diagnostic(Severity.ERROR, "EP360", message, Place(str(path)), "copy the file itself"))
    return path
