"""What the engine says becomes diagnostics, and loggers are left as they were."""

from __future__ import annotations

import logging

import pytest

from essay_press.diagnostics import Place, Severity
from essay_press.errors import RenderError
from essay_press.formats.pdf import strict, wording
from essay_press.formats.pdf.engine import CSS
from essay_press.formats.pdf.fetcher import Resource
from essay_press.formats.pdf.lint import lint
from essay_press.model import Stylesheet
from pdf_samples import FACES, lay_out, picture, written

PICTURE = {"press://essay/i1.png": Resource(picture(), "image/png")}
LOGGER = logging.getLogger("weasyprint")


def test_a_dropped_declaration_has_sheet_line_and_column() -> None:
    """Each sheet is parsed by itself, so that the engine's position gets a file."""
    with strict.watch() as log, log.reading("layouts/own/print.css"):
        CSS(string="p {\n  colour: red;\n}")
    (found,) = log.diagnostics
    assert found.place == Place("layouts/own/print.css", 2, 3)
    assert (found.severity, found.code) == (Severity.WARNING, "EP405")
    assert found.message == "`colour: red` has no effect: unknown property"


def test_outside_a_sheet_the_position_is_in_the_message() -> None:
    """A position without a file is still told."""
    with strict.watch() as log:
        CSS(string="p { colour: red }")
    assert log.diagnostics[0].message.endswith("(line 1, column 5 of a style sheet)")
    assert log.diagnostics[0].place is None


def test_the_same_record_is_told_once() -> None:
    """Layout is repeated; its complaints are not."""
    with strict.watch() as log:
        for _ in range(3):
            LOGGER.warning("Anchor defined twice: %r", "a")
    assert [item.message for item in log.diagnostics] == ["two places carry the id `a`"]


def test_errors_weigh_more_than_warnings() -> None:
    """ERROR is an error, WARNING a warning, INFO is not heard."""
    with strict.watch() as log:
        LOGGER.error("first")
        LOGGER.warning("second")
        LOGGER.info("third")
    assert [(item.severity, item.code) for item in log.diagnostics] == [
        (Severity.ERROR, "EP400"),
        (Severity.WARNING, "EP401"),
    ]


def test_font_and_picture_libraries_are_heard_too() -> None:
    """What fontTools warns of is passed on with its name."""
    with strict.watch() as log:
        logging.getLogger("fontTools.ttLib").warning("odd table")
    assert [item.message for item in log.diagnostics] == ["the layout engine says: fontTools.ttLib: odd table"]


