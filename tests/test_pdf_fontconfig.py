"""The machine's fonts never reach a page."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src"


def run(script: str, home: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a script in a fresh interpreter whose home is `home`, with warnings shown."""
    variables = {**os.environ, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache"), **environment}
    variables["PYTHONPATH"] = str(SOURCE)
    return subprocess.run(
        [sys.executable, "-W", "always", "-c", script], env=variables, capture_output=True, text=True, check=True
    )


COUNT = """
from essay_press.formats.pdf import fontconfig
fontconfig.isolate(); fontconfig.isolate()
from essay_press.formats.pdf.engine import FontConfiguration, faces_in
print(faces_in(FontConfiguration()))
"""


def test_no_face_of_the_machine_is_seen(tmp_path: Path) -> None:
    """A fresh configuration has no face, says nothing, and leaves the user's folders empty."""
    result = run(COUNT, tmp_path)
    assert (result.stdout, result.stderr) == ("0\n", "")
    assert list(tmp_path.rglob("*")) == []


def test_variables_of_the_user_do_not_get_in_the_way(tmp_path: Path) -> None:
    """A system root or another configuration in the environment changes nothing."""
    result = run(COUNT, tmp_path, FONTCONFIG_SYSROOT="/nowhere", FONTCONFIG_FILE="/etc/fonts/fonts.conf")
    assert result.stdout == "0\n"


def test_isolation_also_holds_when_the_engine_was_there_first(tmp_path: Path) -> None:
    """A program that had WeasyPrint loaded already gets isolated configurations from then on."""
    script = f"import weasyprint\n{COUNT}"
    assert run(script, tmp_path).stdout == "0\n"


def test_faces_of_a_sheet_are_counted(tmp_path: Path) -> None:
    """A face that a sheet declares is the only one there is."""
    font = SOURCE.parent / "fonts" / "eb-garamond" / "EBGaramond_400Regular.ttf"
    script = f"""
from pathlib import Path
from essay_press.formats.pdf.engine import CSS, FontConfiguration, faces_in
from essay_press.formats.pdf.fetcher import LockedFetcher, Resource
fetcher = LockedFetcher({{"press://fonts/a.ttf": Resource(Path({str(font)!r}), "font/ttf")}})
fonts = FontConfiguration()
CSS(string="@font-face {{ font-family: A; src: url(press://fonts/a.ttf) }}", font_config=fonts, url_fetcher=fetcher)
print(faces_in(fonts))
"""
    assert run(script, tmp_path).stdout == "1\n"
