"""Same input, same bytes: in another folder, another process, another hash seed, on another day."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

SOURCE = Path(__file__).resolve().parent.parent / "src"

# The clock, and what hangs on it, by the name that is called last.
CLOCK = {"now", "today", "utcnow", "localtime", "gmtime", "time_ns", "fromtimestamp"}
CHANCE = {"random", "uuid1", "uuid4", "urandom", "secrets"}
# Where a call may stand: the date of a new manuscript is that of the day it is begun.
ALLOWED = {("cli/beginning.py", "now")}

ESSAY = """\
---
title: On Sameness
author: Ann Example
date: 2024-05-01
spoilers:
  works: [{title: A Film, kind: film, year: 2014}]
  extent: ending
  resume: after
---

The first paragraph, with a note.[^1] It is long enough to be broken over a few lines of a small page, so that there is
something to hyphenate, to justify and to measure.

The second paragraph. [A sentence worth lifting out of the text.]{.pull} It stays where it is.

![A grey square](square.png "A *square* with a caption")

A third paragraph stands below the picture, and has to find its way back to the grid.

## After {#after}

The rest, which gives nothing away.

[^1]: A note with `code` and *emphasis*.
"""

BUILD = """
import hashlib, json, pathlib, sys
from essay_press.build import Request, build
out = pathlib.Path(sys.argv[2])
editions = ("a5", "archive", "booklet-a4", "epub")
done = build([pathlib.Path(sys.argv[1])], Request(editions=editions, out=out, check=False))
for item in done:
    assert item.path is not None, item.diagnostics
print(json.dumps([[item.path.name, hashlib.sha256(item.path.read_bytes()).hexdigest()] for item in done]))
"""


def calls(tree: ast.Module) -> list[str]:
    """Return the last name of every call and of everything that is imported."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            target = node.func
            found.append(target.attr if isinstance(target, ast.Attribute) else getattr(target, "id", ""))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found += [alias.name.rpartition(".")[2] for alias in node.names]
            found.append(getattr(node, "module", None) or "")
    return found


def test_no_room_asks_for_the_time_or_for_luck() -> None:
    """Only a new manuscript is dated by the clock; how long a job took is measured, never written."""
    wrong = [
        (path.relative_to(SOURCE / "essay_press").as_posix(), name)
        for path in sorted((SOURCE / "essay_press").rglob("*.py"))
        for name in calls(ast.parse(path.read_text(encoding="utf-8")))
        if name in CLOCK | CHANCE
    ]
    assert sorted(set(wrong)) == sorted(ALLOWED)


def test_asking_for_the_time_is_noticed() -> None:
    """The test above can fail."""
    asked = calls(ast.parse("import random\nfrom datetime import date\ndate.today()\ntime.localtime()"))
    assert sorted((CLOCK | CHANCE) & set(asked)) == ["localtime", "random", "today"]


def build(folder: Path, seed: str, working: Path, zone: str, **more: str) -> list[list[str]]:
    """Return names and hashes of the A5 and the EPUB of the essay in a folder, built by a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "PYTHONHASHSEED": seed, "TZ": zone, "LC_ALL": "C", **more}
    command = [sys.executable, "-c", BUILD, os.path.relpath(folder / "same.md", working), str(folder / "out")]
    done = subprocess.run(command, cwd=working, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    found: list[list[str]] = json.loads(done.stdout.splitlines()[-1])
    return found


def fonts(home: Path, faces: Iterable[Path]) -> dict[str, str]:
    """Return the variables of a machine on which these faces, and no others, are installed."""
    (home / ".fonts").mkdir(parents=True)
    for face in faces:
        shutil.copy(face, home / ".fonts")
    configuration = home / "fonts.conf"
    configuration.write_text(
        f"<fontconfig><dir>{home / '.fonts'}</dir><cachedir>{home / 'cache'}</cachedir></fontconfig>", encoding="utf-8"
    )
    return {"HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), "FONTCONFIG_FILE": str(configuration)}


def test_two_checkouts_make_the_same_bytes(tmp_path: Path) -> None:
    """PDFs and an EPUB with a spoiler cover, a figure, a note, a quote: other folder, zone, locale, fonts, seed."""
    picture = tmp_path / "square.png"
    Image.new("L", (40, 40), 128).save(picture)
    folders = [tmp_path / "one", tmp_path / "another folder" / "déjà" / "two"]
    for folder, day in zip(folders, (0, 1_700_000_000), strict=True):
        folder.mkdir(parents=True)
        (folder / "same.md").write_text(ESSAY, encoding="utf-8")
        (folder / "square.png").write_bytes(picture.read_bytes())
        for path in folder.iterdir():
            os.utime(path, (day, day))
    first = build(folders[0], "0", folders[0], "UTC", **fonts(tmp_path / "bare", ()))
    # Names that dotted and dotless i would change, numbers with a comma, and other fonts on the machine.
    faces = sorted((SOURCE.parent / "fonts").glob("*/*Bold.ttf"))
    elsewhere = fonts(tmp_path / "rich", faces) | {"LC_ALL": "tr_TR.UTF-8", "LANG": "de_DE.UTF-8", "LANGUAGE": "tr:de"}
    second = build(folders[1], "1", tmp_path, "Pacific/Kiritimati", **elsewhere)
    assert [name for name, _ in first] == ["same-a5.pdf", "same-archive.pdf", "same-booklet-a4.pdf", "same.epub"]
    assert first == second


def test_no_path_of_this_machine_is_in_a_file(tmp_path: Path) -> None:
    """Neither the essay's folder nor this checkout's: a book is nobody's home."""
    import io
    import zipfile

    import pikepdf

    Image.new("L", (40, 40), 128).save(tmp_path / "square.png")
    (tmp_path / "same.md").write_text(ESSAY, encoding="utf-8")
    build(tmp_path, "2", tmp_path, "UTC")
    with pikepdf.open(tmp_path / "out" / "same-a5.pdf") as pdf:
        plain = io.BytesIO()
        pdf.save(plain, stream_decode_level=pikepdf.StreamDecodeLevel.generalized, compress_streams=False)
    with zipfile.ZipFile(tmp_path / "out" / "same.epub") as book:
        parts = [book.read(name) for name in book.namelist()]
    hidden = [str(tmp_path).encode(), str(SOURCE.parent).encode(), str(Path.home()).encode() + b"/"]
    texts = [plain.getvalue(), *parts]
    assert [word for word in hidden for text in texts if word in text] == []
