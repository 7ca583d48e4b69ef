"""A sentence marked in its manuscript: exactly there, nothing else touched, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from essay_press import manuscript, markup
from essay_press.errors import ManuscriptError
from essay_press.quotes import lift
from essay_press.quotes.marking import line_of, mark
from essay_press.quotes.sentences import Sentence, sentences

CONTENT = sorted((Path(__file__).resolve().parent.parent / "content").glob("*.md"))
FRONT = "---\ntitle: A Title\nlang: en\ndate: 2026-01-01\n---\n\n"


def of_bytes(data: bytes, path: str = "essay.md") -> tuple[Sentence, ...]:
    """Return the sentences of a manuscript of these bytes."""
    essay = lift(markup.parse(manuscript.read(path, data)))
    return sentences(etree.fromstring(f"<body>{essay.body}</body>"))


def marked(text: str, number: int, front: str = FRONT) -> str:
    """Return the Markdown below the front matter once the sentence of this number is marked."""
    data = f"{front}{text}".encode()
    return mark("essay.md", data, of_bytes(data)[number]).decode("utf-8").removeprefix(front)


@pytest.mark.parametrize(
    ("text", "number", "expected"),
    [
        ("One is here. Two is here. Three.", 1, "One is here. [Two is here.]{.pull} Three."),
        ("One is here. One is here. Three.", 1, "One is here. [One is here.]{.pull} Three."),
        ("One is\nhere, too. Two.", 0, "[One is\nhere, too.]{.pull} Two."),
        ("*One* is here. Two.", 0, "[*One* is here.]{.pull} Two."),
        ("*One is here. Two is here.* Three.", 0, "*[One is here.]{.pull} Two is here.* Three."),
        ("*One is here.* Two.", 0, "[*One is here.*]{.pull} Two."),
        ("Zero. **Bold** ends the *line.* Two.", 1, "Zero. [**Bold** ends the *line.*]{.pull} Two."),
        ("One is here.[^1] Two.\n\n[^1]: A note.", 0, "[One is here.]{.pull}[^1] Two.\n\n[^1]: A note."),
        ("One[^1] is here. Two.\n\n[^1]: A note.", 0, "[One[^1] is here.]{.pull} Two.\n\n[^1]: A note."),
        ("A [link](https://a.org/b_c) is here. Two.", 0, "[A [link](https://a.org/b_c) is here.]{.pull} Two."),
        ('"One," she said---and it\'s so... Two.', 0, '["One," she said---and it\'s so...]{.pull} Two.'),
        ("One &mdash; &amp; two is here. Two.", 0, "[One &mdash; &amp; two is here.]{.pull} Two."),
        (r"A \*star\* is here. Two.", 0, r"[A \*star\* is here.]{.pull} Two."),
        ("Snake_case and 2 * 3 is here. Two.", 0, "[Snake_case and 2 * 3 is here.]{.pull} Two."),
        ("One is here. [Two is.]{.pull} Three is.", 2, "One is here. [Two is.]{.pull} [Three is.]{.pull}"),
        ("::: ours\nOne is here. Two.\n:::", 0, "::: ours\n[One is here.]{.pull} Two.\n:::"),
        ("# A\n\nOne.\n\n## B\n\nOne is here. Two.", 1, "# A\n\nOne.\n\n## B\n\n[One is here.]{.pull} Two."),
    ],
)
def test_a_sentence_is_marked_where_it_stands(text: str, number: int, expected: str) -> None:
    """With its emphasis, links and calls; the second of two like sentences is the second."""
    assert marked(text, number) == expected


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("start", ["", "\ufeff"])
def test_newlines_tabs_and_the_byte_order_mark_stay(newline: str, start: str) -> None:
    """Two pieces are put in; every byte that was there stays as it was."""
    front = start + FRONT
    text = "One\tis here.\n\n-\ta list\n\n\tof two\n\nThree is\there and\nthere. Four.\t\n"
    data = f"{front}{text}".replace("\n", newline).encode()
    found = of_bytes(data)
    (number,) = (number for number, sentence in enumerate(found) if sentence.text.startswith("Three"))
    done = mark("essay.md", data, found[number])
    expected = text.replace("Three is\there and\nthere.", "[Three is\there and\nthere.]{.pull}")
    assert done == f"{front}{expected}".replace("\n", newline).encode()


def test_what_markup_stands_across_is_refused() -> None:
    """With the line, and a cure that always works."""
    data = f"{FRONT}He said *no to it. Never again will* they ask him.".encode()
    with pytest.raises(ManuscriptError) as caught:
        mark("essay.md", data, of_bytes(data)[0])
    (fault,) = caught.value.diagnostics
    assert (fault.code, str(fault.place)) == ("EP133", "essay.md:7:1")
    assert 'pull_quotes: ["He said no to it."]' in fault.hint


def test_a_sentence_that_is_not_there_is_refused() -> None:
    """Nothing is marked in its place."""
    data = f"{FRONT}One is here. Two is here.".encode()
    other = of_bytes(f"{FRONT}Ten is there. Two is here.".encode())[0]
    with pytest.raises(ManuscriptError, match="EP133"):
        mark("essay.md", data, other)


def test_a_change_of_meaning_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were the place wrong, the proof would fail: it is not taken on trust."""
    from essay_press.quotes import marking

    data = f"{FRONT}One is here. Two is here. Three.".encode()
    begin = len(FRONT)
    for wrong in ((begin, begin + 3), (begin + 13, begin + 25), (begin, begin + 25), (begin - 1, begin + 12)):
        monkeypatch.setattr(marking, "_ways", lambda *_, wrong=wrong: iter([wrong]))
        with pytest.raises(ManuscriptError, match="EP133"):
            mark("essay.md", data, of_bytes(data)[0])


def test_the_line_is_the_sentences_own() -> None:
    """Not its paragraph's."""
    text = f"{FRONT}One is\nhere. Two\nis here."
    essay = markup.parse(manuscript.read("essay.md", text.encode()))
    assert [line_of(text, essay, sentence) for sentence in of_bytes(text.encode())] == [7, 8]


@pytest.mark.parametrize("path", CONTENT, ids=lambda path: path.stem)
def test_every_sentence_of_our_essays_can_be_marked(path: Path) -> None:
    """Those outside marks and code, every one: quotation marks of three languages, notes, emphasis."""
    data = path.read_bytes()
    for sentence in of_bytes(data, str(path)):
        if not sentence.holds:
            done = mark(str(path), data, sentence).decode("utf-8")
            assert len(done) == len(data.decode("utf-8")) + len("[]{.pull}")


@pytest.mark.parametrize("name", ["circles", "heroism", "new-england-reformers", "self-reliance", "the-poet"])
def test_sentences_of_longer_essays_can_be_marked(corpus: Path, name: str) -> None:
    """A dozen of each."""
    path = corpus / "emerson" / f"{name}.md"
    data = path.read_bytes()
    found = [sentence for sentence in of_bytes(data, str(path)) if not sentence.holds]
    for sentence in found[:: max(1, len(found) // 12)]:
        assert mark(str(path), data, sentence) != data
