"""Every code is explained: what it is, why it matters, how it is cured; and whoever mistypes one is helped."""

from __future__ import annotations

import json
import tomllib
from importlib.resources import files

import pytest
from click.testing import CliRunner, Result

from essay_press.cli import main
from essay_press.codes import BINDING, CODES
from essay_press.explanations import FILES, Explanation, explain, explanations, near


def run(*args: str) -> Result:
    """Run `essay-press explain`."""
    return CliRunner().invoke(main, ["explain", *args])


# ---------------------------------------------------------------- the words
def test_every_code_is_explained() -> None:
    """A new code needs a table in the file of its hundred, `src/essay_press/explanations/*.toml`."""
    told = {item.code for item in explanations()}
    missing = [code for code in CODES if code not in told]
    assert missing == [], f"add a table with what, why and cure for {', '.join(missing)}"
    gone = sorted(told - set(CODES))
    assert gone == [], f"take out, or add to codes.CODES: {', '.join(gone)}"


def test_codes_stand_in_order_in_the_file_of_their_hundred() -> None:
    """So that the next one is found its place without thinking."""
    for number, name in enumerate(FILES, 1):
        text = (files("essay_press.explanations") / f"{name}.toml").read_text(encoding="utf-8")
        codes = list(tomllib.loads(text))
        assert codes == sorted(codes), name
        assert {code[:3] for code in codes} == {f"EP{number}"}, name


@pytest.mark.parametrize("item", explanations(), ids=lambda item: item.code)
def test_an_explanation_is_in_whole_sentences(item: Explanation) -> None:
    """Each of the three says something, ends with a stop, and is short enough to be read on a screen."""
    for words in (item.what, item.why, item.cure):
        assert 12 <= len(words) <= 220, words
        assert words[-1] in ".!?”`", words
        assert words == " ".join(words.split()), words
    assert item.what[:1].isupper() or item.what.startswith("`"), item.what


@pytest.mark.parametrize("part", ["what", "why", "cure"])
def test_nothing_is_said_twice(part: str) -> None:
    """What could stand under any code helps with none."""
    words = [getattr(item, part) for item in explanations()]
    assert sorted({each for each in words if words.count(each) > 1}) == []


def test_what_binds_is_said() -> None:
    """An author need not try to ignore it first."""
    assert {item.code for item in explanations() if item.binding} == BINDING


# ---------------------------------------------------------------- the command
@pytest.mark.parametrize("code", ["EP512", "ep512", "512", " EP512 "])
def test_a_code_is_found_however_it_is_typed(code: str) -> None:
    """In small letters, or as a number alone."""
    found = explain(code)
    assert found is not None
    assert found.code == "EP512"


def test_the_command_says_what_why_and_cure() -> None:
    """One code, or several apart by an empty line."""
    text = run("EP512").stdout
    assert text.startswith("EP512: A font that is not subset\n\n  ")
    assert [word for word in ("Why: ", "Cure: ") if word not in text] == []
    assert max(map(len, text.splitlines())) <= 96
    both = run("EP512", "EP500", "EP512").stdout
    assert both.count("\n\nEP500: ") == both.count("EP512: ") == 1
    assert "cannot accept it" in both
    assert "cannot accept it" not in text


def test_without_a_code_all_are_listed() -> None:
    """A line each, in order."""
    assert [line[:5] for line in run().stdout.splitlines()] == list(CODES)


@pytest.mark.parametrize("args", [[], ["EP512", "EP500"]])
def test_explanations_as_json(args: list[str]) -> None:
    """All of them, or those asked for, with the same keys."""
    body = json.loads(run(*args, "--json").stdout)
    assert [item["code"] for item in body["explanations"]] == (args or list(CODES))
    assert {key for item in body["explanations"] for key in item} == {
        "code", "title", "what", "why", "cure", "may_be_ignored",
    }  # fmt: skip
    assert (body["version"], body["exit_code"]) == (1, 0)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("EP219", "EP220"), ("EP5O1", ""), ("EP1", "EP100"), ("font", "EP510"), ("fomt", "EP510"), ("zzzz", "")],
)
def test_an_unknown_code_is_answered_with_those_near_it(typed: str, meant: str) -> None:
    """By number, by a word of the title, by one that is nearly so; exit status 2, nothing on standard output."""
    result = run(typed)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"error EP341: no message has the code `{typed}`" in result.stderr
    assert (f"{meant} (" in result.stderr) == bool(meant)
    assert "`essay-press explain` lists all codes" in result.stderr
    assert [item.code for item in near(typed)] == [item.code for item in near(typed.upper())]


def test_one_unknown_code_stops_the_others() -> None:
    """Half an answer would pass for a whole one."""
    result = run("EP512", "EP999")
    assert (result.exit_code, result.stdout) == (2, "")
