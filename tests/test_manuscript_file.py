"""The file's edges: no file, no text, other encodings, other newlines, very large, very deep."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from essay_press.diagnostics import Diagnostic
from essay_press.errors import ManuscriptError
from essay_press.manuscript import read
from essay_press.manuscript.source import MAX_BYTES
from essay_press.manuscript.tree import MAX_DEPTH

Write = Callable[[str, str | bytes], Path]
GOOD = "---\ntitle: Whiplash\ndate: 2024-05-01\n---\n\nIt begins with a drum.\n"


def refused(path: str | Path) -> Diagnostic:
    """Return the only diagnostic with which a manuscript is refused."""
    with pytest.raises(ManuscriptError) as caught:
        read(path)
    assert len(caught.value.diagnostics) == 1
    return caught.value.diagnostics[0]


def test_a_manuscript_is_read(write: Write) -> None:
    """The essay keeps every character, and its lines can be found in the file again."""
    path = write("whiplash.md", GOOD)
    found = read(path)
    assert found.path == str(path)
    assert found.folder == path.parent
    assert found.metadata.title == "Whiplash"
    assert found.markdown == "\nIt begins with a drum.\n"
    assert found.body_line == 5
    assert found.sha256 == hashlib.sha256(GOOD.encode()).hexdigest()
    assert found.diagnostics == ()


def test_the_path_stays_as_the_user_gave_it(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages call the file by the name that was typed; the folder is absolute all the same."""
    folder = write("essays/whiplash.md", GOOD.replace("date: 2024-05-01\n", "")).parent
    monkeypatch.chdir(folder.parent)
    found = read("essays/whiplash.md")
    assert found.path == "essays/whiplash.md"
    assert found.folder == folder
    assert str(found.diagnostics[0].place) == "essays/whiplash.md:1:1"


def test_no_such_file(write: Write) -> None:
    """A name mistyped is answered with the nearest in the folder."""
    path = write("whiplash.md", GOOD)
    found = refused(path.with_name("whiplahs.md"))
    assert (found.code, found.message) == ("EP100", "there is no such file")
    assert found.hint == f"did you mean {path}?"


def test_no_such_folder(tmp_path: Path) -> None:
    """A file in a folder that is not there points at the folder."""
    found = refused(tmp_path / "nowhere" / "whiplash.md")
    assert found.hint == f"is the folder {tmp_path / 'nowhere'} right?"


def test_a_folder_is_no_manuscript(write: Write) -> None:
    """A folder is refused, and a file in it named."""
    path = write("whiplash.md", GOOD)
    found = refused(path.parent)
    assert (found.code, found.message) == ("EP100", "this is a folder, not a manuscript")
    assert found.hint == f"name a file in it, such as {path}"


