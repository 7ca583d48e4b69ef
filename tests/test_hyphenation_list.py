"""Words whose breaks the author lists in the front matter, from the command line to the finished PDF and EPUB."""

from __future__ import annotations

import re
import zipfile
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pypdfium2
import pytest
from click.testing import CliRunner

from essay_press.cli import main
from essay_press.formats.pdf.linebreaking import Reason, Run, Style, choose_lines, set_paragraph
from linebreak_samples import GARAMOND, SIZE

# What a word is joined with again that was divided: PDFium's sign for it.
JOINT = "\ufffe"
SENTENCES = {
    "en-GB": (
        ("quarter-mastership", "phenomenological"),
        "The quartermastership considered phenomenological quartermastership, and “phenomenological” it was. ",
    ),
    "de": (
        ("Binden-umschaltung", "Urinstinkte"),
        "Die Bindenumschaltung verlangt oft Urinstinkte, und „Urinstinkte“ verlangen die Bindenumschaltung. ",
    ),
}


@cache
def made(language: str) -> tuple[str, str]:
    """Return the text of the pages, and of the EPUB, of an essay in which the words of a list meet every line's end."""
    listed, sentence = SENTENCES[language]
    entries = "\n".join(f"  - {word}" for word in listed)
    body = "\n\n".join("So " * number + sentence * 4 for number in range(1, 13))
    with TemporaryDirectory() as name:
        path = Path(name) / "essay.md"
        head = f"---\ntitle: Breaks\nauthor: A. Setter\nlang: {language}\nhyphenation:\n{entries}\n---\n\n"
        path.write_text(head + body, encoding="utf-8")
        result = CliRunner().invoke(main, ["build", str(path), "-e", "a5", "-e", "epub", "-o", name, "--no-cache"])
        assert result.exit_code == 0, result.output
        pages = pypdfium2.PdfDocument(path.with_name("essay-a5.pdf").read_bytes())
        text = "\n".join(page.get_textpage().get_text_range() for page in pages)
        with zipfile.ZipFile(path.with_name("essay.epub")) as book:
            return text, book.read("EPUB/text/essay.xhtml").decode()


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_a_listed_word_is_divided_where_its_entry_says_and_nowhere_else(language: str) -> None:
    """One without a hyphen never is, not even behind a quotation mark; copying gives both back whole."""
    (divided, whole), _ = SENTENCES[language]
    text, _ = made(language)
    before, after = divided.split("-")
    assert text.count(f"{before}{JOINT}{after}") > 0
    joined = re.sub(f"{JOINT}(?=\\w)", "", text)
    for word in (divided.replace("-", ""), whole):
        parts = {found[0] for found in re.finditer(f"{JOINT}?".join(word), text) if JOINT in found[0]}
        assert parts == ({f"{before}{JOINT}{after}"} if word != whole else set())
        assert joined.count(word) == 12 * 4 * 2


@pytest.mark.parametrize("language", sorted(SENTENCES))
def test_the_epub_gives_a_readers_program_the_same_breaks(language: str) -> None:
    """As soft hyphens in an element that is not hyphenated otherwise; a word that never breaks has none."""
    (divided, whole), _ = SENTENCES[language]
    _, text = made(language)
    soft = divided.replace("-", "\u00ad")
    assert text.count(f'<span class="hyphenated">{soft}</span>') == 12 * 4 * 2
    assert text.count(f'<span class="hyphenated">{whole}</span>') == 12 * 4 * 2


def test_a_wrong_entry_is_told_with_its_line_and_a_cure(tmp_path: Path) -> None:
    """Nothing is made."""
    path = tmp_path / "essay.md"
    head = "---\ntitle: T\nauthor: A\nlang: en\nhyphenation:\n  - per--fec-tion\n---\n\n"
    path.write_text(f"{head}Text.\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["build", str(path), "-e", "a5", "-o", str(tmp_path)])
    assert result.exit_code != 0
    assert "essay.md:6:5: error EP125: `per--fec-tion` is no word with its hyphens" in result.stderr
    assert "hint: write one word with hyphens between its parts: ty-pog-ra-phy" in result.stderr
    assert [item.name for item in tmp_path.iterdir() if item.suffix == ".pdf"] == []


def test_a_mark_before_a_word_does_not_say_how_it_is_divided() -> None:
    """What most of a word stands in does: here, a run that is not to be hyphenated."""
    word = "incomprehensibilities"
    texts = (("To say “", "en"), (word, ""), ("” is a lot", "en"))
    runs = [Run(text, GARAMOND, SIZE, (), language) for text, language in texts]
    for width in (140.0, 160.0, 180.0):
        lines = choose_lines(runs, [width], Style(justified=False))
        assert not isinstance(lines, Reason)
        assert not any(line.hyphenated for line in lines)
    whole = [Run(f"To say “{word}” is a lot", GARAMOND, SIZE, (), "en")]
    assert any(
        line.hyphenated for width in (140.0, 160.0, 180.0) for line in set_paragraph(whole, [width], Style()) or ()
    )
