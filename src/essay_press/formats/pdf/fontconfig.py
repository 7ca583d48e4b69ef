"""A private fontconfig without a single font folder, so that the machine's own fonts never reach a page."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

__all__ = ["isolate"]

_CONFIGURATION = Path(__file__).with_name("fonts.conf")
# Fontconfig reads FONTCONFIG_FILE each time a font configuration is made, and Pango does so from a thread of its own:
# the variables therefore stay set for the life of the process, and worker processes inherit them.
_VARIABLES = {"FONTCONFIG_FILE": str(_CONFIGURATION), "FC_LANG": "en"}
_FOREIGN = ("FONTCONFIG_PATH", "FONTCONFIG_SYSROOT")


def isolate() -> None:
    """Shut the machine's fonts out of this process and its children; to be called before WeasyPrint is imported.

    Calling it again changes nothing. Neither this nor fontconfig itself writes a file anywhere.
    """
    os.environ.update(_VARIABLES)
    for name in _FOREIGN:
        os.environ.pop(name, None)
    # WeasyPrint warns on import that there are no fonts: here that is the intention.
    warnings.filterwarnings("ignore", message="No fonts configured in FontConfig", category=UserWarning)
