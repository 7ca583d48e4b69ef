"""The command line as a person meets it: what is said, where, and the exit status."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.shell_completion import ShellComplete
from click.testing import CliRunner, Result

from essay_press import build as room
from essay_press import check as checks
from essay_press import manuscript, markup
from essay_press.check.report import Report
from essay_press.cli import main
from essay_press.cli.beginning import slug
from essay_press.codes import CODES
from essay_press.diagnostics import Diagnostic, Severity
from essay_press.editions import load
from essay_press.errors import CheckError, EditionError, ManuscriptError, RenderError, ToolError
from essay_press.model import Outcome, Status

SOURCE = Path(__file__).resolve().parent.parent / "src"
HEAVY = ("PIL", "fontTools", "jinja2", "lxml", "markdown", "pikepdf", "pypdfium2", "rich", "weasyprint")
COMMANDS = ["build", "check", "editions", "epub", "explain", "layouts", "new", "pdf", "proof", "quotes", "spoilers"]

Write = Callable[[str, str], Path]
Text = Callable[..., str]


pytestmark = pytest.mark.usefixtures("folder")


def run(*args: str) -> Result:
    """Run `essay-press` with these arguments."""
    return CliRunner().invoke(main, args)


def spoken(*args: str) -> dict[str, Any]:
    """Run `essay-press … --json` and return the one object that it prints; nothing else is printed anywhere."""
    result = run(*args, "--json")
    assert result.stderr == ""
    body: dict[str, Any] = json.loads(result.stdout)
    assert (body["version"], body["exit_code"]) == (1, result.exit_code)
    return body


def codes(body: dict[str, Any]) -> list[str]:
    """Return the codes of the diagnostics of a JSON object."""
    return [item["code"] for item in body["diagnostics"]]


# ---------------------------------------------------------------- help and lists
def test_help_names_every_command() -> None:
    """And says in a line what each does, whole."""
    text = run("--help").stdout
    listed = re.findall(r"^  (\w+) {2,}(\S.*)$", text[text.index("Commands:") :], re.MULTILINE)
    assert [name for name, _ in listed] == COMMANDS
    assert [line for _, line in listed if not line.endswith(".") or line.endswith("...")] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself(name: str) -> None:
    """`-h` and `--help` say the same, and every option has words."""
    short, long = run(name, "-h"), run(name, "--help")
    assert (short.exit_code, short.stdout) == (0, long.stdout)
    assert re.findall(r"^  (?:-\w, )?--[\w-]+(?: [A-Z=]+)?$(?!\n {10,}\S)", long.stdout, re.MULTILINE) == []


def test_the_version_is_told() -> None:
    """It comes from one place."""
    from essay_press import __version__

    assert run("--version").stdout == f"essay-press, version {__version__}\n"


def loaded(*args: str) -> list[str]:
    """Return the heavy libraries that a command loads in a process of its own."""
    code = f"""
import sys
from essay_press.cli import main
try:
    main({list(args)!r})
except SystemExit as end:
    assert not end.code, end.code
print([name for name in {HEAVY!r} if name in sys.modules])
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(SOURCE)}
    )
    found: list[str] = json.loads(done.stdout.splitlines()[-1].replace("'", '"'))
    return found


@pytest.mark.parametrize(
    "args",
    [["--help"], ["build", "--help"], ["editions"], ["explain", "EP512"], ["layouts"], ["new", "X"]],
    ids=" ".join,
)
def test_a_light_command_loads_no_heavy_library(args: list[str]) -> None:
    """What sets no page answers at once."""
    assert loaded(*args) == []


def test_the_lists_are_in_columns() -> None:
    """Names, pages and designs, with or without colour."""
    lines = run("editions").stdout.splitlines()
    assert lines[4:6] == [
        "a5              A5, double-sided, as a small press would set it",
        "                148 × 210 mm; set by classic or modern; pdf/a-2a + pdf/ua-1",
    ]
    assert lines[lines.index(next(line for line in lines if line.startswith("booklet-a4 "))) + 1] == (
        "                148 × 210 mm on sheets of 297 × 210 mm; set by classic or modern or zine"
    )
    lines = run("layouts").stdout.splitlines()
    at = lines.index(next(line for line in lines if line.startswith("modern: ")))
    assert lines[at + 1] == f"  sets {', '.join(name for name, item in load().items() if 'modern' in item.layouts)}"
    assert lines[at + 2] == "    accent = #b3261e             the colour of the cover, of rules and of pull-quotes"


