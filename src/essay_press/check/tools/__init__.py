"""Wrappers of outside validators: each finds a program, runs it, and returns its findings as reports.

They are alike: `missing()` says why a program cannot run, `version()` which one it is, and `run(files)` returns what it
says of each file. One that is missing says `not_run` and never passes; one that breaks down raises ToolError.
"""

from __future__ import annotations

__all__: list[str] = []
