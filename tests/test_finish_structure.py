"""A finished PDF has a whole structure tree: everything is heard once, in order, and as what it is."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from essay_press.check.tools import page_validation
from essay_press.finish import finish, tree
from essay_press.formats.pdf import labels, strict
from essay_press.formats.pdf.engine import tags
from essay_press.formats.pdf.fetcher import Resource
from pdf_samples import finished, hard_document, outline, picture, texts, written

PICTURE = {"press://essay/i1.png": Resource(picture(), "image/png")}
LONG = "Several words that fill a line and then some more of them. " * 12


@pytest.fixture(scope="module")
def hard_raw() -> bytes:
    """Return the hard document as the engine writes it."""
    body, css = hard_document()
    return written(body, css, resources=PICTURE)


@pytest.fixture(scope="module")
def hard(hard_raw: bytes) -> bytes:
    """Return the hard document, finished."""
    return finish(hard_raw)


def nodes(pdf: pikepdf.Pdf, role: str) -> list[tree.Node]:
    """Return the structure elements of a role."""
    return [node for node in tree.walk(tree.read(pdf).root) if node.role == role]


def streams(pdf: pikepdf.Pdf) -> bytes:
    """Return the content of all pages."""
    return b"".join(page.Contents.read_bytes() for page in pdf.pages)


@pytest.mark.parametrize("profile", ["2a", "ua1"])
def test_the_hard_document_passes(hard: bytes, profile: str) -> None:
    """An independent validator finds nothing, and did look at some hundred rules."""
    pytest.importorskip("page")
    (report,) = page_validation.validate(hard, (profile,))
    assert report.examined > 100
    assert report.diagnostics == ()


def test_pages_look_the_same_before_and_after(hard_raw: bytes, hard: bytes) -> None:
    """Finishing changes what is read, not a single pixel of what is seen."""
    before, after = pypdfium2.PdfDocument(hard_raw), pypdfium2.PdfDocument(hard)
    assert len(before) == len(after) > 10
    for old, new in zip(before, after, strict=True):
        assert bytes(old.render().buffer) == bytes(new.render().buffer)


def test_finishing_again_gives_the_same_bytes(hard_raw: bytes, hard: bytes) -> None:
    """The pass adds no time and no chance."""
    assert finish(hard_raw) == hard


def test_no_label_is_left(hard: bytes) -> None:
    """Labels are scaffolding."""
    with pikepdf.open(io.BytesIO(hard)) as pdf:
        assert [node.label for node in tree.walk(tree.read(pdf).root) if node.label] == []
        assert [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/T" in item] == []


def test_every_piece_of_text_is_in_the_tree_or_an_artifact(hard: bytes) -> None:
    """Marked content and structure tree agree, piece by piece."""
    with pikepdf.open(io.BytesIO(hard)) as pdf:
        whole = tree.read(pdf)
        claimed = {(item.page, item.mcid) for item in tree.flatten([whole.root])}
        assert set(texts(pdf)) <= claimed
        assert [content for content, label in whole.loose.items() if label] == []


def test_pull_quote_copies_are_not_heard() -> None:
    """A hidden aside is an artifact, its link leaves the page, and the text round it stays whole."""
    pdf = finished('<p>before</p><aside aria-hidden="true"><p>The <a href="#x">copy</a></p></aside><p id="x">after</p>')
    assert outline(pdf) == "Document(P(before)P(after))"
    assert b"/Artifact <</Type /Layout>> BDC" in streams(pdf)
    assert [len(page.get("/Annots", [])) for page in pdf.pages] == [0]


def test_see_through_copies_are_not_heard_either() -> None:
    """Text with an opacity is drawn in a form of its own; its openings are found there, nested ones too."""
    body = '<p>a</p><aside aria-hidden="true"><p>copy <em>of it</em></p></aside>'
    pdf = finished(
        body, "aside { opacity: 0.5 } em { opacity: 0.9 } @page { @top-left { content: 'h'; opacity: 0.5 } }"
    )
    assert outline(pdf) == "Document(P(a))"
    forms = [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Form"]
    assert sum(form.read_bytes().count(b"/MCID") for form in forms) == 0
    assert sum(form.read_bytes().count(b"/Artifact <</Type /Layout>> BDC") for form in forms) == 2


def test_see_through_text_is_heard_where_it_stands() -> None:
    """Text in a form is referred to with its form, and the form knows its elements."""
    pdf = finished("<p>a</p><p class='o'>faint <em>words</em></p>", ".o { opacity: 0.5 }")
    (form,) = [item for item in pdf.objects if isinstance(item, pikepdf.Stream) and "/StructParents" in item]
    elements = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/K" in item]
    kids = [kid for element in elements for kid in list(element.K) if isinstance(kid, pikepdf.Dictionary)]
    references = [kid for kid in kids if kid.get("/Stm") == form]
    assert len(references) == 2
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    owners = numbers[numbers.index(form.StructParents) + 1]
    assert [str(owner.S) for owner in owners if owner is not None] == ["/P", "/Span"]


def test_finishing_a_finished_file_leaves_its_tree(hard: bytes) -> None:
    """A file without labels has been through here, or comes from elsewhere."""
    with pikepdf.open(io.BytesIO(hard)) as once, pikepdf.open(io.BytesIO(finish(hard))) as twice:
        assert outline(once) == outline(twice)


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler is not installed")
def test_an_outside_reader_hears_the_sentence_once(tmp_path: Path) -> None:
    """Poppler's reading of the structure has a lifted sentence once."""
    body = '<p>One. <span>Lift me.</span> Two.</p><aside aria-hidden="true"><p>Lift me.</p></aside>'
    file = tmp_path / "a.pdf"
    file.write_bytes(finish(written(body)))
    heard = subprocess.run(["pdfinfo", "-struct-text", file], capture_output=True, text=True, check=True).stdout
    assert heard.count("Lift me.") == 1