def test_the_lists_as_json() -> None:
    """For programs: the names that other commands take."""
    found = spoken("editions")["editions"]
    assert [item["name"] for item in found] == list(load())
    assert (found[1]["trim"], found[1]["sheet"]) == ({"width_mm": 215.9, "height_mm": 279.4}, None)
    sheets = {item["name"]: item["sheet"] for item in found if item["sheet"]}
    assert sheets["booklet-letter"] == {"width_mm": 279.4, "height_mm": 215.9}
    sets = {item["name"]: item["editions"] for item in spoken("layouts")["layouts"]}
    assert sets["large-print"] == ["large-print", "epub", "epub-spoiler-free"]


@pytest.mark.parametrize(
    ("args", "start", "found"),
    [
        ([], "e", ["editions", "epub", "explain"]),
        (["build", "-e"], "a", ["a4", "a5", "archive"]),
        (["pdf", "--layout"], "", ["classic", "large-print", "magazine", "modern", "zine"]),
        (["check"], "--ag", ["--against"]),
        (["check", "--for"], "", ["kdp", "ingramspark", "lulu"]),
    ],
)
def test_a_shell_completes_what_there_is(args: list[str], start: str, found: list[str]) -> None:
    """Commands, options, and the names of editions and layouts."""
    shell = ShellComplete(main, {}, "essay-press", "_ESSAY_PRESS_COMPLETE")
    assert [item.value for item in shell.get_completions(args, start)] == found


# ---------------------------------------------------------------- what is mistyped
@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["biuld"], "there is no command `biuld`; did you mean `build`?"),
        (["qqqq"], f"there is no command `qqqq`; there are {', '.join(COMMANDS)}"),
        (["pdf"], "Missing argument 'ESSAY'."),
        (["build", "--edtion", "a5"], "No such option '--edtion'"),
        (["build"], "name an essay or a folder of essays: there is no folder `content` here"),
        (["pdf", "."], ". is a folder; `essay-press build . -e a5` makes this edition of each essay in it"),
        (["epub", "."], ". is a folder; `essay-press build . -e epub`"),
        (["pdf", "a.md", "-e", "epub"], "edition epub is no PDF; use `essay-press build a.md -e epub`"),
        (["pdf", "a.md", "--set", "accent"], "--set takes NAME=VALUE, not `accent`"),
        (["pdf", "a.md", "--set", "=x"], "--set takes NAME=VALUE, not `=x`"),
        (["pdf", "a.md", "-e", "a6"], "error EP300: there is no edition `a6`"),
        (["build", "a.md", "-e", "a5", "-e", "eupb"], "hint: did you mean `epub`?"),
        (["pdf", "a.md", "--layout", "moderm"], "hint: did you mean `modern`?"),
        (["pdf", "a.md", "--layout", "large-print"], "EP301: no edition of this essay is set by layout `large-print`"),
        (["pdf", "a.md", "--layout", "modern", "--set", "acent=#000000"], "hint: did you mean `accent`?"),
        (["pdf", "a.md", "--layout", "modern", "--set", "accent=#ffdddd"], "its contrast on white is 1.3:1"),
        (["pdf", "a.md", "--set", "drop-cap=maybe"], "it takes true or false, such as `true`"),
        (["pdf", "a.md", "-o", "a.md"], "a.md: error EP314: is there already, and neither a PDF nor an EPUB"),
        (["pdf", "a.md", "-o", "sub"], "sub: error EP314: is a folder, not a file"),
        (["pdf", "a.md", "-o", "a.md/x.pdf"], "cannot be made: a.md is a file, not a folder"),
        (["build", "a.md", "-o", "a.md"], "a.md: error EP314: is a file, not a folder"),
        (["check", "a.md", "-e", "a6"], "neither a PDF nor an EPUB"),
        (["check", "a.pdf", "-e", "a6"], "there is no edition `a6`"),
        (["check", "a.pdf", "--for", "kpd"], "error EP338: there is no service `kpd` hint: did you mean `kdp`?"),
        (["check", "a.pdf", "--layout", "clasic"], "did you mean `classic`?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_mistake_on_the_command_line_is_named(
    write: Write, manuscript_text: Text, args: list[str], words: str
) -> None:
    """Status 2 (1 where a file is at fault), nothing on standard output, no traceback, and nothing written."""
    text = manuscript_text()
    write("a.md", text)
    write("a.pdf", "%PDF-1.7")
    write("sub/x", "")
    before = sorted(str(path) for path in Path().rglob("*"))
    result = run(*args)
    assert words in " ".join(result.stderr.split())
    assert "Traceback" not in result.stderr
    assert result.exit_code == (1 if args[:2] == ["check", "a.md"] else 2)
    assert (sorted(str(path) for path in Path().rglob("*")), Path("a.md").read_text()) == (before, text)


