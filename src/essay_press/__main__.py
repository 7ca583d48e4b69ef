"""The command `essay-press`, and `python -m essay_press`: what has nothing to do is answered before Click is loaded."""

from __future__ import annotations

import os
import sys

from essay_press.cache import replay

__all__ = ["main"]


def main() -> None:
    """Run the command line and end with its exit status."""
    said = replay.recall(sys.argv[1:])
    if said is None:
        from essay_press.cli import main as command

        command()
        return
    for number, text in zip((1, 2), said, strict=True):
        while text:
            text = text[os.write(number, text) :]


if __name__ == "__main__":
    main()
