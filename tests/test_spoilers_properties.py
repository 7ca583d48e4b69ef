"""Random spans of real essays, marked and taken out: nothing leaks, and no word outside them is lost."""

from __future__ import annotations

import os
import random
import re
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

from essay_press import build, editions, layouts
from essay_press.check import leak_account
from essay_press.check.leak_words import Kind, Surface, voice
from essay_press.compose import compose
from essay_press.markup import tree
from essay_press.model import Essay
from essay_press.spoilers import redact
from essays import lifted

ROOT = Path(__file__).resolve().parent.parent
BATCHES, CASES = 10, 52
GAP = "xqzgapxqz"
MARKUP = re.compile(r"[\[\]{}<>*_`^\\|~]")


@cache
def paragraphs() -> tuple[tuple[str, ...], ...]:
    """Return the plain paragraphs of each essay: those of the corpus where it is, else those of the house."""
    folder = Path(os.environ.get("ESSAY_PRESS_CORPUS") or ROOT / "content")
    found = []
    for path in sorted(folder.rglob("*.md")):
        body = path.read_text(encoding="utf-8").partition("\n---\n")[2]
        blocks = [" ".join(block.split()) for block in body.split("\n\n")]
        plain = [block for block in blocks if block[:1].isalpha() and len(block.split()) > 5 and "[^" not in block]
        found.append(tuple(block for block in plain if not re.search(r"[\[\]{}]|<span", block)))
    return tuple(item for item in found if len(item) > 3)


def marked(rng: random.Random, texts: list[str]) -> tuple[str, str]:
    """Return Markdown with random spans marked, and the same with a word of no language in the place of each."""
    written, reference = [], []
    for number, text in enumerate(texts):
        fate = rng.random()
        if fate < 0.15:
            written.append(f"::: spoiler\n{text}\n:::")
            continue
        if fate < 0.22:
            written.append(f'::: {{.spoiler safe="What comes next"}}\n{text}\n:::')
            continue
        if fate < 0.3:
            title = " ".join(MARKUP.sub("", text).split()[:4])
            written.append(f'## {title} {{.spoiler safe="Part {number}"}}')
            reference.append(f"## Part {number}")
        words, plain = text.split(" "), text.split(" ")
        at = 0
        while (at := at + rng.randrange(1, 40)) < len(words):
            length = min(rng.choice((1, 1, 2, 3, 5, 8, 13, 30)), len(words) - at)
            if any(MARKUP.search(word) for word in words[at : at + length]):
                continue
            safe = rng.choice(("", "", "something else"))
            span = " ".join(words[at : at + length])
            words[at : at + length] = [f"[{span}]{{.spoiler{f' safe={chr(34)}{safe}{chr(34)}' if safe else ''}}}"]
            plain[at : at + length] = [safe or GAP]
            at += 1
        written.append(" ".join(words))
        reference.append(" ".join(plain))
    return "\n\n".join(written), "\n\n".join(reference)


def letters(essay: Essay) -> str:
    """Return the letters of an essay's body, a word for each bar, without the lines that stand for blocks."""
    root = etree.fromstring(f"<body>{essay.body}</body>")
    for line in [item for item in root.iter("p") if tree.has_class(item, "removed")]:
        tree.remove(line)
    for bar in [item for item in root.iter("span") if tree.has_class(item, "redacted")]:
        bar.text = GAP
    return voice("\n".join(map(str, root.itertext()))).letters


def case(seed: int) -> tuple[Essay, Essay, Essay]:
    """Return an essay with random spans marked, what is left of it, and the essay with gaps in their place."""
    rng = random.Random(seed)
    source = rng.choice(paragraphs())
    start = rng.randrange(max(1, len(source) - 5))
    written, reference = marked(rng, list(source[start : start + rng.randrange(2, 7)]))
    full = lifted(f"{written}\n\nA last paragraph.")
    return full, redact(full), lifted(f"{reference}\n\nA last paragraph.")


@pytest.mark.parametrize("batch", range(BATCHES))
def test_random_spans_leave_no_trace_and_take_no_word_with_them(batch: int) -> None:
    """What is left is letter by letter what stands outside the spans; the composed parts pass the proof."""
    layout = layouts.load("classic")
    edition = editions.named("epub-spoiler-free")
    spans = 0
    for seed in range(batch * CASES, (batch + 1) * CASES):
        full, kept, gapped = case(seed)
        assert letters(kept) == letters(gapped), seed
        assert "spoiler" not in re.findall(r'class="([\w ]+)"', kept.body), seed
        spans += len(full.spoilers)
        composed = compose(kept, layout, edition, layouts.choose_options(layout, kept.metadata))
        text = "\n".join("\n".join(map(str, etree.fromstring(part.xhtml).itertext())) for part in composed.parts)
        allowed = leak_account.account(kept, full, layout)
        surface = Surface("the text", text, "EP700", Kind.PROSE)
        told = [item.text for item in leak_account.removed(full, kept) if allowed.leaks(item, surface)]
        assert told == [], seed
    assert spans > CASES


@pytest.mark.parametrize("batch", range(BATCHES))
def test_the_full_text_would_have_been_caught(batch: int) -> None:
    """The proof used above is no rubber stamp: in the full text it finds each passage that the kept text lacks."""
    layout = layouts.load("classic")
    missed = 0
    for seed in range(batch * CASES, (batch + 1) * CASES, 5):
        full, kept, _ = case(seed)
        text = "\n".join(map(str, etree.fromstring(f"<body>{full.body}</body>").itertext()))
        allowed = leak_account.account(kept, full, layout)
        surface = Surface("the text", text, "EP700", Kind.PROSE, text)
        left = voice(text)
        for secret in leak_account.removed(full, kept):
            lost = all(left.count(needle) > allowed.prose.count(needle) for needle in secret.needles)
            shown = any(allowed.anywhere.count(needle) for needle in secret.needles)
            missed += lost and not shown and not secret.short and allowed.leaks(secret, surface) is None
    assert missed == 0


@pytest.mark.parametrize("seed", [3, 11])
@pytest.mark.parametrize("edition", ["spoiler-free", "epub-spoiler-free"])
def test_finished_files_pass_the_proof(seed: int, edition: str, tmp_path: Path) -> None:
    """Real pages and a real container of a longer essay: nothing is found on any surface."""
    rng = random.Random(seed)
    written, _ = marked(rng, list(rng.choice(paragraphs())[:12]))
    path = tmp_path / "essay.md"
    path.write_text(f"---\ntitle: A Title\nauthor: Ann Example\ndate: 2026-01-01\n---\n\n{written}\n", encoding="utf-8")
    made = build.make(build.read(path), editions.named(edition), build.Request())
    assert [str(item) for item in made.diagnostics if item.severity == "error"] == []