@pytest.mark.parametrize(
    "args", [["pdf"], ["pdf", "x.md", "--bogus"], ["build"], ["nope"], ["editions", "x"]], ids=" ".join
)
def test_a_mistake_is_json_where_json_is_asked_for(args: list[str]) -> None:
    """A program that reads the answer gets one, whatever it mistyped."""
    body = spoken(*args)
    assert (body["exit_code"], codes(body)) == (2, ["EP340"])
    assert body["diagnostics"][0]["hint"].startswith("see `")


def test_a_broken_project_is_told_once(write: Write) -> None:
    """Before any essay is read; as lines and as JSON."""
    Path("essay-press.toml").write_text("layot = 1\n")
    write("content/a.md", "---\n")
    write("content/b.md", "---\n")
    result = run("build")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "essay-press.toml:1:1: error EP321: unknown key `layot`\n  hint: did you mean `layout`?\n"
    assert codes(spoken("build")) == ["EP321"]


@pytest.mark.parametrize("command", ["editions", "layouts"])
def test_a_broken_layout_breaks_no_list_silently(write: Write, command: str) -> None:
    """The lists say what is wrong with a project's own designs."""
    write("layouts/mine/layout.toml", "x = [")
    assert (run(command).exit_code, codes(spoken(command))) == (1, ["EP202"])


# ---------------------------------------------------------------- how results are told
@pytest.fixture
def outcomes(monkeypatch: pytest.MonkeyPatch, write: Write, manuscript_text: Text) -> list[Outcome]:
    """Let `build` end with outcomes made by hand: the tests of telling need no page."""
    write("a.md", manuscript_text())
    found = [
        Outcome("a.md", "a5", Status.BUILT, Path("build/a-a5.pdf"), "00ff", 12, 34_567, 1.5),
        Outcome("a.md", "epub", Status.SKIPPED, diagnostics=(Diagnostic(Severity.NOTE, "EP305", "skipped: why"),)),
        Outcome(
            "a.md",
            "a4",
            Status.FAILED,
            diagnostics=(
                Diagnostic(Severity.ERROR, "EP561", "a standard is not kept", None, "do this"),
                Diagnostic(Severity.WARNING, "EP574", "a line is off the grid"),
            ),
            exit_code=1,
        ),
    ]

    monkeypatch.setattr(room, "run", lambda *_: iter(found))
    return found


BUILT = "a                a5               12 pp     35 kB  build/a-a5.pdf\n"
ERROR = "a.md [a4]: error EP561: a standard is not kept\n  hint: do this\n"
WARNING = "a.md [a4]: warning EP574: a line is off the grid\n"
SUM = "1 of 3 failed; files they would have replaced are unchanged\n"


@pytest.mark.usefixtures("outcomes")
def test_results_go_to_standard_output_and_findings_to_standard_error() -> None:
    """A finding without a place says which essay and edition it is about; a note is only for `--verbose`."""
    result = run("build", "a.md")
    assert result.stdout == f"{BUILT}a                a4             failed\n"
    assert (result.stderr, result.exit_code) == (ERROR + WARNING + SUM, 1)


@pytest.mark.usefixtures("outcomes")
def test_quiet_prints_errors_alone() -> None:
    """The exit status says the rest."""
    result = run("build", "a.md", "-q")
    assert (result.stdout, result.stderr, result.exit_code) == ("", ERROR, 1)


@pytest.mark.usefixtures("outcomes")
def test_verbose_adds_notes_times_and_what_was_skipped() -> None:
    """For the person who wonders."""
    result = run("build", "a.md", "-v")
    assert " 1.50 s  build/a-a5.pdf" in result.stdout
    assert "a                epub           skipped" in result.stdout
    assert "a.md [epub]: note EP305: skipped: why\n" in result.stderr


