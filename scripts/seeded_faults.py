#!/usr/bin/env python3
"""Print the seeded faults as a table in Markdown, or as JSON with `--json`: which gate turns red at which fault."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path

__all__ = ["main"]

TESTS = Path(__file__).resolve().parent.parent / "tests"


def main() -> None:
    """Print the table."""
    sys.path.insert(0, str(TESTS))
    from seeded_table import markdown, rows

    if "--json" in sys.argv[1:]:
        print(json.dumps([asdict(row) for row in rows()], indent=2, ensure_ascii=False))
    else:
        print(markdown(), end="")


if __name__ == "__main__":
    main()
