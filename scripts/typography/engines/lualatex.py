"""LuaLaTeX with microtype: protrusion, and expansion of ±2 %.

Hyphenation comes from babel's locale files, which add no spaces of their own; a dash written as one sign would be no
place to break for TeX, so it gets the break that `---` has. In narrow columns TeX would rather let a
line run over the edge than set it loose; `emergencystretch` gives it room, and both ways are set.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from typography.samples import Paragraph, Sample
from typography.setting import Setting

__all__ = ["missing", "set_texts", "set_within", "source", "version"]

PREAMBLE = r"""\documentclass{article}
\usepackage[paperwidth=%(width)smm, paperheight=%(height)smm, margin=%(margin)smm, noheadfoot]{geometry}
\usepackage{fontspec}
\usepackage{babel}
\babelprovide[import, main]{%(language)s}
\usepackage[protrusion=true, expansion=true, stretch=20, shrink=20]{microtype}
\setmainfont{%(roman)s}[Path=%(path)s/, Ligatures=TeXOff, ItalicFont=%(italic)s]
\pagestyle{empty}
\frenchspacing
\raggedbottom
\clubpenalty=10000
\widowpenalty=10000
\begin{document}
\fontsize{%(size)sbp}{%(leading)sbp}\selectfont
\topskip=\baselineskip
\parskip=0pt
\emergencystretch=%(emergency)s
\parindent=%(indent)sbp
"""
LANGUAGES = {"de": "german", "en": "english", "en-GB": "ukenglish", "es": "spanish", "fr": "french"}
SIGNS = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "#": r"\#", "$": r"\$", "%": r"\%", "&": r"\&", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "\u00a0": "~",
    "—": r"—\penalty\exhyphenpenalty\hskip0pt{}", "–": r"–\penalty\exhyphenpenalty\hskip0pt{}",
}  # fmt: skip
_SPECIAL = re.compile("[" + re.escape("".join(SIGNS)) + "]")
EMERGENCY = "1em"
LIMIT = 300
"""Seconds after which TeX is taken to hang."""


@cache
def missing() -> str:
    """Return why there is no LuaLaTeX, or an empty text."""
    if not shutil.which("lualatex"):
        return "`lualatex` is not installed (Debian: texlive-luatex, texlive-latex-extra and -lang-* packages)"
    packages = ["fontspec.sty", "microtype.sty", "babel.sty", "geometry.sty"]
    found = subprocess.run(["kpsewhich", *packages], capture_output=True, text=True, check=False).stdout
    lacking = [name for name in packages if name not in found]
    return f"LuaLaTeX lacks {', '.join(lacking)}" if lacking else ""


@cache
def version() -> str:
    """Return which version it is."""
    told = subprocess.run(["lualatex", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"Version (\S+) \(([^)]*)\)", told)
    return f"{found[1]} ({found[2]})" if found else told.partition("\n")[0]


def set_texts(samples: Sequence[Sample], setting: Setting) -> list[bytes]:
    """Return one PDF for all texts, some of whose lines may be overfull."""
    return _set(samples, setting, "0pt")


def set_within(samples: Sequence[Sample], setting: Setting) -> list[bytes]:
    """Return one PDF for all texts, with an em to give in the lines of a paragraph that would be overfull."""
    return _set(samples, setting, EMERGENCY)


def _set(samples: Sequence[Sample], setting: Setting, emergency: str) -> list[bytes]:
    """Return one PDF for all texts, each begun on a new page: starting TeX takes longer than setting a text."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "bench.tex").write_text(source(samples, setting, emergency), encoding="utf-8")
        command = ["lualatex", "-interaction=nonstopmode", "-halt-on-error", "bench.tex"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=LIMIT, check=False)
        if done.returncode:
            fault = next((line for line in done.stdout.splitlines() if line.startswith("!")), done.stdout[-400:])
            message = f"lualatex failed: {fault}"
            raise RuntimeError(message)
        return [(folder / "bench.pdf").read_bytes()]


def source(samples: Sequence[Sample], setting: Setting, emergency: str = "0pt") -> str:
    """Return texts of one language as LaTeX reads them."""
    language = samples[0].language
    head = PREAMBLE % {
        "width": setting.width,
        "height": setting.height,
        "margin": setting.margin,
        "language": LANGUAGES.get(language) or LANGUAGES[language.partition("-")[0]],
        "roman": setting.face.roman,
        "italic": setting.face.italic,
        "path": setting.face.path.as_posix(),
        "size": setting.size,
        "leading": setting.leading,
        "indent": setting.indent,
        "emergency": emergency,
    }
    texts = ["\\noindent\n" + "\n\n".join(map(_markup, sample.paragraphs)) for sample in samples]
    return head + "\n\n\\clearpage\n".join(texts) + "\n\\end{document}\n"


def _markup(paragraph: Paragraph) -> str:
    """Return one paragraph."""
    return "".join(rf"\emph{{{_escaped(text)}}}" if emphasis else _escaped(text) for text, emphasis in paragraph)


def _escaped(text: str) -> str:
    """Return a text with what means something to TeX written so that it means nothing."""
    return _SPECIAL.sub(lambda found: SIGNS[found[0]], text)
