"""Fuzzing: bytes by the million into whatever reads what others wrote. `python -m fuzz --help`, or `make fuzz`."""

NAMES = (
    "front-matter", "text", "drawing", "picture", "epub", "epub-bytes", "pdf", "pdf-bytes", "font", "build", "whole",
    "grown", "pages", "kinds", "free-epub", "proof",
)  # fmt: skip
"""The targets, by name; they are loaded where they run, so that the fuzzer can follow them."""
