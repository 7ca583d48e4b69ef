"""`essay-press new`: a manuscript that builds at once and says in it what may be filled in."""

from __future__ import annotations

import json
import unicodedata
from datetime import datetime
from pathlib import Path

from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import ManuscriptError
from essay_press.model import reserved

__all__ = ["slug", "write"]

# In letters: a file name that a listing shows whole and that every file system takes, in any script.
LONGEST_NAME = 60
LONGEST_TITLE = 200

MANUSCRIPT = """\
---
title: {title}
# subtitle: "On what, and why"
author: {author}
lang: {lang}
date: {date}
# description: "One sentence that gives nothing away; shops and search engines show it."
# spoilers:                 # opens the essay with a spoiler cover
#   works:
#     - {{title: "A Film", kind: film, year: 2014}}
#   extent: ending          # premise, plot or ending
#   resume: after           # the heading from which nothing more is given away
---

The first paragraph. It is set without an indent, and some layouts give it a large first letter. Write here what the
essay is about, in words that make a stranger want to go on.

The second paragraph. [A sentence worth lifting out of the text is marked like this one.]{{.pull}} It stays where it is,
and a copy of it is set large: in the margin, cut into the text or across the page, as the layout has it.

The third paragraph. An empty line begins a new one, and how long the lines of your file are makes no difference: they
are broken anew for every page, as evenly as the words allow. Quotes, dashes and spaces are set as the language asks, so
that plain "quotes" -- typed like this -- come out right.

The fourth paragraph. Pictures go into a folder beside this file, and a sentence in front matter says what the essay is
about without giving anything away.

The fifth paragraph. Mark one sentence on every second page or so, not more, and choose those that can stand alone. A
reader who leafs through the pages should want to know what comes before them and what comes after. Where the copy is
set is found for you: away from the sentence itself, away from the edges of the page, and with enough text around it.

The sixth paragraph. If the essay tells how a film or a book ends, say so under `spoilers` at the head of this file. It
then opens with a page that warns the reader, and names the place from which nothing more is given away. What may be
known from the start needs no warning: readers are not easily spoiled, and a warning that cries wolf is soon ignored.

## A heading

Text with a note.[^1] Words can be *stressed*, and a title such as *Middlemarch* is set the same way. A note stands at
the foot of the page that calls it, and in an EPUB it opens where it is touched.

A heading is followed by two lines at least before a page ends. Short ones are best: they stand in the table of contents
too, and in the bookmarks of the file.

* * *

Text after a break.

## After {{#after}}

A last section, which gives nothing away.

[^1]: The note.
"""


def write(title: str, output: Path | None, language: str, author: str) -> Path:
    """Return the path of a new manuscript; raises ManuscriptError when it cannot be written or built."""
    name = " ".join(title.split())
    lang, hint = _language(language)
    faults = []
    if not name or not all(character.isprintable() for character in name):
        faults.append(_fault("a title is one line of text", hint='essay-press new "My Title"'))
    elif len(name) > LONGEST_TITLE:
        message = f"a title of {len(name):,} characters fits on no cover"
        faults.append(_fault(message, hint=f"at most {LONGEST_TITLE}"))
    if not lang:
        faults.append(_fault(f"`{language}` is not a language tag", hint=hint))
    if faults:
        raise ManuscriptError(faults)
    folder = Path("content") if Path("content").is_dir() else Path()
    path = output or folder / f"{slug(name)}.md"
    text = MANUSCRIPT.format(
        title=json.dumps(name, ensure_ascii=False),
        author=json.dumps(" ".join(author.split()) or "Your Name", ensure_ascii=False),
        lang=lang,
        date=datetime.now().astimezone().date().isoformat(),
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError as error:
        message = "is there already, and is left as it is"
        raise ManuscriptError(_fault(message, path, "choose another name with -o")) from error
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}"
        raise ManuscriptError(_fault(message, path, "choose another place with -o")) from error
    return path


def slug(title: str) -> str:
    """Return a title as a file name: its letters and digits, small, joined by hyphens; `essay` when it has none.

    Latin letters lose their accents; letters of other scripts stay.
    """
    kept = []
    base = ""
    for character in unicodedata.normalize("NFKD", title.casefold()):
        kind = unicodedata.category(character)[0]
        if kind != "M":
            base = character
        if character in "'’ʼ" or (kind == "M" and "LATIN" in unicodedata.name(base or " ", "")):
            continue
        kept.append(character if kind in "LNM" else "-")
    words = [word for word in unicodedata.normalize("NFC", "".join(kept)).split("-") if word]
    name = ""
    for word in words:
        if name and len(name) + 1 + len(word) > LONGEST_NAME:
            break
        name = f"{name}-{word}" if name else word[:LONGEST_NAME]
    # Windows keeps some names for devices: there is no file called `con.md` there.
    return f"{name}-essay" if reserved(name) else name or "essay"


def _language(tag: str) -> tuple[str, str]:
    """Return a language tag in its usual case, or nothing and what to write instead."""
    from essay_press.manuscript.languages import language_tag

    return language_tag(tag.strip())


def _fault(message: str, path: Path | None = None, hint: str = "") -> Diagnostic:
    """Return why there is no new manuscript."""
    return Diagnostic(Severity.ERROR, "EP137", message, Place(str(path)) if path else None, hint)