def test_an_essay_too_long_for_its_sheet_is_no_silent_skip(outcomes: list[Outcome]) -> None:
    """Whoever wants to fold it is told how many pages it needs."""
    note = Diagnostic(
        Severity.NOTE, "EP316", "edition zine is skipped: the essay needs 9 of its pages", None, "shorten"
    )
    outcomes[:] = [Outcome("a.md", "zine", Status.SKIPPED, diagnostics=(note,))]
    result = run("build", "a.md")
    assert result.stdout == "a                zine           skipped: the essay needs 9 of its pages\n"
    assert (result.stderr, result.exit_code) == ("", 0)


@pytest.mark.usefixtures("outcomes")
def test_a_build_as_json() -> None:
    """One object: each outcome with its file and its findings."""
    body = spoken("build", "a.md")
    assert sorted(body) == ["diagnostics", "exit_code", "outcomes", "version"]
    assert codes(body) == ["EP305", "EP561", "EP574"]
    assert body["outcomes"][0] == {
        "essay": "a.md",
        "edition": "a5",
        "status": "built",
        "path": "build/a-a5.pdf",
        "sha256": "00ff",
        "pages": 12,
        "size": 34567,
        "seconds": 1.5,
        "exit_code": 0,
        "diagnostics": [],
        "ignored": [],
    }
    assert body["outcomes"][2]["diagnostics"][0] == {
        "severity": "error",
        "code": "EP561",
        "message": "a standard is not kept",
        "path": None,
        "line": None,
        "column": None,
        "hint": "do this",
    }


def test_a_missing_essay_fails_and_says_so() -> None:
    """As a line, and as JSON."""
    result = run("pdf", "nope.md")
    assert result.stderr == "nope.md: error EP100: there is no such file\n  hint: check the name and the folder\n"
    assert (result.stdout, result.exit_code) == ("nope                            failed\n", 1)
    body = spoken("epub", "nope.md")
    assert (codes(body), body["outcomes"][0]["status"]) == (["EP100"], "failed")


@pytest.mark.parametrize("name", ["", "README.md"])
def test_a_folder_without_essays_fails_and_says_so(write: Write, name: str) -> None:
    """Empty, or with Markdown that is no manuscript; even `--quiet` says why nothing was made."""
    write(f"content/{name or 'picture.png'}", "# Read me\n")
    result = run("build", "-q")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("content: error EP311: there is no essay in this folder\n  hint: ")


def test_an_interrupted_build_ends_in_words(
    monkeypatch: pytest.MonkeyPatch, write: Write, manuscript_text: Text
) -> None:
    """Control-C is no traceback."""

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    write("a.md", manuscript_text())
    monkeypatch.setattr(room, "run", stop)
    result = run("build", "a.md")
    assert (result.exit_code, result.stderr.strip()) == (130, "stopped: what was not finished is as it was before")


def test_a_fault_of_the_program_ends_in_words(
    monkeypatch: pytest.MonkeyPatch, write: Write, manuscript_text: Text
) -> None:
    """A person gets a line to report; the traceback comes with `--verbose`, or as a note in JSON."""

    def fail(*_: object) -> None:
        message = "no such thing"
        raise LookupError(message)

    write("a.md", manuscript_text())
    monkeypatch.setattr(room, "run", fail)
    short, long = run("build", "a.md"), run("build", "a.md", "--verbose")
    assert short.stderr.startswith("error EP349: LookupError: no such thing\n  hint: this is a fault of essay-press")
    assert ("Traceback" in short.stderr, "Traceback" in long.stderr, short.exit_code) == (False, True, 1)
    assert codes(spoken("build", "a.md")) == ["EP349", "EP349"]


def test_a_terminal_without_the_letters_gets_escapes() -> None:
    """An old encoding costs a letter, not the command."""
    code = "from essay_press.cli import main; main(['editions'])"
    env = {"PYTHONPATH": str(SOURCE), "PYTHONIOENCODING": "koi8-r"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, env=env)
    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"210 \xd7 297 mm" in done.stdout


@pytest.mark.parametrize(
    ("kind", "code"),
    [(ManuscriptError, 1), (CheckError, 1), (EditionError, 1), (RenderError, 3), (ToolError, 4)],
)
def test_exit_codes_tell_failures_apart(kind: type[ManuscriptError], code: int) -> None:
    """0 built, 1 a check or a build failed, 2 usage, 3 the renderer failed, 4 a tool is missing."""
    assert room.exit_code(kind(Diagnostic(Severity.ERROR, "EP399", "x"))) == code