def test_a_file_that_may_not_be_read(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    """Missing rights are named, with the command that gives them."""
    path = write("whiplash.md", GOOD)

    def forbidden(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    # The administrator may read everything, and tests often run as one.
    monkeypatch.setattr(Path, "open", forbidden)
    found = refused(path)
    assert (found.code, found.message) == ("EP100", "this file may not be read")
    assert "chmod u+r" in found.hint


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes on this system")
def test_a_pipe_is_no_manuscript(tmp_path: Path) -> None:
    """A named pipe, which would be waited for without end, is refused before it is opened."""
    pipe = tmp_path / "pipe.md"
    os.mkfifo(pipe)
    assert refused(pipe).message == "this is not a regular file"


def test_a_name_that_no_file_can_have() -> None:
    """A NUL in the name is an answer, not a crash."""
    assert refused("whip\0lash.md").code == "EP100"


def test_a_byte_order_mark_is_not_text(write: Write) -> None:
    """A byte order mark is taken away and moves no column."""
    marked = read(write("marked.md", b"\xef\xbb\xbf" + GOOD.encode()))
    assert marked.markdown == "\nIt begins with a drum.\n"
    assert str(marked.metadata.place("title")).endswith("marked.md:2:1")


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_newlines_of_other_systems(newline: str, write: Write) -> None:
    """Windows' and old Macintosh newlines give the same essay, lines and columns."""
    text = GOOD.replace("date:", "unknown: x\ndate:")
    plain = refused(write("essay.md", text))
    other = refused(write("essay.md", text.replace("\n", newline)))
    assert other == plain
    assert read(write("good.md", GOOD.replace("\n", newline))).markdown == read(write("good.md", GOOD)).markdown


def test_line_separators_count_as_no_line(write: Write) -> None:
    """U+2028 in a text, which editors do not count as a line, moves no place."""
    found = refused(write("essay.md", "---\ntitle: a\u2028b\ndate: 2024-05-01\nunknown: x\n---\n\nText\n"))
    assert (found.place and found.place.line, found.place and found.place.column) == (4, 1)


def test_columns_count_characters(write: Write) -> None:
    """A column is a number of characters, not of bytes."""
    found = refused(write("essay.md", GOOD.replace("date:", "series: {name: Gödel, größe: 3}\ndate:")))
    assert (found.place and found.place.line, found.place and found.place.column) == (3, 23)


def test_tabs_in_the_essay_stay(write: Write) -> None:
    """Tabs are forbidden in YAML's indentation alone."""
    assert read(write("essay.md", GOOD + "\n\tcode\n")).markdown.endswith("\n\tcode\n")


@pytest.mark.parametrize("data", [b"", b"\n \n\t\n"])
def test_an_empty_file(data: bytes, write: Write) -> None:
    """A file with nothing in it is said to be empty, not to lack front matter."""
    found = refused(write("essay.md", data))
    assert (found.code, found.message) == ("EP105", "the file is empty")


def test_bytes_of_windows_1252(write: Write) -> None:
    """The first byte that is not UTF-8 has a line and column, and the command converts the file."""
    path = write("essay.md", "---\ntitle: Café – “noir”\n---\n\nIt’s late.\n".encode("cp1252"))
    found = refused(path)
    assert found.code == "EP102"
    assert found.message == "the byte 0xE9 is not UTF-8, nor are 4 others after it"
    assert str(found.place) == f"{path}:2:11"
    assert found.hint.startswith("convert it: iconv -f WINDOWS-1252 -t UTF-8 ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a é b", "the byte 0xE9 is not UTF-8"),
        ("a é é b", "the byte 0xE9 is not UTF-8, nor is another after it"),
        ("a é é é b", "the byte 0xE9 is not UTF-8, nor are 2 others after it"),
    ],
)
def test_bytes_are_counted(text: str, expected: str, write: Write) -> None:
    """One message stands for all the bytes that are not UTF-8."""
    assert refused(write("essay.md", (GOOD + text).encode("latin-1"))).message == expected


def test_bytes_of_the_old_macintosh(write: Write) -> None:
    """Curly quotation marks of MacRoman would be capital letters in Windows-1252, inside of words."""
    found = refused(write("essay.md", "---\ntitle: Café “noir”\n---\n\nIt’s late, isn’t it?\n".encode("mac_roman")))
    assert "iconv -f MACINTOSH" in found.hint


def test_bytes_of_another_script(write: Write) -> None:
    """A text mostly of bytes above ASCII is not taken for a Western one."""
    found = refused(write("essay.md", "---\ntitle: Преступление и наказание\n---\n\nГлава первая\n".encode("cp1251")))
    assert "iconv" not in found.hint
    assert "save it as UTF-8" in found.hint


def test_a_damaged_byte_in_utf_8(write: Write) -> None:
    """A file that is UTF-8 but for one byte is not to be converted."""
    found = refused(write("essay.md", "---\ntitle: Größe\n---\n\nMaß für Maß\n".encode() + b"caf\xe9\n"))
    assert found.message == "the byte 0xE9 is not UTF-8"
    assert found.hint == "the rest is UTF-8: type the damaged characters again and save"


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("utf-16", "UTF-16"), ("utf-32", "UTF-32"), ("utf-16-le", "UTF-16LE"), ("utf-16-be", "UTF-16BE")],
)
def test_wide_encodings(encoding: str, expected: str, write: Write) -> None:
    """UTF-16 and UTF-32 are named, told by their mark or by where the zero bytes stand."""
    found = refused(write("my essay.md", GOOD.encode(encoding)))
    assert found.message == f"the file is {expected}, not UTF-8"
    assert f"iconv -f {expected} -t UTF-8 '" in found.hint


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04rest", "a Word, OpenDocument or ZIP file"),
        (b"{\\rtf1 text}", "an RTF file"),
        (b"%PDF-1.7\n", "a PDF"),
        (b"\x89PNG\r\n", "a picture"),
    ],
)
def test_other_kinds_of_files(data: bytes, kind: str, write: Write) -> None:
    """A file that was never text is called what it is."""
    assert refused(write("essay.md", data)).message == f"this is {kind}, not text"


def test_nul_characters(write: Write) -> None:
    """A NUL in the text has a place like any other control character."""
    found = refused(write("essay.md", GOOD + "It ends\0 here.\n"))
    assert (found.code, found.message) == ("EP103", "a control character, U+0000 (NUL)")
    assert (found.place and found.place.line, found.place and found.place.column) == (7, 8)


def test_windows_characters_taken_for_latin_1(write: Write) -> None:
    """A C1 control says which character it was before somebody's program mistook it."""
    found = refused(write("essay.md", GOOD + "It\x92s late.\n"))
    assert found.hint == "it was probably meant to be `’`: type that in its place"


