"""Run the command line as `python -m essay_press`."""

from __future__ import annotations

from essay_press.cli import main

__all__: list[str] = []

if __name__ == "__main__":
    main()
