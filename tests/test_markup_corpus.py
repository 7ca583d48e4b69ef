"""Real essays parse without a finding and without losing a word."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from lxml import etree

from essay_press.manuscript import read
from essay_press.markup import parse
from essays import parse_text


def test_every_essay_of_the_corpus_parses_whole(corpus: Path) -> None:
    """No warning from the body; every word of the source is in the text or its notes."""
    seen = 0
    for path in sorted((corpus / "emerson").glob("*.md")):
        manuscript = read(path)
        essay = parse(manuscript)
        seen += 1
        assert [str(item) for item in essay.diagnostics if item not in manuscript.diagnostics] == []
        whole = essay.body + "".join(note.xhtml for note in essay.notes)
        tree = etree.fromstring(f"<body>{re.sub('<a class=.noteref.*?</a>', '', whole)}</body>")
        printed = re.findall(r"\w+", " ".join(str(text) for text in tree.itertext()))
        source = re.sub(r"<[^>]*>|\[\^\d+\]:?", " ", manuscript.markdown)
        written = re.findall(r"\w+", source.replace("\\", ""))
        assert Counter(printed) - Counter(written) == Counter()
        assert Counter(written) - Counter(printed) == Counter()
    assert seen == 21


def test_a_draft_with_headings_by_hand_parses(corpus: Path) -> None:
    """A text pasted from a word processor: each line a paragraph."""
    lines = (corpus / "drafts" / "whiplash.txt").read_text(encoding="utf-8").splitlines()
    short = [line for line in lines if line.strip()]
    text = "\n\n".join(f"## {line}" if len(line) < 90 and not line.endswith((".", ")")) else line for line in short[2:])
    essay = parse_text(text, title=short[0])
    assert essay.diagnostics == ()
    assert len(essay.headings) == 5