def test_a_thousand_control_characters_are_not_a_thousand_messages(write: Write) -> None:
    """Fifty of a kind are shown, and a line that says there are more."""
    with pytest.raises(ManuscriptError) as caught:
        read(write("essay.md", GOOD + "\x0c\n" * 1000))
    assert len(caught.value.diagnostics) == 51
    assert caught.value.diagnostics[-1].message == "there are more of these; the first 50 are shown"


@pytest.mark.parametrize("escape", [r"\ud800", r"\0", r"\x1b", r"\uffff"])
def test_escapes_that_make_no_character(escape: str, write: Write) -> None:
    """What a YAML escape smuggles into a text is looked at as well."""
    found = refused(write("essay.md", f'---\ntitle: "a{escape}b"\ndate: 2024-05-01\n---\n\nText\n'))
    assert found.code == "EP103"


def test_an_escape_beyond_unicode(write: Write) -> None:
    """PyYAML's own crash on such an escape does not reach the writer."""
    found = refused(write("essay.md", '---\ntitle: "a\\U00110000"\ndate: 2024-05-01\n---\n\nText\n'))
    assert (found.message, found.place and found.place.column) == ("this escape names no character", 10)


def test_an_essay_of_ten_megabytes(write: Write) -> None:
    """Length alone is no fault."""
    body = "It goes on and on.\n" * 530_000
    assert len(read(write("long.md", GOOD + body)).markdown) == len("\nIt begins with a drum.\n") + len(body)


def test_a_file_over_the_limit(tmp_path: Path) -> None:
    """A file over twenty megabytes is refused before it is read."""
    path = tmp_path / "huge.md"
    with path.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    found = refused(path)
    assert (found.code, found.message) == ("EP101", "the file has 20.0 MB; the limit is 20 MB")


def test_front_matter_over_the_limit(write: Write) -> None:
    """Front matter longer than 64 KB has probably lost its end."""
    found = refused(write("essay.md", "---\ntitle: x\n\n" + "It goes on.\n" * 7000 + "---\n\nText\n"))
    assert found.code == "EP108"
    assert found.hint == "is its closing `---` missing? It seems to belong below line 2"


@pytest.mark.parametrize("piece", ["[", "{a: ", "- ", "? "])
def test_four_hundred_levels_in_front_matter(piece: str, write: Write) -> None:
    """Deep nesting is an answer, not a RecursionError."""
    found = refused(write("essay.md", f"---\n{piece * 400}\n---\n\nText\n"))
    assert found.message == f"the front matter is nested more than {MAX_DEPTH} levels deep"


def test_an_alias_bomb(write: Write) -> None:
    """Aliases are refused where they stand and never expanded."""
    bomb = ["x-a: &a [x, x, x, x, x, x, x, x, x]"]
    bomb += [f"x-{new}: &{new} [{', '.join(['*' + old] * 9)}]" for old, new in zip("abcdefgh", "bcdefghi", strict=True)]
    with pytest.raises(ManuscriptError) as caught:
        read(write("essay.md", GOOD.replace("date:", "\n".join([*bomb, "date:"]))))
    assert {item.code for item in caught.value.diagnostics} == {"EP110"}
    assert len(caught.value.diagnostics) == 51


def test_a_second_document(write: Write) -> None:
    """Front matter is one YAML document."""
    found = refused(write("essay.md", "---\ntitle: x\n--- next\nauthor: y\n---\n\nText\n"))
    assert found.message == "a second YAML document begins inside the front matter, which front matter does without"


def test_dots_close_front_matter(write: Write) -> None:
    """YAML's own end of a document, which Pandoc takes as well, ends front matter."""
    found = read(write("essay.md", "---\ntitle: x\ndate: 2024-05-01\n...\nText\n"))
    assert (found.markdown, found.body_line) == ("Text\n", 5)


def test_a_break_in_the_essay_closes_nothing(write: Write) -> None:
    """Only the first `---` below the keys belongs to the front matter."""
    assert read(write("essay.md", GOOD + "\n---\n\nMore.\n")).markdown.endswith("\n---\n\nMore.\n")


def test_the_corpus_is_read(corpus: Path) -> None:
    """Real essays earn no error, and their places lead back into their files."""
    paths = sorted((corpus / "emerson").glob("*.md"))
    assert len(paths) > 0
    for path in paths:
        found = read(path)
        lines = path.read_text(encoding="utf-8").split("\n")
        assert "\n".join(lines[found.body_line - 1 :]) == found.markdown
        assert [item.code for item in found.diagnostics if item.code != "EP119"] == []
