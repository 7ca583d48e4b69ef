"""`essay-press quotes` as a person meets it: lists, suggestions, marks, and what is said when one cannot be made."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from essay_press.build import limits, placing
from essay_press.check.quote_distance import Distance
from essay_press.cli import main
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.model import Edition, Essay

ROOT = Path(__file__).resolve().parent.parent
FILLER = "\n\n".join(f"They walked on for {number} days, and it rained on them." for number in range(60))
FIRST, SECOND = "Every wise man is a fool at home.", "No king is a hero to the man who shaves him."
ESSAY = (
    f"---\ntitle: Walks\nlang: en\ndate: 2026-01-01\n---\n\n{FILLER}\n\n{FIRST}\n\n{FILLER}\n\n{SECOND}\n\n{FILLER}\n"
)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder that holds one essay."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "walks.md").write_text(ESSAY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make no pages: each quote stands 0.126 pages above its sentence on page vii, the last on none."""

    def placed(essay: Essay, chosen: tuple[Edition, ...], _: Path, __: limits.Limits | None) -> list[placing.Placed]:
        quotes = [Distance(quote, "vii", -0.126) for quote in essay.pull_quotes]
        quotes[-1] = Distance(essay.pull_quotes[-1], "", None)
        return [placing.Placed(tuple(item.name for item in chosen), "classic", 9, tuple(quotes))]

    monkeypatch.setattr(placing, "placed", placed)


def run(*args: str) -> Result:
    """Run `essay-press quotes` with these arguments."""
    return CliRunner().invoke(main, ("quotes", *args))


def spoken(*args: str) -> dict[str, Any]:
    """Return what the command says in JSON; nothing else is printed anywhere."""
    result = run(*args, "--json")
    assert result.stderr == ""
    body: dict[str, Any] = json.loads(result.stdout)
    assert (body["version"], body["exit_code"]) == (1, result.exit_code)
    return body


def mark(*sentences: str) -> str:
    """Mark sentences of the essay by hand, and return its text."""
    text = ESSAY
    for sentence in sentences:
        text = text.replace(sentence, f"[{sentence}]{{.pull}}")
    Path("walks.md").write_text(text, encoding="utf-8")
    return text


# ---------------------------------------------------------------- the list
def test_without_pull_quotes_it_says_where_to_find_some() -> None:
    """And makes no page."""
    result = run("walks.md")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("walks.md: no pull-quotes; `essay-press quotes walks.md --suggest`")


@pytest.mark.usefixtures("pages")
def test_each_quote_is_listed_with_page_and_distance() -> None:
    """Line, words; then a row for editions that set it alike, two decimals, and what could not be measured."""
    mark(FIRST, SECOND)
    line = ESSAY[: ESSAY.index(FIRST)].count("\n") + 1
    shown = run("walks.md", "-e", "a5", "-e", "booklet-a4").stdout
    assert f"walks.md: 2 pull-quotes\n  1  {FIRST}\n     line {line}, 8 words\n  2  {SECOND}\n" in shown
    assert re.search(r"^a5, booklet-a4 +1: page vii, 0\.13 above +2: on no page$", shown, re.MULTILINE)


@pytest.mark.usefixtures("pages")
def test_json_says_the_same() -> None:
    """Per quote and edition."""
    mark(FIRST, SECOND)
    first, second = spoken("walks.md", "-e", "a5")["quotes"]
    assert (first["text"], first["words"]) == (FIRST, 8)
    assert first["editions"] == [{"name": "a5", "layout": "classic", "page": "vii", "distance": -0.13}]
    assert second["editions"] == [{"name": "a5", "layout": "classic", "page": None, "distance": None}]


@pytest.mark.parametrize(
    ("edition", "code", "words"),
    [("epub", "EP136", "its text has no pages"), ("a55", "EP300", "did you mean `a5`?")],
)
def test_an_edition_that_tells_no_page_is_refused(edition: str, code: str, words: str) -> None:
    """Before anything is printed or made."""
    mark(FIRST)
    result = run("walks.md", "-e", edition)
    assert (result.exit_code, result.stdout) == (2, "")
    assert code in result.stderr
    assert words in result.stderr


