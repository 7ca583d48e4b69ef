"""The texts whose sentences are labelled: Markdown essays, and the XHTML of Standard Ebooks in bare repositories."""

from __future__ import annotations

import subprocess
from pathlib import Path

from lxml import etree

from essay_press import manuscript, markup
from essay_press.markup.tree import set_classes

__all__ = ["body"]

_XHTML = "{http://www.w3.org/1999/xhtml}"
_TYPE = "{http://www.idpf.org/2007/ops}type"


def body(repository: Path, file: str) -> etree._Element | None:
    """Return the body of a text as `quotes.sentences` reads it, or None when it is not there.

    `repository` is a folder of Markdown essays or a bare repository; `file` a path within it.
    """
    if file.endswith(".md"):
        path = repository / file
        if not path.is_file():
            return None
        essay = markup.parse(manuscript.read(path))
        return etree.fromstring(f"<body>{essay.body}</body>")
    if not repository.is_dir():
        return None
    command = ["git", f"--git-dir={repository}", "show", f"HEAD:src/epub/text/{file}"]
    done = subprocess.run(command, capture_output=True, check=False)
    return _plain(etree.fromstring(done.stdout)) if done.returncode == 0 else None


def _plain(root: etree._Element) -> etree._Element:
    """Return the body of a page of Standard Ebooks in the house's own terms."""
    found = next(root.iter(f"{_XHTML}body"))
    parent = found.getparent()
    if parent is not None:
        parent.remove(found)
    for element in found.iter(etree.Element):
        element.tag = element.tag.removeprefix(_XHTML).replace("article", "section")
        kind = element.get(_TYPE) or ""
        if element.tag == "a" and "noteref" in kind:
            element.set("role", "doc-noteref")
        if element.tag == "p" and "title" in kind:
            element.tag = "h2"
        if element.text:
            element.text = element.text.replace("\u2060", "")
        if element.tail:
            element.tail = element.tail.replace("\u2060", "")
    fresh = True
    number = 0
    for element in found.iter("p", "h2", "h3", "h4", "hr", "header"):
        if element.tag != "p":
            fresh = True
            continue
        number += 1
        element.set("id", f"b{number}")
        if fresh:
            set_classes(element, ["first"])
        fresh = False
    return found