def test_watches_nest_and_put_everything_back() -> None:
    """The innermost watch hears, and an exception leaves no trace."""
    before = LOGGER.handlers[:], LOGGER.level, LOGGER.propagate
    with strict.watch() as outer:
        with pytest.raises(ZeroDivisionError), strict.watch() as inner:
            LOGGER.warning("inside, %d", 1 // len(inner.diagnostics))
        with strict.watch() as inner:
            LOGGER.warning("inside")
        LOGGER.warning("outside")
    assert (len(inner.diagnostics), len(outer.diagnostics)) == (1, 1)
    assert (LOGGER.handlers, LOGGER.level, LOGGER.propagate) == before


def test_a_silenced_logger_is_heard_all_the_same() -> None:
    """Logging that a program has switched off does not switch the gate off."""
    LOGGER.disabled = True
    logging.disable(logging.CRITICAL)
    try:
        with strict.watch() as log:
            LOGGER.error("loud")
        assert len(log.diagnostics) == 1
        assert (LOGGER.disabled, logging.root.manager.disable) == (True, logging.CRITICAL)
    finally:
        LOGGER.disabled = False
        logging.disable(logging.NOTSET)


def test_a_bottomless_document_is_an_error_not_a_traceback() -> None:
    """Nesting beyond the engine's means is said in a sentence."""
    with pytest.raises(RenderError) as caught, strict.watch():
        lay_out("<div>" * 400 + "x" + "</div>" * 400)
    assert [item.code for item in caught.value.diagnostics] == ["EP414"]


def test_a_crash_of_the_engine_is_an_error_of_the_page() -> None:
    """A running head inside a float, which the engine cannot measure, is told as a diagnostic."""
    body = '<div style="float: left"><div style="position: running(a)">x</div></div>'
    with pytest.raises(RenderError) as caught, strict.watch():
        lay_out(body, "@page { @top-left { content: element(a) } }")
    assert [item.code for item in caught.value.diagnostics] == ["EP417"]


def test_a_mistake_of_the_house_keeps_its_traceback() -> None:
    """An exception that does not come from the engine passes through as it is."""
    with pytest.raises(TypeError), strict.watch():
        len(3)  # type: ignore[arg-type] # the mistake


@pytest.mark.parametrize(
    ("said", "code", "severity"),
    [
        ('.notdef glyph rendered for Unicode string unsupported by fonts: "x" (U+6F22)', "EP410", Severity.ERROR),
        ("Failed to load image at 'press://essay/i1.png': why", "EP403", Severity.WARNING),
        ("Failed to render SVG image press://essay/i1.svg", "EP403", Severity.WARNING),
        ("No anchor #a for internal URI reference", "EP408", Severity.WARNING),
        ("Content discarded: target points to undefined anchor ('string', '#a')", "EP408", Severity.WARNING),
        ('Image "i1.png" has no required alt description', "EP411", Severity.WARNING),
        ('Missing required "lang" attribute at the root of the document', "EP412", Severity.WARNING),
        ("Font-face 'X' cannot be loaded", "EP407", Severity.ERROR),
        ("Failed to load stylesheet at a.css: gone", "EP404", Severity.WARNING),
        ("Parse error at 3:4: EOF reached", "EP404", Severity.WARNING),
        ("Ignored `x:y` at 3:4, unknown property.", "EP405", Severity.WARNING),
        ("Invalid or unsupported selector, 'p:what'", "EP406", Severity.WARNING),
        ("Unknown rule @supports at 3:4", "EP406", Severity.WARNING),
        ('Unable to subset "X" with HarfBuzz', "EP415", Severity.WARNING),
    ],
)
def test_each_known_message_has_a_code(said: str, code: str, severity: Severity) -> None:
    """The engine's words are recognised, and what loses text weighs as an error."""
    found = wording.explain(said, Severity.WARNING)
    assert (found.code, found.severity) == (code, severity)


def test_a_braced_name_is_left_alone() -> None:
    """A name that looks like a field of the message is not one."""
    assert wording.explain("Anchor defined twice: '{why}'", Severity.WARNING).message == (
        "two places carry the id `{why}`"
    )


def test_the_engine_still_says_what_the_table_knows() -> None:
    """A dead link, an unknown letter and a face that is none are heard from the real engine."""
    css = "@font-face { font-family: X; src: local(Nope) } p:what { color: red } @supports (x: y) { p { margin: 0 } }"
    with strict.watch() as log:
        written('<p id="a">漢 <a href="#nowhere">x</a> <img src="i1.png"/></p><p id="a">b</p>', css, resources=PICTURE)
    assert sorted(item.code for item in log.diagnostics) == [
        "EP406",
        "EP406",
        "EP407",
        "EP408",
        "EP409",
        "EP410",
        "EP411",
    ]


def test_a_sound_page_says_nothing() -> None:
    """Nothing is reported where nothing is wrong."""
    with strict.watch() as log:
        assert len(lay_out("<p>Hello</p>", faces=FACES[:1]).pages) == 1
    assert log.diagnostics == ()


def test_vendor_prefixes_are_found_wherever_they_stand() -> None:
    """In rules, nested rules, media and page boxes; the engine's own prefix and variables are left alone."""
    css = (
        "p { -webkit-hyphens: auto; --own: 1; -weasy-hyphens: auto;\n em { -moz-x: y } }\n"
        "@media print { p { -epub-foo: 1 } }\n@page { @top-left { -x-y: z } }"
    )
    found = lint(Stylesheet("a.css", css))
    assert [(str(item.place), item.code) for item in found] == [
        ("a.css:1:5", "EP413"),
        ("a.css:2:7", "EP413"),
        ("a.css:3:20", "EP413"),
        ("a.css:4:21", "EP413"),
    ]
    assert found[0].hint == "write `hyphens` without the prefix, or take the line out"


@pytest.mark.parametrize(
    "css",
    [
        "p{-x-y:z}",
        "p { color: red;-x-y: z }",
        "p { /* why */ -x-y: z }",
        "p { color: red } q { -X-Y: z }",
        "@page { @top-left { margin: 0 } -x-y: z }",
        "p { \\-x-y: z }",
        "p { \\2d x-y: z }",
        "p { -\\78-y: z }",
    ],
)
def test_a_prefix_is_found_wherever_a_declaration_may_begin(css: str) -> None:
    """A sheet is parsed for this only where a prefix may be; spaces, remarks and escapes hide none."""
    assert [item.code for item in lint(Stylesheet("a.css", css))] == ["EP413"]


def test_a_family_without_a_face_is_named() -> None:
    """The engine would set another face without a word; a close name is offered."""
    css = (
        '@font-face { font-family: "New"; src: url(x) }\n'
        'p { font-family: "EB Garamnd", var(--fallback) }\nh1 { font: 600 20pt/24pt "Inter", sans-serif }\n'
        'em { font: italic 1em "EB Garamond", serif }'
    )
    found = lint(Stylesheet("a.css", css), ("EB Garamond", "Literata"))
    assert [(str(item.place), item.code, item.hint) for item in found] == [
        ("a.css:2:5", "EP418", 'did you mean "EB Garamond"?'),
        ("a.css:3:6", "EP418", "declare its faces in `layout.toml`"),
    ]
