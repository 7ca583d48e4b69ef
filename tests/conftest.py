"""What the tests share: a folder to write manuscripts in, a small valid manuscript, and the corpus of real essays."""

from __future__ import annotations

import compileall
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

__all__ = ["corpus", "folder", "manuscript_text", "write"]

CORPUS = "ESSAY_PRESS_CORPUS"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty folder, and return it."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str | bytes], Path]:
    """Return a function that writes a file below a fresh folder, bytes or UTF-8 text as given, and returns its path."""

    def writer(name: str, text: str | bytes) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    return writer


@pytest.fixture
def manuscript_text() -> Callable[..., str]:
    """Return a function that makes a manuscript of front-matter keys and a `body`; a key set to None is left out.

    `title`, `author` and `date` have values unless given, so that reading the result finds nothing to say.
    """

    def maker(body: str = "A paragraph.\n", **front: object) -> str:
        keys: dict[str, object] = {"title": "On Reading", "author": "Ann Example", "date": "2024-05-01"} | front
        # A JSON value is a YAML flow value, so that texts, lists and maps all come out quoted right.
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in keys.items() if value is not None]
        return "\n".join(["---", *lines, "---", "", body])

    return maker


@pytest.fixture
def corpus() -> Path:
    """Return the folder of real essays named by ESSAY_PRESS_CORPUS, else the one beside the checkout, or skip."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "corpus"
    folder = Path(os.environ.get(CORPUS) or beside)
    if not folder.is_dir():
        pytest.skip(f"no corpus: set {CORPUS} to a folder of essays")
    return folder


def pytest_configure(config: pytest.Config) -> None:
    """Compile the package once, before workers begin: a folder that gets its `__pycache__` has another stamp after it.

    What a command with nothing to do is answered by are stamps, and tests of that run beside others.
    """
    if not hasattr(config, "workerinput"):
        compileall.compile_dir(Path(__file__).resolve().parent.parent / "src", quiet=2)
