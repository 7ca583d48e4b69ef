"""Pyphen's dictionaries, read as they are needed: the same patterns, the same syllables."""

from __future__ import annotations

from pathlib import Path

import pyphen
import pytest

from essay_press.formats.pdf.syllables import Pattern, Syllables

STOCK = Syllables.__base__
WORDS = ("hyphenation", "lettergrepen", "Donaudampfschifffahrt", "répétition", "переносы", "a")


@pytest.mark.parametrize("path", sorted(set(pyphen.LANGUAGES.values())), ids=lambda path: path.stem)
def test_every_dictionary_holds_what_pyphen_reads(path: Path) -> None:
    """Letters, numbers and where they begin are the same, and so are the places where words may be broken."""
    ours, theirs = Syllables(path), STOCK(path)
    assert {key: tuple(value) for key, value in ours.patterns.items()} == theirs.patterns
    assert ours.maxlen == theirs.maxlen
    assert [ours.positions(word) for word in WORDS] == [theirs.positions(word) for word in WORDS]


@pytest.mark.parametrize("name", ["en_US", "de_DE", "fr", "nl_NL", "ru_RU"])
def test_large_dictionaries_are_taken_apart_on_demand(name: str) -> None:
    """No pattern of them is in the form that takes the time before a word asks for it."""
    assert {type(value) for value in Syllables(pyphen.LANGUAGES[name]).patterns.values()} == {Pattern}


@pytest.mark.parametrize(
    "lines",
    [
        "UTF-8\n% remark 1\nLEFTHYPHENMIN 2\n.ab1c\n\n  1de  \nxy\nx2y3\n",
        "UTF-8\na1b\nab\n",  # one without numbers takes nothing away
        "UTF-8\na1b\na2b\n",  # the last one counts
        "UTF-8\na0b\na0c1\n",
        "UTF-8\na^^621c\n",
        "UTF-8\na1b/a=b,1,1\nb1c\n",
        "UTF-8\na1b c2d\ne1f\n",
        "ISO8859-1\n1\xe9a\n",
        "UTF-8\na1\u0664b\n",
        "UTF-8\n12a\n",
    ],
)
def test_what_is_unusual_is_read_as_pyphen_reads_it(tmp_path: Path, lines: str) -> None:
    """Remarks, spaces, digits of other scripts, letters by their number, other spellings, other encodings."""
    path = tmp_path / "hyph_xx.dic"
    path.write_bytes(lines.encode("latin-1" if lines.startswith("ISO") else "utf-8"))
    ours, theirs = Syllables(path), STOCK(path)
    assert {key: tuple(value) for key, value in ours.patterns.items()} == theirs.patterns
    assert ours.maxlen == theirs.maxlen


def test_the_engine_reads_dictionaries_this_way() -> None:
    """Whoever loads the engine has Pyphen read swiftly."""
    from essay_press.formats.pdf import engine

    assert engine.VERSION
    assert pyphen.HyphDict is Syllables
