"""What a reader gets who copies or searches: whole words, in characters that every tool accepts."""

from __future__ import annotations

import re

import pikepdf
from pikepdf import Dictionary, Name, Stream

from essay_press.finish import streams

__all__ = ["mend"]

# A hyphen that the engine set at a line's end is U+2010; as U+00AD, a soft hyphen, it vanishes from copied text.
_HYPHEN = re.compile(rb"(<[0-9a-fA-F]{4}>\s*)<2010>")
# The second glyph of a cluster, such as the dots of an Arabic letter, stands for nothing; PDF/A wants it to stand for
# something (ISO 19005-2, 6.2.11.7.2), and a word joiner is nothing that shows or separates.
_NOTHING = re.compile(rb"(<[0-9a-fA-F]{4}>\s*)<>")
_SECTION = re.compile(rb"(?<=beginbfchar\n)(.*?)(?=\nendbfchar)", re.DOTALL)


def mend(pdf: pikepdf.Pdf) -> None:
    """Mend the tables that lead from the fonts' glyphs to characters.

    The engine lists them in the order in which the text has them, which would spell its beginning: they are sorted.
    """
    for item in pdf.objects:
        if not isinstance(item, Dictionary) or item.get("/Type") != Name.Font or "/ToUnicode" not in item:
            continue
        table = item.ToUnicode
        if not isinstance(table, Stream):
            continue
        before = table.read_bytes()
        after = _NOTHING.sub(rb"\1<2060>", _HYPHEN.sub(rb"\1<00ad>", before))
        after = _sorted(after)
        if after != before:
            streams.store(table, after)


def _sorted(table: bytes) -> bytes:
    """Return a table with its lines in the order of the glyphs, as many in each section as before."""
    sections = [section.split(b"\n") for section in _SECTION.findall(table)]
    lines = iter(sorted((line for section in sections for line in section), key=bytes.lower))
    counts = iter([len(section) for section in sections])
    return _SECTION.sub(lambda _: b"\n".join(next(lines) for _ in range(next(counts))), table)