# ---------------------------------------------------------------- check
@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.md", "---\ntitle: T\n---\n", "neither a PDF nor an EPUB"),
        ("a.pdf", "", "the file is empty"),
        ("sub/a", "x", "neither"),
        ("a.pdf", "%PDF-1.7\n1 0 obj\n<<", "error EP560: the PDF cannot be read"),
        ("a.epub", "PK\x03\x04 and no more", "error EP530"),
    ],
)
def test_check_refuses_what_it_cannot_read(write: Write, name: str, data: str, words: str) -> None:
    """With the file's name and without a traceback."""
    path = str(write(name, data).relative_to(Path.cwd()))
    result = run("check", path)
    assert (result.exit_code, words in result.stderr, "Traceback" in result.stderr) == (1, True, False)
    assert result.stderr.startswith(f"{path}: error EP5")
    assert set(codes(spoken("check", path))) <= {"EP530", "EP531", "EP560"}


def test_check_says_what_is_missing() -> None:
    """A file that is not there, and a folder."""
    Path("sub").mkdir()
    assert run("check", "no.pdf").stderr.startswith("no.pdf: error EP560: there is no such file\n")
    assert run("check", "sub").stderr.startswith("sub: error EP560: is a folder\n")


@pytest.fixture
def reports(monkeypatch: pytest.MonkeyPatch, write: Write) -> None:
    """Let the checks report by hand: one that is fine, one with a warning, one that lacks its input."""
    write("a-a5.pdf", "%PDF-1.7")
    warning = Diagnostic(Severity.WARNING, "EP574", "a line is off the grid")
    made = (
        Report("fonts", (), 1_234),
        Report("grid", (warning,), 7),
        Report("words", (), 0, "needs the essay (--against)"),
    )
    monkeypatch.setattr(checks, "check", lambda *_, **__: made)


@pytest.mark.usefixtures("reports")
def test_check_says_how_much_it_looked_at() -> None:
    """And what it did not run; a warning fails only under `--strict`."""
    result = run("check", "a-a5.pdf")
    assert result.stdout.splitlines() == [
        "fonts                                    ok        1,234 examined",
        "grid                                     1 found   7 examined",
        "words                                    not run   needs the essay (--against)",
    ]
    assert (result.stderr, result.exit_code) == ("a-a5.pdf: warning EP574: a line is off the grid\n", 0)
    assert run("check", "a-a5.pdf", "--strict").exit_code == 1
    assert run("check", "a-a5.pdf", "--quiet").output == ""


@pytest.mark.usefixtures("reports")
def test_a_check_as_json() -> None:
    """What was not run is told apart from what passed."""
    body = spoken("check", "a-a5.pdf")
    assert codes(body) == ["EP574"]
    assert body["reports"][1:] == [
        {"name": "grid", "examined": 7, "errors": 0, "warnings": 1, "ignored": 0, "not_run": None},
        {
            "name": "words",
            "examined": 0,
            "errors": 0,
            "warnings": 0,
            "ignored": 0,
            "not_run": "needs the essay (--against)",
        },
    ]
    assert body["ignored"] == []


@pytest.mark.usefixtures("reports")
def test_check_accepts_what_the_author_accepts(write: Write, manuscript_text: Text) -> None:
    """As building does; the report says what was accepted, and why, and counts it apart."""
    write("a.md", manuscript_text(ignore=[{"code": "EP574", "reason": "a wide table"}]))
    result = run("check", "a-a5.pdf", "--against", "a.md", "--strict")
    assert result.stderr == "a-a5.pdf: ignored EP574: a line is off the grid\n  reason: a wide table\n"
    assert (result.exit_code, "ok        7 examined, 1 ignored" in result.stdout) == (0, True)
    body = spoken("check", "a-a5.pdf", "--against", "a.md", "--strict")
    assert (body["diagnostics"], body["reports"][1]["ignored"]) == ([], 1)
    assert [(item["code"], item["reason"]) for item in body["ignored"]] == [("EP574", "a wide table")]


@pytest.mark.usefixtures("reports")
def test_a_quiet_check_does_not_repeat_what_is_accepted(write: Write, manuscript_text: Text) -> None:
    """Errors only is what was asked for."""
    write("a.md", manuscript_text(ignore=[{"code": "EP574", "reason": "a wide table"}]))
    assert run("check", "a-a5.pdf", "--against", "a.md", "--quiet").output == ""