def test_a_failing_edition_is_told_and_the_rest_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the exit status of its failure."""
    fault = Diagnostic(Severity.ERROR, "EP417", "the layout engine broke down")
    failed = placing.Placed(("a4",), "modern", 0, faults=(fault,))
    monkeypatch.setattr(placing, "placed", lambda *_: [failed])
    mark(FIRST)
    result = run("walks.md")
    assert result.exit_code == 1
    assert "walks.md [a4]: error EP417: the layout engine broke down" in result.stderr


@pytest.mark.parametrize(
    ("named", "code", "said"), [((), 0, ""), (("-e", "a5"), 1, "error EP305: edition a5 tells no page")]
)
def test_an_edition_that_does_not_fit_is_a_fault_where_it_was_named(
    monkeypatch: pytest.MonkeyPatch, named: tuple[str, ...], code: int, said: str
) -> None:
    """Else it is a note, as in a build."""
    note = Diagnostic(Severity.NOTE, "EP305", "edition a5 is skipped: the sheet holds eight pages")
    monkeypatch.setattr(placing, "placed", lambda *_: [placing.Placed((), "classic", 9, (), (note,))])
    mark(FIRST)
    result = run("walks.md", *named)
    assert result.exit_code == code
    assert said in result.stderr


# ---------------------------------------------------------------- suggestions
def test_suggestions_come_with_lines_and_reasons() -> None:
    """Numbered, so that they can be written."""
    shown = run("walks.md", "--suggest")
    assert (shown.exit_code, shown.stderr) == (0, "")
    lines = [ESSAY[: ESSAY.index(text)].count("\n") + 1 for text in (FIRST, SECOND)]
    for text, line in zip((FIRST, SECOND), lines, strict=True):
        assert re.search(
            rf"^  [12]  {re.escape(text)}\n     line {line}; short: \d+ words; ", shown.stdout, re.MULTILINE
        )
    assert "essay-press quotes walks.md --write 1,2" in shown.stdout
    assert max(map(len, shown.stdout.splitlines())) <= 100


def test_json_names_score_and_reasons() -> None:
    """A number per suggestion, as many as asked for."""
    (only,) = spoken("walks.md", "--suggest", "--most", "1")["suggestions"]
    assert set(only) == {"number", "line", "text", "score", "reasons"}
    assert only["number"] == 1


def test_nothing_worth_lifting_is_said() -> None:
    """A warning, with what to do; no failure."""
    Path("rain.md").write_text("---\ntitle: Rain\ndate: 2026-01-01\n---\n\nIt rained.\n", encoding="utf-8")
    result = run("rain.md", "--suggest")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "rain.md: warning EP135" in result.stderr


def test_the_help_says_what_the_weights_reach() -> None:
    """The figures are those of the file that the weights stand in."""
    reached = tomllib.loads((ROOT / "src/essay_press/quotes/weights.toml").read_text(encoding="utf-8"))["reached"]
    text = " ".join(run("--help").stdout.split())
    assert f"in {round(100 * reached['all'])} of 100 pairs ({round(100 * reached['of_fit_length'])} where" in text
    length = round(100 * reached["length_all"]), round(100 * reached["length_of_fit_length"])
    assert f"length alone {length[0]} and {length[1]}" in text
    assert f"{reached['lifted']} sentences" in text
    assert f"{reached['pieces']} English pieces by {reached['authors']} authors" in text


# ---------------------------------------------------------------- marks
def test_what_is_chosen_is_marked() -> None:
    """As if by hand; the file is otherwise as it was, its permissions too."""
    Path("walks.md").chmod(0o640)
    result = run("walks.md", "--write", "2, 1,2")
    assert (result.exit_code, result.stderr) == (0, "")
    written = Path("walks.md").read_text(encoding="utf-8")
    assert written == mark(FIRST, SECOND)
    assert Path("walks.md").stat().st_mode & 0o777 == 0o640
    assert re.search(r"^walks\.md:\d+: marked “Every wise man is a fool at home\.”$", result.stdout, re.MULTILINE)


def test_marking_follows_a_link() -> None:
    """The file behind it is written, the link stays."""
    Path("link.md").symlink_to("walks.md")
    assert run("link.md", "--write", "1").exit_code == 0
    assert Path("link.md").is_symlink()
    assert "{.pull}" in Path("walks.md").read_text(encoding="utf-8")


def test_nothing_is_marked_without_being_asked() -> None:
    """To list and to suggest is to read."""
    run("walks.md")
    run("walks.md", "--suggest")
    assert Path("walks.md").read_text(encoding="utf-8") == ESSAY


def test_one_wrong_number_marks_nothing() -> None:
    """All or none; the message says how many there are."""
    body = spoken("walks.md", "--write", "1,40")
    (fault,) = body["diagnostics"]
    assert (body["exit_code"], fault["code"]) == (1, "EP132")
    assert fault["message"] == "there is no suggestion 40"
    assert fault["hint"].startswith("there are ")
    assert Path("walks.md").read_text(encoding="utf-8") == ESSAY


def test_a_file_that_changed_meanwhile_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """An editor's save is never lost."""
    from essay_press.quotes import marking

    real = marking.mark

    def meddled(path: str, data: bytes, sentence: Any) -> bytes:
        Path("walks.md").write_text(ESSAY + "More.\n", encoding="utf-8")
        return real(path, data, sentence)

    monkeypatch.setattr(marking, "mark", meddled)
    assert [item["code"] for item in spoken("walks.md", "--write", "1")["diagnostics"]] == ["EP134"]
    assert Path("walks.md").read_text(encoding="utf-8") == ESSAY + "More.\n"


@pytest.mark.parametrize("given", ["x", "0", "1,", "-1", "1;2", "99", "²"])
def test_what_is_no_number_is_a_slip_of_the_command_line(given: str) -> None:
    """Told as one."""
    result = run("walks.md", f"--write={given}")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "--write takes the numbers of suggestions" in result.stderr


def test_editions_go_with_the_list_alone() -> None:
    """A suggestion is the same in every edition."""
    assert run("walks.md", "--suggest", "-e", "a5").exit_code == 2


@pytest.mark.parametrize("option", [(), ("--suggest",), ("--write", "1")])
def test_a_manuscript_that_cannot_be_read_is_told(option: tuple[str, ...]) -> None:
    """As every command tells it."""
    assert [item["code"] for item in spoken("none.md", *option)["diagnostics"]] == ["EP100"]
