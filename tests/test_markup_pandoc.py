"""Bracketed spans, divs, notes and their like mean what they mean to Pandoc, so that a manuscript stays portable."""

from __future__ import annotations

import re

import pypandoc
import pytest
from lxml import etree

from essays import body_of

SAMPLES = [
    "[words]{.small-caps}",
    "[words *with emphasis* and **more**]{.small-caps}",
    "a [b [c]{.epigraph} d]{.small-caps} e",
    "[a [link](https://x.y) in it]{.small-caps}",
    "[[span]{.small-caps} in a link](https://x.y)",
    "*[a]{.small-caps} b*",
    "[*a*]{.small-caps} **[b]{.small-caps}**",
    "[a `code ]` b]{.small-caps}",
    "`[a]{.small-caps}`",
    r"\[a\]{.small-caps}",
    r"[a \] b]{.small-caps}",
    r"[a [b] c]{.small-caps}",
    "[a]{.small-caps .epigraph lang=fr}",
    '[a]{.small-caps lang="fr"}',
    "[two\nlines]{.small-caps}",
    "[a]{small-caps}",
    "[a] {.small-caps}",
    "word[a]{.small-caps}word",
    "[a](https://x.y)[b]{.small-caps}",
    "![]",
    "[a][b]",
    "[a]",
    "::: epigraph\nA.\n:::",
    "::: {.spoiler}\nA.\n\nB.\n:::",
    ":::: spoiler\nA.\n\n::: spoiler\nB.\n:::\n\nC.\n::::",
    "::: spoiler\n> Alpha.\n\n- b\n- c\n:::",
    "::: spoiler :::\nA.\n:::",
    "Text.\n\n::: spoiler\n```\n:::\n```\n:::\n\nMore.",
    "> ::: spoiler\n> Alpha.\n> :::",
    "A *b **c** d* e ~~f~~ g",
    "a  \nb\\\nc",
    "Term\n:   Meaning.\n\nOther\n:   More.",
    "1. a\n2. b",
    "> a\n\n> b",
    "Line.\n\n* * *\n\nLine.",
    "# A\n\n## B",
    "Under\n=====\n\nText.",
    "    code *x*",
    "```\ncode *x*\n```",
    "#1 is text",
    "5 * 3 * 2 and snake_case_word and _emph_",
    "AT&T &copy; &amp; 1 < 2",
    "<https://x.y/z>",
]
FORMAT = (
    "markdown-smart-implicit_header_references-fancy_lists-auto_identifiers-implicit_figures"
    "-tex_math_dollars-subscript-superscript-citations-raw_tex"
)
"""Pandoc's Markdown without what no essay here uses."""
SEPARATOR = "\n\n%%%%%%%%\n\n"


def shape(xhtml: str) -> str:
    """Return markup without what the two programs say differently: ids, classes of the house, levels, spaces."""
    tree = etree.fromstring(f"<body>{xhtml}</body>")
    for element in tree.iter():
        for name in ("id", "style", "type", "role", "data-cites"):
            element.attrib.pop(name, "")
        for old, new in (("data-lang", "lang"),):
            if old in element.attrib:
                element.set(new, str(element.attrib.pop(old)))
        names = [n for n in (element.get("class") or "").split() if n not in ("first", "break", "uri", "email")]
        element.attrib.pop("class", "")
        if names:
            element.set("class", " ".join(names))
        if element.get("class") == "epigraph" and element.tag == "blockquote":
            element.tag = "div"
        element.tag = re.sub("h[1-6]", "h", str(element.tag))
        for key in sorted(element.attrib):
            value = element.attrib.pop(key)
            element.set(key, value)
    text = etree.tostring(tree, encoding="unicode")
    text = re.sub(
        r"\s+",
        " ",
        re.sub(r"\s*(<(?:/?(?:p|div|li|ul|ol|dl|dt|dd|blockquote|h|pre|body)\b[^>]*|[bh]r/)>)\s*", r"\1", text),
    )
    return re.sub(r"<(li|dd)><p>((?:(?!</p>).)*)</p>", r"<\1>\2", text)


@pytest.fixture(scope="module")
def pandoc() -> dict[str, str]:
    """Return what Pandoc makes of each sample, asked once for all of them."""
    made = pypandoc.convert_text(SEPARATOR.join(SAMPLES), "html5", format=FORMAT, extra_args=["--wrap=none"])
    pieces = re.split(r"\s*<p>%{8}</p>\s*", made)
    return dict(
        zip(SAMPLES, (re.sub(r"<(br|hr|img)([^>]*[^/])?\s*>", r"<\1\2/>", piece) for piece in pieces), strict=True)
    )


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_same_text_means_the_same_to_pandoc(pandoc: dict[str, str], sample: str) -> None:
    """Element by element, ids and house classes aside."""
    assert shape(body_of(sample)) == shape(pandoc[sample])
