"""What a writer reads when a manuscript is wrong: each file in manuscripts/broken beside the messages that it earns."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from essay_press.codes import CODES
from essay_press.errors import ManuscriptError
from essay_press.manuscript import read

BROKEN = Path(__file__).parent / "manuscripts" / "broken"
NAMES = sorted(path.stem for path in BROKEN.glob("*.md"))

# These need bytes that no text file in a repository can be trusted to keep; test_manuscript_file.py makes them.
OF_THE_FILE = {"EP100", "EP101", "EP102", "EP105"}


def messages(path: str) -> str:
    """Return what is said about the manuscript, whether it is refused or not."""
    try:
        diagnostics = read(path).diagnostics
    except ManuscriptError as error:
        diagnostics = error.diagnostics
    return "".join(f"{item}\n" for item in diagnostics)


@pytest.mark.parametrize("name", NAMES)
def test_a_broken_manuscript_earns_its_messages(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """All errors are shown at once, in the order of the file, each with its place and its cure."""
    monkeypatch.chdir(BROKEN)
    expected = (BROKEN / f"{name}.txt").read_text(encoding="utf-8")
    assert messages(f"{name}.md") == expected


def test_every_code_of_the_room_has_a_broken_manuscript() -> None:
    """A code without an example is a code that nobody has seen work."""
    of_the_room = {code for code in CODES if "EP100" <= code <= "EP129"}  # other rooms own those above
    shown = {code for path in BROKEN.glob("*.txt") for code in re.findall(r"\bEP\d{3}(?=:)", path.read_text("utf-8"))}
    assert sorted(shown | OF_THE_FILE) == sorted(of_the_room)


def test_every_broken_manuscript_shows_the_code_it_is_named_after() -> None:
    """The file's name says which code it is there for."""
    missing = [name for name in NAMES if f" {name[:5]}: " not in (BROKEN / f"{name}.txt").read_text("utf-8")]
    assert missing == []


def test_every_error_has_a_place_and_a_cure() -> None:
    """No error leaves a writer without a line to go to and something to do there."""
    bare = []
    for name in NAMES:
        try:
            read(BROKEN / f"{name}.md")
        except ManuscriptError as error:
            bare += [item.message for item in error.diagnostics if not (item.place and item.place.line)]
            bare += [item.message for item in error.diagnostics if item.severity == "error" and not item.hint]
    assert bare == []
