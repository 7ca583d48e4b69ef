"""`essay-press new`: a manuscript that builds at once and says in it what may be filled in."""

from __future__ import annotations

import json
import re
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

from essay_press.diagnostics import Diagnostic, Place, Severity
from essay_press.errors import ManuscriptError

__all__ = ["slug", "write"]

MANUSCRIPT = """\
---
title: {title}
# subtitle: On what, and why
author: {author}
lang: {lang}
date: {date}
# description: One sentence that gives nothing away; shops and search engines show it.
# spoilers:                 # opens the essay with a spoiler cover
#   works:
#     - {{title: A Film, kind: film, year: 2014}}
#   extent: ending          # premise, plot or ending
#   resume: after           # the heading from which nothing more is given away
---

The first paragraph. [A sentence worth lifting out of the text.]{{.pull}} The rest of the paragraph.

## A heading

Text with a note.[^1]

* * *

Text after a break.

[^1]: The note.
"""


def write(title: str, output: Path | None, language: str, author: str) -> Path:
    """Return the path of a new manuscript; raises ManuscriptError when a file is already there."""
    folder = Path("content") if Path("content").is_dir() else Path()
    path = output or folder / f"{slug(title)}.md"
    text = MANUSCRIPT.format(
        title=json.dumps(title, ensure_ascii=False),
        author=json.dumps(author or "Your Name", ensure_ascii=False),
        lang=language,
        date=datetime.now(tz=UTC).date().isoformat(),
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except FileExistsError as error:
        fault = Diagnostic(
            Severity.ERROR, "EP137", "there is a file of this name already", Place(str(path)), "choose another with -o"
        )
        raise ManuscriptError(fault) from error
    except OSError as error:
        message = f"cannot write: {error.strerror or error}"
        raise ManuscriptError(Diagnostic(Severity.ERROR, "EP137", message, Place(str(path)))) from error
    return path


def slug(title: str) -> str:
    """Return a title as a file name: plain letters, digits and hyphens; `essay` when nothing of it is left."""
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’]", "", plain)).strip("-") or "essay"