@pytest.mark.parametrize(
    ("body", "role"),
    [
        (f"<p>{LONG * 4}</p>", "P"),
        (f"<ul><li>{LONG * 4}</li><li>b</li></ul>", "L"),
        (f"<ul><li>{LONG * 4}</li></ul>", "LBody"),
        (f"<blockquote><p>{LONG * 2}</p><p>{LONG * 2}</p></blockquote>", "BlockQuote"),
        (f"<section><p>{LONG * 2}</p><p>{LONG * 2}</p></section>", "Sect"),
        (f"<article><p>{LONG * 2}</p><p>{LONG * 2}</p></article>", "Art"),
        (f"<table><tr><td>{LONG * 4}</td></tr></table>", "TD"),
    ],
)
def test_what_a_page_break_cuts_is_one_element(body: str, role: str) -> None:
    """Each kind of element that spans pages is found once, with content on more than one page."""
    (node,) = nodes(finished(body), role)
    assert len({item.page for item in tree.flatten([node])}) > 1


def test_a_nested_list_over_pages_keeps_its_order() -> None:
    """Items, labels and sublists stand where they belong, however the pages cut them."""
    deep = f"<ol><li>{LONG}</li><li><p>b</p><ul><li>{LONG * 3}</li></ul></li><li>c</li></ol>"
    said = re.sub(r"(Several.*?more of them\. ?)+", "…", outline(finished(deep)))
    assert said == (
        "Document(L(LI(Lbl(1. )LBody(…))LI(Lbl(2. )LBody(P(b)L(LI(Lbl(◦ )LBody(…)))))LI(Lbl(3. )LBody(c))))"
    )


def test_what_follows_a_sublist_in_its_item_is_heard_after_it() -> None:
    """An item has its text and its sublists in the order of the page, loose words between two sublists included."""
    body = "<ol><li>a<ul><li>x</li></ul>b<ul><li><p>y</p><ul><li>z</li></ul><p>w</p></li></ul>c</li></ol>"
    assert outline(finished(body)) == (
        "Document(L(LI(Lbl(1. )LBody(aL(LI(Lbl(◦ )LBody(x)))bL(LI(Lbl(◦ )LBody(P(y)L(LI(Lbl(▪ )LBody(z)))P(w))))c))))"
    )


