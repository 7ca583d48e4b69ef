"""The nearest known word to an unknown one."""

from __future__ import annotations

import pytest

from essay_press.suggest import nearest, neighbours

KEYS = ("title", "subtitle", "short_title", "date", "description")


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("tilte", "title"),
        ("Title", "title"),
        ("short-title", "short_title"),
        ("short title", "short_title"),
        ("sub_title", "subtitle"),
        ("descripton", "description"),
        ("favourite_drum", ""),
        ("", ""),
        ("  ", ""),
    ],
)
def test_the_nearest_key_is_found(word: str, expected: str) -> None:
    """Slips of the finger, case and joints are seen through; a word far from all has no nearest."""
    assert nearest(word, KEYS) == expected


def test_the_first_of_equals_wins() -> None:
    """Two choices as near as each other are answered by their order, not by chance."""
    assert nearest("a5x", ["a5y", "a5z"]) == "a5y"
    assert nearest("a5x", ["a5z", "a5y"]) == "a5z"


def test_a_very_long_word_has_no_nearest() -> None:
    """Comparing takes quadratic time, so that a long word is not compared at all."""
    assert nearest("title" * 20_000, KEYS) == ""


def test_no_choices_give_nothing() -> None:
    """An empty table has nothing near."""
    assert nearest("title", []) == ""


@pytest.mark.parametrize(
    ("code", "most", "expected"),
    [("EP512", 1, ("EP511",)), ("EP599", 2, ("EP511", "EP590")), ("EP9", 1, ("EP100",)), ("EP700", 1, ("EP620",))],
)
def test_neighbours_of_a_code_are_near_by_number(code: str, most: int, expected: tuple[str, ...]) -> None:
    """Of its own hundred, if that has any; letters alike would say nothing."""
    assert neighbours(code, ("EP100", "EP511", "EP590", "EP620"), most) == expected
