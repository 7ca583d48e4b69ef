"""Manuscripts as nobody would write them: hypothesis strategies for front matter, for text, and for both together."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

__all__ = ["FRONT", "TEXT", "manuscripts"]

SHORT = st.text(st.characters(codec="utf-8"), max_size=12)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3000) | st.floats() | SHORT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(SHORT, inner, max_size=3),
    max_leaves=6,
)
KEYS = (
    "title", "subtitle", "short_title", "author", "date", "modified", "lang", "description", "deck", "subjects",
    "rights", "publisher", "series", "url", "isbn", "doi", "identifier", "hyphenation", "layout", "editions", "cover",
    "spoilers", "resume", "dedication", "about_author", "quotes", "pull_quotes", "ignore", "strings", "toc", "epigraph",
)  # fmt: skip
LIKELY: dict[str, st.SearchStrategy[Any]] = {
    "title": SHORT.filter(str.strip),
    "author": SHORT | st.lists(SHORT, max_size=3) | st.just({"name": "Ann Example", "sort": "Example, Ann"}),
    "date": st.dates().map(str) | SHORT,
    "lang": st.sampled_from(["en", "de", "fr", "he", "ar", "zh-Hant", "tlh", "x", ""]),
    "layout": st.sampled_from(["classic", "none", "../classic", {"name": "classic", "drop_cap": True}]),
    "editions": st.lists(st.sampled_from(["a5", "epub", "nothing", "../a5"]), max_size=3),
    "spoilers": st.fixed_dictionaries(
        {"works": st.lists(st.fixed_dictionaries({"title": SHORT, "year": VALUES}), max_size=2)},
        optional={"extent": st.sampled_from(["premise", "plot", "ending", ""]), "resume": SHORT, "terms": VALUES},
    ),
    "quotes": st.lists(st.fixed_dictionaries({"text": SHORT}) | SHORT, max_size=2),
    "ignore": st.lists(st.fixed_dictionaries({"code": st.sampled_from(["EP130", "EP500", ""]), "reason": SHORT})),
    "strings": st.dictionaries(SHORT, SHORT | st.just("{0.__class__}"), max_size=2),
}
FRONT = st.dictionaries(st.sampled_from(KEYS) | SHORT, VALUES, max_size=4).flatmap(
    lambda odd: st.fixed_dictionaries({}, optional=LIKELY).map(lambda likely: {**likely, **odd})
)
"""Front matter: likely values for the keys that have much to do, and anything at all for others."""

PIECES = (
    "word", "Word. ", "é", "שלום ", "\u202e", "\U000f0041", "  ", "\n", "\n\n", "\t", "    ", "*", "**", "_", "`",
    "```\n", "~~~\n", "[", "]", "(", ")", "{", "}", "{.pull}", "{.spoiler}", '{.spoiler safe="x"}', "{#n}", "(#n)",
    "![a](b.png)", "[^1]", "\n\n[^1]: ", "\n:::\n", "\n::: verse\n", "\n::: spoiler\n", "\n> ", "\n- ", "\n1. ", "\n# ",
    "\n## ", "\n---\n", "\n* * *\n", "|", "\n|-|-|\n", ": ", "<", ">", "<b>", "</b>", "<div>", "</div>", "<br>", "<!--",
    "-->", "<script>", "</script>", "<p id='x'>", "<td>", "<table>", "<svg>", "&amp;", "&", "&#42;", "&#0;", "\\",
    '"', "'", "...", "--", "<http://a.b>", "~~", "[x](https://y.z)", "{{ 7*7 }}", "{% x %}", "\x02", "\x03", "\r",
    "[The end of it all.]{.pull} ", "[he dies]{.spoiler} ", "\n\n## A heading\n\n", "\n\nA sentence, of some length. ",
)  # fmt: skip
TEXT = st.lists(st.sampled_from(PIECES) | SHORT, max_size=60).map("".join)
"""The text of an essay: pieces of Markdown, of HTML, and of what is neither."""


@st.composite
def manuscripts(draw: st.DrawFn) -> bytes:
    """Return a manuscript: front matter, sound more often than not, and a text."""
    front = {"title": "A Title", **draw(FRONT)}
    lines = [f"{json.dumps(key)}: {json.dumps(value)}" for key, value in front.items()]
    return "\n".join(["---", *lines, "---", "", draw(TEXT)]).encode("utf-8", "surrogatepass")