@pytest.mark.parametrize("style", ["decimal", "none"])
def test_a_note_with_a_list_between_its_paragraphs_keeps_its_order_over_pages(style: str) -> None:
    """Each piece is on a page of its own; joined, they are heard as they were written."""
    far = 'style="break-after: page"'
    body = (
        f'<ol class="notes"><li><p {far}>a</p><p {far}>b</p><ul {far}><li {far}>c</li><li>d</li></ul><p {far}>e</p>'
        "<ul><li>f</li></ul><p>g</p></li><li><p>h</p></li></ol>"
    )
    pdf = finished(body, f"ol {{ list-style: {style} }} ul {{ list-style: none }}")
    assert len(pdf.pages) == 6
    said = re.sub(r"Lbl\(\d\. \)", "", outline(pdf))
    assert said == ("Document(L(LI(LBody(P(a)P(b)L(LI(LBody(c))LI(LBody(d)))P(e)L(LI(LBody(f)))P(g)))LI(LBody(P(h)))))")


def test_terms_are_labels_of_their_definitions() -> None:
    """A definition list has an item per term; further definitions join the first."""
    said = outline(finished("<dl><dt>A</dt><dt>B</dt><dd>one</dd><dd>two</dd><dt>C</dt><dd><p>three</p></dd></dl>"))
    assert said == "Document(L(LI(Lbl(A)Lbl(B)LBody(P(one)P(two)))LI(Lbl(C)LBody(P(three)))))"


def test_lists_say_how_they_are_numbered() -> None:
    """A list with labels names its numbering, one without has none."""
    body = '<ol style="list-style-type: lower-roman"><li>a</li></ol><ul style="list-style: none"><li>b</li></ul>'
    lists = nodes(finished(body), "L")
    assert [str(node.entries["/A"].ListNumbering) if "/A" in node.entries else "" for node in lists] == [
        "/LowerRoman",
        "",
    ]


def test_running_heads_and_folios_are_artifacts_with_their_edge() -> None:
    """They are in no element, and say whether they are header or footer."""
    css = '@page { @top-left { content: "Head" } @bottom-center { content: counter(page) } @left-top { content: "x" } }'
    pdf = finished("<p>body</p>", css)
    assert outline(pdf) == "Document(P(body))"
    content = streams(pdf)
    assert content.count(b"/Artifact <</Type /Pagination /Subtype /Header /Attached [/Top]>> BDC") == 1
    assert content.count(b"/Artifact <</Type /Pagination /Subtype /Footer /Attached [/Bottom]>> BDC") == 1
    assert content.count(b"/Artifact <</Type /Pagination>> BDC") == 1


@pytest.mark.parametrize(
    "ornament", ["<hr/>", '<div class="o" aria-hidden="true"></div>', '<p role="presentation">*</p>']
)
def test_ornaments_are_artifacts(ornament: str) -> None:
    """A section break is seen and not heard, whatever draws it."""
    pdf = finished(f"<p>a</p>{ornament}<p>b</p>", 'hr::before, .o::before { content: "* * *" }')
    assert outline(pdf) == "Document(P(a)P(b))"


def test_decoration_is_an_artifact_and_a_picture_keeps_its_words() -> None:
    """alt="" leaves the tree without a complaint; a figure has its text and a box in points from the bottom left."""
    body = (
        '<p><img src="i1.png" alt=""/></p><figure><img src="i1.png" alt="A sheet"/><figcaption>C</figcaption></figure>'
    )
    with strict.watch() as log:
        pdf = finished(body, "body, figure, p { margin: 0 }", resources=PICTURE)
    assert log.diagnostics == ()
    (figure,) = nodes(pdf, "Figure")
    assert str(figure.entries["/Alt"]) == "A sheet"
    left, bottom, right, top = (float(value) for value in figure.entries["/A"].BBox)
    height, margin = 148 / 25.4 * 72, 14 / 25.4 * 72
    assert (left, right - left, top - bottom) == pytest.approx((margin, 18, 12), abs=0.01)
    assert height - margin - 40 < bottom < height - margin - 12
    assert outline(pdf) == "Document(Div(Figure()Caption(C)))"


def test_decorative_drawings_inside_the_page_are_artifacts() -> None:
    """An inline SVG that is hidden needs no title."""
    drawing = '<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" width="9" height="9"><circle r="4"/></svg>'
    with strict.watch() as log:
        pdf = finished(f"<p>a</p><div>{drawing}</div>")
    assert (log.diagnostics, outline(pdf)) == ((), "Document(P(a))")


