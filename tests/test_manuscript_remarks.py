"""Comments in the front matter are found, and signs in texts are not taken for them."""

from __future__ import annotations

import pytest

from essay_press.manuscript.remarks import remarks


@pytest.mark.parametrize(
    ("front", "lines"),
    [
        ("", []),
        ("title: x\n", []),
        ("# one\ntitle: x # two\n# three", [2, 3, 4]),
        ('title: "a # b"\nsubtitle: a#b\nurl: https://example.org/#c\n', []),
        ("description: >-  # one\n  text # not\n  # not either\nx: 1\n", [2]),
        ("works:\n  # one\n  - title: x   # two\n    # three\n\n    kind: film\n", [3, 4, 5]),
        ("terms: [a, # one\n  b] # two\n", [2, 3]),
        ("title: a\u2028b # one\n", [2]),
    ],
)
def test_a_comment_is_found_on_its_line(front: str, lines: list[int]) -> None:
    """Whole lines, ends of lines, between items, behind the sign of a block; never inside a text."""
    assert [place.line for place in remarks(front, "a.md")] == lines


def test_the_column_is_that_of_the_sign() -> None:
    """Counted from 1, as everywhere."""
    assert [str(place) for place in remarks("title: x  # y\n", "a.md")] == ["a.md:2:11"]
