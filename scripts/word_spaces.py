"""Print how even the lines of essays come out: word spaces, hyphens and time, ours beside LuaLaTeX with microtype's.

Ours are the lines as they are chosen, before any page; TeX's are read from its own lists. Both set the same paragraphs
in the same face at the same size and measure. Usage: `word_spaces.py ESSAY… [--measure 108] [--face FILE] [--tex]`.
"""

from __future__ import annotations

import argparse
import re
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from essay_press import manuscript, markup
from essay_press.formats.pdf.linebreaking import Face, Run, SetLine, Style, set_paragraph

__all__ = ["main"]

ROOT = Path(__file__).resolve().parent.parent
FACE = ROOT / "fonts" / "eb-garamond" / "EBGaramond_400Regular.ttf"
PX_PER_MM, PX_PER_PT = 96 / 25.4, 96 / 72
LOOSE = 1.6
TEX = r"""
\documentclass{article}
\usepackage[paperwidth=250mm,paperheight=2000mm,textwidth=%(measure)smm,textheight=1900mm]{geometry}
\usepackage{fontspec}\usepackage[%(babel)s]{babel}
\setmainfont{%(name)s}[Path=%(folder)s/,Extension=.ttf]
\usepackage[protrusion=true,expansion=true,stretch=20,shrink=20,step=1]{microtype}
\emergencystretch=%(emergency)s\parindent=0pt\frenchspacing\pagestyle{empty}
\directlua{dofile("spaces.lua")}
\begin{document}\fontsize{%(size)sbp}{15bp}\selectfont
%(text)s
\end{document}
"""


LUA = """
local glue, disc, glyph = node.id("glue"), node.id("disc"), node.id("glyph")
luatexbase.add_to_callback("post_linebreak_filter", function(head)
  for line in node.traverse_id(node.id("hlist"), head) do
    if line.subtype == 1 then
      local gap, hyphen, last = 0, 0, 0
      for n in node.traverse(line.head) do
        if n.id == glue and n.subtype == 13 and gap == 0 then gap = node.effective_glue(n, line) / n.width end
        if n.id == glyph then last = n.char end
        if n.id == disc and n.replace then last = 0 end
      end
      if last == 45 or last == 8208 then hyphen = 1 end
      -- A line that is too wide has its glue shrunk by just all: its own width gives it away.
      local width = line.glue_sign == 2 and node.dimensions(line.glue_set, 2, 0, line.head) or 0
      local over = width > line.width + 6554 and 1 or 0
      texio.write_nl("log", string.format("LINE %.4f %d %d %d", gap, line.glue_order, hyphen, over))
    end
  end
  texio.write_nl("log", "PARA")
  return head
end, "spaces")
"""


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is judged: its space in parts of the nominal one (0 on a last line), whether it ends in a hyphen."""

    space: float
    hyphen: bool
    overfull: bool = False


def main() -> None:
    """Print a row for each measure and engine."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("essays", nargs="+", type=Path)
    parser.add_argument("--measure", type=float, nargs="*", default=[108, 84, 60], help="in mm")
    parser.add_argument("--face", type=Path, default=FACE)
    parser.add_argument("--size", type=float, default=11.0, help="in pt")
    parser.add_argument("--expansion", type=float, default=0.02)
    parser.add_argument("--tex", action="store_true", help="LuaLaTeX too, where it is installed")
    given = parser.parse_args()
    read = [(path, *paragraphs(path)) for path in given.essays]
    for _, language, texts in read:
        # Dictionaries and the outlines of marks are read once; that is no matter of lines.
        _ours(texts[0], language, given, min(given.measure))
    for measure in given.measure:
        ours: list[list[Line]] = []
        seconds = words = 0.0
        for _, language, texts in read:
            start = time.process_time()
            found = [_ours(text, language, given, measure) for text in texts]
            seconds += time.process_time() - start
            words += sum(len(text.split()) for text in texts)
            ours += found
        _print(f"{measure:g} mm ours", ours, f"{seconds / words * 1000:.3f} s per 1,000 words")
        if given.tex and shutil.which("lualatex"):
            for emergency in ("0pt", "3em"):
                theirs = [para for _, it, texts in read for para in tex(texts, it, given, measure, emergency)]
                _print(f"{measure:g} mm TeX", theirs, rf"\emergencystretch={emergency}")