def test_notes_are_notes_where_they_are_called() -> None:
    """A note has an id and a label and stands in the paragraph that calls it; the call is a reference."""
    body = '<p>Text<span class="fn"><span>The note.</span></span> goes on.</p><p>Next.</p>'
    pdf = finished(body, ".fn { float: footnote }")
    assert outline(pdf) == ("Document(P(TextReference(1) goes on.Note(Lbl(1. )Span(The note.)))P(Next.))")
    assert [str(node.entries["/ID"]) for node in nodes(pdf, "Note")] == ["note-1"]


def test_a_linked_call_is_a_reference_round_its_link() -> None:
    """A call that is a link stays a link, inside a reference."""
    pdf = finished('<p>See<a role="doc-noteref" href="#n1">1</a></p><p id="n1">The note.</p>')
    assert outline(pdf) == "Document(P(SeeReference(Link(@1)))P(The note.))"


def test_a_broken_link_is_one_link() -> None:
    """Each line of a link has its rectangle, all of them in one element, described by the link's own words."""
    pdf = finished(f'<p>go <a href="#x">{"a long way round " * 8}</a></p><p id="x">here</p>')
    (link,) = nodes(pdf, "Link")
    annotations = [item for item in link.kids if isinstance(item, tree.Annotation)]
    assert len(annotations) > 1
    assert {str(item.target.Contents) for item in annotations} == {("a long way round " * 8).strip()}
    assert {int(item.target.F) for item in annotations} == {4}


def test_a_page_number_after_a_link_belongs_to_the_link() -> None:
    """What CSS generates inside a link is a link of its own to the engine; there is one link to a reader."""
    pdf = finished('<p>Turn to <a href="#x">the end</a>.</p><p id="x">End</p>', 'a::after { content: " (page 1)" }')
    assert outline(pdf) == "Document(P(Turn to Link(@the end@ (page 1)).)P(End))"


def test_header_cells_have_a_scope_both_ways() -> None:
    """Given scopes are kept, missing ones follow from where the cell stands."""
    body = (
        '<table><thead><tr><th scope="col">a</th><th>b</th></tr></thead>'
        '<tbody><tr><th scope="row">c</th><td>d</td></tr><tr><th>e</th><td>f</td></tr></tbody></table>'
    )
    cells = nodes(finished(body), "TH")
    assert [str(cell.entries["/A"].Scope) for cell in cells] == ["/Column", "/Column", "/Row", "/Row"]


def test_a_repeated_table_head_is_heard_once_and_cells_point_at_it() -> None:
    """Later pages repeat the head as an artifact; every cell names header cells that exist."""
    rows = "".join(f'<tr><th scope="row">r{row}</th><td>d{row}</td></tr>' for row in range(40))
    body = f'<table><thead><tr><th scope="col">Head A</th><th scope="col">Head B</th></tr></thead>{rows}</table>'
    pdf = finished(body)
    assert len(pdf.pages) > 1
    assert outline(pdf).count("Head A") == 1
    assert len(nodes(pdf, "Table")) == 1
    ids = {str(cell.entries["/ID"]) for cell in nodes(pdf, "TH")}
    headers = [[str(name) for name in cell.entries["/A"].Headers] for cell in nodes(pdf, "TD")]
    assert [len(names) for names in headers] == [2] * 40
    assert {name for names in headers for name in names} <= ids
    assert {str(name) for name in pdf.Root.StructTreeRoot.IDTree.Names[::2]} == ids


def test_languages_are_on_their_elements() -> None:
    """A passage in another language says so."""
    (span,) = nodes(finished('<p>Say <span lang="he" dir="rtl">שלום</span></p>'), "Span")
    assert str(span.entries["/Lang"]) == "he"


def test_loose_text_is_put_in_paragraphs_and_code_is_code() -> None:
    """Text directly in a division becomes paragraphs between its blocks; inline elements get standard roles."""
    said = outline(finished("<div>one <em>two</em><p>three</p>four</div><div>five</div><pre><code>six</code></pre>"))
    assert said == "Document(Div(P(one Span(two))P(three)P(four))P(five)P(Code(six)))"


def test_a_float_does_not_cut_the_paragraph_it_stands_in() -> None:
    """A drop capital and the words after it are one paragraph."""
    said = outline(
        finished('<p><span class="c">W</span>hen it <q>began</q></p>', ".c { float: left; font-size: 30pt }")
    )
    assert said == "Document(P(Span(W)hen it Quote(“began”)))"


