"""essay-press by its own pipeline, from the essay's XHTML to the finished PDF, in a layout of bare paragraphs.

The layout is written into a folder of its own, as a project's would be. Which lines are chosen is an option of the
layouts (`lines`); a version without it has the engine's alone.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from essay_press import __version__, build, editions, finish, layouts
from essay_press.compose import compose
from essay_press.diagnostics import Place
from essay_press.formats import FORMATS
from essay_press.model import Edition, Essay, Inputs, Layout
from typography.engines.weasyprint import markup
from typography.samples import Sample
from typography.setting import Setting

__all__ = ["missing_total_fit", "set_greedy", "set_total_fit", "version"]

Options = tuple[tuple[str, str], ...]

LAYOUT = """summary = "Bare paragraphs"
extends = "base"
parts = ["cover", "essay", "notes"]

[[fonts]]
family = "{folder}"
styles = ["400", "400 italic"]
"""
SHEET = """
:root {{ --text-family: "{family}"; --lead: {leading}pt }}
@page {{ margin: {margin}mm }}
html {{
  font-family: "{family}", var(--fallback);
  font-feature-settings: "kern" 1, "liga" 1;
  font-size: {size}pt;
  hyphens: auto;
  line-height: var(--lead);
  text-align: justify;
}}
.head {{ display: none }}
"""
EDITION = """[bench]
summary = "Bare paragraphs"
format = "pdf"
layouts = ["bench"]
trim = {{ width = "{width:.3f}mm", height = "{height:.3f}mm" }}
applies = "always"
"""


def version() -> str:
    """Return which version it is."""
    return __version__


@cache
def missing_total_fit() -> str:
    """Return why lines cannot be chosen over whole paragraphs, or an empty text."""
    has = any(spec.name == "lines" for spec in layouts.load("classic").options)
    return "" if has else "the layouts have no option `lines` yet"


def set_greedy(samples: Sequence[Sample], setting: Setting) -> list[bytes]:
    """Return a PDF for each text, its lines broken by the engine."""
    return _set(samples, setting, () if missing_total_fit() else (("lines", "engine"),))


def set_total_fit(samples: Sequence[Sample], setting: Setting) -> list[bytes]:
    """Return a PDF for each text, its lines chosen over whole paragraphs."""
    return _set(samples, setting, (("lines", "total-fit"),))


def _set(samples: Sequence[Sample], setting: Setting, options: Options) -> list[bytes]:
    """Return a PDF for each text, with these options of the layout."""
    with tempfile.TemporaryDirectory() as name:
        project = Path(name)
        edition = _edition(project, setting)
        layout = replace(layouts.load("bench", project), parts=("essay",))
        return [_pdf(_essay(sample), layout, edition, options) for sample in samples]


def _pdf(essay: Essay, layout: Layout, edition: Edition, options: Options) -> bytes:
    """Return an essay as a PDF, made as `build.make` makes it, but for the cover, which no layout may lack."""
    chosen = layouts.choose_options(layout, essay.metadata, options)
    artifact = FORMATS["pdf"](compose(essay, layout, edition, chosen), Inputs())
    return finish.finish(artifact.data)


def _edition(project: Path, setting: Setting) -> Edition:
    """Return the edition that a setting asks for, its layout written into `project`."""
    values = {
        "folder": setting.face.folder,
        "family": setting.face.family,
        "size": setting.size,
        "leading": setting.leading,
        "margin": setting.margin,
        "width": setting.width,
        "height": setting.height,
    }
    folder = project / "layouts" / "bench"
    folder.mkdir(parents=True)
    (folder / "layout.toml").write_text(LAYOUT.format(**values), encoding="utf-8")
    (folder / "print.css").write_text(SHEET.format(**values), encoding="utf-8")
    (folder.parent / "editions.toml").write_text(EDITION.format(**values), encoding="utf-8")
    return editions.load(project)["bench"]


def _essay(sample: Sample) -> Essay:
    """Return a text as an essay whose body is its paragraphs, so that no letter is typeset a second time."""
    head = f"---\ntitle: {sample.name}\nauthor: Bench\nlang: {sample.language}\n---\n\nText.\n"
    empty = build.read(Path(f"{sample.name}.md"), head.encode())
    kinds = [' class="first"', *[""] * len(sample.paragraphs)]
    blocks = [
        f'<p id="b{number}"{kind}>{markup(paragraph)}</p>'
        for number, (paragraph, kind) in enumerate(zip(sample.paragraphs, kinds, strict=False), 1)
    ]
    places = tuple((f"b{number}", Place(empty.path, 1)) for number in range(1, len(blocks) + 1))
    return replace(empty, body="\n".join(blocks), blocks=places)