def paragraphs(path: Path) -> tuple[str, list[str]]:
    """Return the language of an essay and the text of its paragraphs that are not verse."""
    essay = markup.parse(read := manuscript.read(path))
    tree = etree.fromstring(f"<body>{essay.body}</body>")
    found = (
        "".join(str(part) for part in block.itertext())
        for block in tree.iter("p")
        if not block.xpath(".//*[@class='line']")
    )
    return read.metadata.language, [re.sub(r"[ \n\t]+", " ", text).strip() for text in found if text.strip()]


def _ours(text: str, language: str, given: argparse.Namespace, measure: float) -> list[Line]:
    """Return the lines of a paragraph as we choose them."""
    size = given.size * PX_PER_PT
    run = Run(text, Face(given.face), size, (), language)
    lines = set_paragraph([run], [measure * PX_PER_MM], Style(expansion=given.expansion))
    if lines is None:
        return []
    return list(_judged(text, lines, _space(run)))


def _space(run: Run) -> float:
    """Return the nominal space of a run in CSS px."""
    one, two = (set_paragraph([Run(text, run.face, run.size)], [1e6], Style(hang={})) for text in ("n", "n n"))
    assert one is not None
    assert two is not None
    return two[0].natural - 2 * one[0].natural


def _judged(text: str, lines: Sequence[SetLine], nominal: float) -> Iterator[Line]:
    """Yield lines as they are judged: spaces as they are seen, scaled along with the letters."""
    for number, line in enumerate(lines):
        shown = (nominal + line.word_space) * line.scale / nominal if line.gaps and number < len(lines) - 1 else 0.0
        yield Line(shown, line.hyphenated or text[line.end[1] - 1] in "-‐", line.word_space < -0.34 * nominal)


def tex(
    texts: Sequence[str], language: str, given: argparse.Namespace, measure: float, emergency: str
) -> Iterator[list[Line]]:
    """Yield the lines of paragraphs as LuaLaTeX with microtype breaks them.

    Without `emergency` stretch TeX leaves lines overfull where nothing else will do, and looks the better for it.
    """
    babel = {"de": "ngerman", "fr": "french", "es": "spanish"}.get(language.partition("-")[0], "english")
    escaped = [re.sub(r"([&%$#_{}])", r"\\\1", text.replace("\\", "")) for text in texts]
    values = {
        "measure": measure, "emergency": emergency, "size": given.size, "babel": babel, "name": given.face.stem,
        "folder": given.face.resolve().parent, "text": "\n\n".join(escaped).replace("\u00a0", "~"),
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "sample.tex").write_text(TEX % values, encoding="utf-8")
        (Path(folder) / "spaces.lua").write_text(LUA, encoding="utf-8")
        command = ["lualatex", "-interaction=batchmode", "sample.tex"]
        subprocess.run(command, cwd=folder, capture_output=True, check=False)
        log = (Path(folder) / "sample.log").read_text(encoding="utf-8", errors="replace")
    para: list[Line] = []
    for match in re.finditer(r"^(?:PARA|LINE (\S+) (\d) (\d) (\d))", log, re.MULTILINE):
        if match[1] is None:
            yield para
            para = []
        else:
            para.append(Line(0.0 if match[2] != "0" else float(match[1]), match[3] == "1", match[4] == "1"))


def _print(name: str, paras: Sequence[Sequence[Line]], note: str) -> None:
    """Print a row of figures."""
    lines = [line for para in paras for line in para]
    spaces = sorted(line.space for line in lines if line.space > 0)
    ladders = sum(
        all(line.hyphen for line in para[at : at + 3]) for para in paras for at in range(max(0, len(para) - 2))
    )
    print(
        f"{name:14} {len(lines):5} lines  mean {statistics.mean(spaces):.3f}  sd {statistics.pstdev(spaces):.3f}  "
        f"p95 {spaces[int(len(spaces) * 0.95)]:.2f}  min {spaces[0]:.2f}  max {spaces[-1]:.2f}  "
        f"loose {sum(space > LOOSE for space in spaces) / len(spaces):.2%}  "
        f"hyphens {sum(line.hyphen for line in lines) / len(lines):.1%}  ladders {ladders}  "
        f"overfull {sum(line.overfull for line in lines)}  {note}"
    )


if __name__ == "__main__":
    main()