def test_a_space_after_a_drop_capital_is_heard() -> None:
    """The engine does not draw it; the letter's own text has it. Where a word goes on, nothing is added."""
    css = ".c { float: left; font-size: 30pt }"
    body = '<p><span class="c">A</span><span> sheet</span></p><p><span class="c">I</span>t is</p>'
    spans = [node for node in nodes(finished(body, css), "Span") if "/ActualText" in node.entries]
    assert [str(node.entries["/ActualText"]) for node in spans] == ["A "]


def test_a_note_of_a_heading_is_read_after_it() -> None:
    """A heading is its own words and the reference."""
    pdf = finished('<h1>Head<span class="fn"><span>Note.</span></span></h1><p>x</p>', ".fn { float: footnote }")
    assert outline(pdf) == "Document(H1(HeadReference(1))Note(Lbl(1. )Span(Note.))P(x))"


def test_links_in_running_heads_are_taken_off() -> None:
    """A link that no element holds would be a link nobody hears of."""
    css = "@page { @top-left { content: element(h) } } .h { position: running(h) }"
    pdf = finished('<div class="h">Head <a href="#x">x</a></div><p id="x">body <a href="#x">y</a></p>', css)
    assert outline(pdf) == "Document(P(body Link(@y)))"
    assert [len(page.Annots) for page in pdf.pages] == [1]


def test_nothing_empty_is_left() -> None:
    """Elements without content are gone, empty cells are not."""
    body = "<p></p><div><span></span></div><ul></ul><table><tr><th>a</th><td></td></tr></table>"
    assert outline(finished(body)) == "Document(Table(TBody(TR(TH(a)TD()))))"


def test_hyphens_at_line_ends_vanish_when_copied() -> None:
    """Copied words are whole: hyphens of the engine are soft, those of the author stay."""
    pdf = finished(f"<p>{'incomprehensibilities ' * 30} well-known</p>", "p { hyphens: auto; text-align: justify }")
    said = outline(pdf)
    assert "\u00ad" in said
    assert "\u2010" not in said
    assert "well-known" in said


def test_every_glyph_stands_for_something() -> None:
    """A letter and its points are drawn in pieces; the pieces without a letter of their own are word joiners."""
    pdf = finished('<p lang="he" dir="rtl">בְּרֵאשִׁית</p>')
    said = "".join(texts(pdf).values())
    assert "\u2060" in said
    assert "\ufffd" not in said


def test_interpolation_is_gone_and_metadata_is_plain(hard: bytes) -> None:
    """What PDF/A forbids of pictures and metadata is mended."""
    with pikepdf.open(io.BytesIO(hard)) as pdf:
        pictures = [
            item for item in pdf.objects if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
        ]
        assert [picture.get("/Interpolate") for picture in pictures] == [None]
        assert "/Filter" not in pdf.Root.Metadata


def test_no_stream_ends_in_a_carriage_return(hard: bytes) -> None:
    """Validators take it for a line end and find the stream too short."""
    assert b"\r\nendstream" not in hard


def test_a_file_without_structure_passes_through() -> None:
    """An untagged PDF is finished, too."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        target = io.BytesIO()
        pdf.save(target)
    with pikepdf.open(io.BytesIO(finish(target.getvalue()))) as result:
        assert len(result.pages) == 1


def test_labels_and_structure_agree_on_the_prefix() -> None:
    """Two rooms that do not import each other write and read the same labels."""
    assert labels.PREFIX == tree.LABEL_PREFIX


def test_the_private_hook_holds() -> None:
    """What labelling relies on in WeasyPrint: names, boxes, anonymous styles, margins, recursion through the module."""
    original = tags._build_box_tree
    body = '<div>a<p><em>b</em></p></div><div style="position: absolute">c</div>'
    data = written(body, '@page { @top-left { content: "m" } }')
    assert tags._build_box_tree is original
    with pikepdf.open(io.BytesIO(data)) as pdf:
        whole = tree.read(pdf)
    found = {(node.tag, bool(node.label.get("anonymous"))) for node in tree.walk(whole.root) if node.label}
    assert {("div", False), ("div", True), ("p", False), ("em", False)} <= found
    assert [label["margin"] for label in whole.loose.values()] == ["@top-left"]
    assert sum(node.tag == "div" and not node.label.get("anonymous") for node in tree.walk(whole.root)) == 2