# ---------------------------------------------------------------- new
TITLES = {
    "On Reading": "on-reading",
    'He said "no" / it\'s: C:\\x # y': "he-said-no-its-c-x-y",
    "Élan vital, œuvre & straße": "elan-vital-œuvre-strasse",
    "Война и мир: й, ё": "война-и-мир-й-ё",
    "हिन्दी निबंध": "हिन्दी-निबंध",
    "🎉🎉": "essay",
    "../../etc/passwd": "etc-passwd",
    "true": "true",
    "- a: {b} [c] %d {title}": "a-b-c-d-title",
}


@pytest.mark.parametrize("title", TITLES)
def test_a_new_manuscript_keeps_its_title(title: str) -> None:
    """Whatever the title, the file has a plain name and reads without a word of complaint."""
    result = run("new", "--author", 'Ann "A" O\'Example', "--lang", "de", "--", title)
    path = Path(f"{TITLES[title]}.md")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, str(path))
    found = markup.parse(manuscript.read(path))
    assert (manuscript.read(path).metadata.title, found.diagnostics) == (title, ())
    assert found.metadata.authors[0].name.startswith("Ann")


def test_a_new_manuscript_may_be_filled_in() -> None:
    """Every line that is commented out can be used as it stands."""
    run("new", "X")
    path = Path("x.md")
    path.write_text(re.sub(r"^# ", "", path.read_text("utf-8"), flags=re.MULTILINE), "utf-8")
    found = markup.parse(manuscript.read(path))
    assert found.diagnostics == ()
    assert found.metadata.spoilers is not None
    assert found.metadata.spoilers.resume == "after"


def test_a_new_manuscript_overwrites_nothing() -> None:
    """The second one of a name is refused, and the first is untouched."""
    assert run("new", "X").exit_code == 0
    Path("x.md").write_text("mine")
    result = run("new", "X")
    assert (result.exit_code, Path("x.md").read_text()) == (1, "mine")
    assert (
        result.stderr
        == "x.md: error EP137: is there already, and is left as it is\n  hint: choose another name with -o\n"
    )


def test_a_new_manuscript_goes_into_content() -> None:
    """Where there is such a folder; `-o` goes anywhere."""
    Path("content").mkdir()
    assert run("new", "X").stdout.splitlines()[0] == str(Path("content", "x.md"))
    assert spoken("new", "X", "-o", "deep/er/x.md")["path"] == "deep/er/x.md"
    assert Path("deep/er/x.md").is_file()


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ([""], "a title is one line of text"),
        (["\x07"], "a title is one line of text"),
        (["x" * 300], "a title of 300 characters fits on no cover"),
        (["X", "--lang", "fr_FR"], "did you mean `fr-FR`?"),
        (["X", "--lang", "en\ntitle: Y"], "is not a language tag"),
    ],
)
def test_a_new_manuscript_that_would_not_build_is_refused(args: list[str], words: str) -> None:
    """Before a file is written."""
    result = run("new", *args)
    assert (result.exit_code, words in result.stderr, list(Path().iterdir())) == (1, True, [])


def test_a_long_title_has_a_short_file_name() -> None:
    """Cut between words, and within the one word of a title that has no other."""
    assert slug("a very long title " * 20) == "a-very-long-title-a-very-long-title-a-very-long-title-a-very"
    assert slug("x" * 300) == "x" * 60


def test_a_folder_that_is_read_only_is_named(
    monkeypatch: pytest.MonkeyPatch, write: Write, manuscript_text: Text
) -> None:
    """Before a page is set."""
    write("a.md", manuscript_text())
    # In place of permissions, which do not bind the user that many containers run tests as.
    monkeypatch.setattr(os, "access", lambda *_: False)
    result = run("build", "a.md", "-o", "out")
    assert result.stderr.startswith("out: error EP314: cannot be written: you may not write in this folder\n")
    assert (result.exit_code, Path("out").exists()) == (2, False)


def test_codes_of_the_command_line_have_titles() -> None:
    """The table of codes reads as a list of sentences."""
    own = [title for code, title in CODES.items() if code[:3] in ("EP2", "EP3") or code.startswith("EP42")]
    assert [title for title in own if not (title[0].isupper() or title[0] == "`") or title.endswith(".")] == []
