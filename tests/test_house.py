"""The rooms stand in order: imports point up the table, heavy libraries stay in their rooms, only `cli` prints."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from essay_press import codes

SOURCE = Path(__file__).resolve().parent.parent / "src"

# The table of rooms, top first: a room imports from rows above its own.
ROWS: tuple[tuple[str, ...], ...] = (
    ("", "codes", "diagnostics", "errors", "forking", "model", "resources", "suggest"),
    ("explanations", "manuscript", "strings", "tables"),
    ("typography",),
    ("extensions", "markup"),
    ("quotes", "spoilers"),
    ("editions", "layouts", "presets", "project", "services"),
    ("compose",),
    ("formats",),
    ("finish",),
    ("check",),
    ("proofsheet",),
    ("build", "cache"),
    ("cluster",),
    ("__main__", "cli"),
)
# Neighbours in a row that do import each other: the one that imports, and what it may import.
NEIGHBOURS = {
    "__main__": {"cli"},
    "build": {"cache"},
    "editions": {"layouts", "presets", "services"},
    "errors": {"diagnostics"},
    "markup": {"extensions"},
    "model": {"diagnostics"},
    "presets": {"services"},
    "resources": {"diagnostics", "errors"},
}
# Libraries that only some rooms may import. Forbidden everywhere: PyMuPDF, which is under the AGPL.
LIBRARIES: dict[str, tuple[str, ...]] = {
    "click": ("cli",),
    "distributed": ("cluster",),
    "fitz": (),
    "jinja2": ("compose",),
    "markdown": ("extensions", "markup"),
    "pikepdf": ("check", "finish", "formats.pdf", "proofsheet"),
    "pymupdf": (),
    "pypdfium2": ("check", "finish.press_mask", "formats.pdf", "proofsheet"),
    "rich": ("cli",),
    "uharfbuzz": ("formats.epub", "formats.pdf"),
    "weasyprint": ("formats.pdf",),
}
HEAVY = ("PIL", "fontTools", "jinja2", "lxml", "markdown", "pikepdf", "pypdfium2", "uharfbuzz", "weasyprint")
LIGHT = (
    "", "build", "cache", "cli", "diagnostics", "editions", "errors", "explanations", "layouts", "manuscript",
    "model", "project", "proofsheet", "resources", "strings", "suggest", "tables",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Import:
    """An import statement: the module that holds it, the module it names, the line, whether it runs on loading."""

    source: str
    target: str
    name: str
    line: int
    on_loading: bool

    def __str__(self) -> str:
        """Return it as a message wants it."""
        return f"{self.source}:{self.line} imports {self.target}"


@cache
def modules() -> dict[str, ast.Module]:
    """Return the syntax tree of every module of the package, by its dotted name within it (`formats.pdf`)."""
    found = {}
    for path in sorted((SOURCE / "essay_press").rglob("*.py")):
        parts = path.relative_to(SOURCE / "essay_press").with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return found


def statements(node: ast.AST, on_loading: bool = True) -> Iterator[tuple[ast.stmt, bool]]:
    """Return every import statement below `node`, and whether it runs when the module is loaded."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child, on_loading
        else:
            later = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            typing_only = isinstance(child, ast.If) and "TYPE_CHECKING" in ast.dump(child.test)
            yield from statements(child, on_loading and not later and not typing_only)


@cache
def imports() -> tuple[Import, ...]:
    """Return every import of the package; those of the package itself name its modules as `modules` does."""
    found = []
    for module, tree in modules().items():
        for statement, on_loading in statements(tree):
            if isinstance(statement, ast.Import):
                pairs = [(alias.name, "") for alias in statement.names]
            else:
                assert isinstance(statement, ast.ImportFrom)
                assert statement.level == 0, f"{module}:{statement.lineno} imports relatively"
                pairs = [(statement.module or "", alias.name) for alias in statement.names]
            for target, name in pairs:
                if target.partition(".")[0] == "essay_press":
                    inner = target.removeprefix("essay_press").removeprefix(".")
                    submodule = f"{inner}.{name}".strip(".")
                    is_module = submodule in modules()
                    target = f"essay_press.{submodule if is_module else inner}".rstrip(".")
                    name = "" if is_module else name
                found.append(Import(module, target, name, statement.lineno, on_loading))
    return tuple(found)


def own() -> list[tuple[Import, str]]:
    """Return the imports of the package by itself, each with the module it names."""
    return [
        (item, item.target.removeprefix("essay_press").removeprefix("."))
        for item in imports()
        if item.target.partition(".")[0] == "essay_press"
    ]


def room(module: str) -> str:
    """Return the room that a module belongs to."""
    return module.partition(".")[0]


def row(module: str) -> int:
    """Return the number of the row a module's room stands in."""
    return next(number for number, names in enumerate(ROWS) if room(module) in names)


def within(module: str, rooms: tuple[str, ...]) -> bool:
    """Return whether a module is one of `rooms` or inside one."""
    return any(module == name or module.startswith(f"{name}.") for name in rooms)


def declared(module: str) -> list[str] | None:
    """Return the `__all__` of a module, or None where there is none that can be read without running it."""
    for node in modules()[module].body if module in modules() else ():
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets):
            return [str(name) for name in ast.literal_eval(node.value)]
    return None


def defined(module: str) -> set[str]:
    """Return the names that a module binds at its top level."""
    found = set()
    for node in ast.walk(modules()[module]):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
    return found


def test_the_walk_sees_the_package() -> None:
    """A walk that found nothing would pass every test below."""
    assert {"", "diagnostics", "errors", "model", "resources"} <= set(modules())
    assert len(imports()) > 50


def test_every_module_belongs_to_a_room() -> None:
    """A new room is entered in the table, where it is decided what it may import."""
    known = {name for names in ROWS for name in names}
    assert sorted({room(module) for module in modules()} - known) == []


def test_imports_point_up_the_table() -> None:
    """A room imports only from the rows above its own, or a neighbour that is listed."""
    wrong = [
        str(item)
        for item, target in own()
        if room(item.source) != room(target)
        and row(target) >= row(item.source)
        and room(target) not in NEIGHBOURS.get(room(item.source), set())
    ]
    assert wrong == []


def test_the_formats_know_nothing_of_each_other() -> None:
    """PDF and EPUB meet in the composition and in `Inputs`, never in an import."""
    formats = {module.split(".")[1] for module in modules() if module.startswith("formats.")}
    wrong = [
        str(item)
        for item, target in own()
        if item.source.startswith("formats.")
        and target.startswith("formats.")
        and item.source.split(".")[1] != target.split(".")[1]
    ]
    assert (sorted(formats), wrong) == (["epub", "pdf"], [])


@pytest.mark.parametrize("library", sorted(LIBRARIES))
def test_a_library_stays_in_its_rooms(library: str) -> None:
    """A library that a room keeps to itself is imported nowhere else, not even inside a function."""
    wrong = [
        str(item)
        for item in imports()
        if item.target.partition(".")[0] == library and not within(item.source, LIBRARIES[library])
    ]
    assert wrong == []


def test_no_module_waits_for_itself() -> None:
    """Imports that run on loading form no ring."""
    edges: dict[str, set[str]] = {module: set() for module in modules()}
    for item, target in own():
        if item.on_loading and target != item.source:
            edges[item.source].add(target)
    while leaves := {module for module, targets in edges.items() if not targets & set(edges)}:
        edges = {module: targets for module, targets in edges.items() if module not in leaves}
    assert sorted(edges) == []


def test_only_the_command_line_prints() -> None:
    """No other room calls `print` or writes to the standard streams."""
    wrong = []
    for module, tree in modules().items():
        for node in ast.walk(tree):
            prints = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
            stream = isinstance(node, ast.Attribute) and ast.unparse(node) in {"sys.stdout", "sys.stderr"}
            if (prints or stream) and room(module) != "cli":
                wrong.append(f"{module}:{getattr(node, 'lineno', 0)}")
    assert wrong == []


@pytest.mark.parametrize("module", sorted(modules()))
def test_a_module_says_what_it_offers(module: str) -> None:
    """`__all__` is there, sorted (constants, classes, the rest), without repeats, and each name in it exists."""
    names = declared(module)
    assert names is not None, "no __all__"
    ranked = sorted(set(names), key=lambda name: (0 if name.isupper() else 1 if name[0].isupper() else 2, name))
    assert names == ranked
    assert [name for name in names if name not in defined(module)] == []


def test_rooms_use_only_what_others_offer() -> None:
    """A name imported from another room stands in its module's `__all__`; within a room, modules know each other."""
    wrong = [
        f"{item}.{item.name}"
        for item, target in own()
        if room(item.source) != room(target) and item.name and item.name not in (declared(target) or [])
    ]
    assert wrong == []


def test_every_diagnostic_code_is_in_the_table_and_used() -> None:
    """The codes written in the rooms are those of `codes.CODES`, and the table holds no other."""
    used = set()
    for module, tree in modules().items():
        if module == "codes":
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                used |= set(re.findall(r"\bEP\d{3}\b", node.value)) if node.value.startswith("EP") else set()
    assert sorted(used ^ set(codes.CODES)) == []


def test_the_table_of_codes_is_in_order() -> None:
    """Codes stand in the order of their numbers, each with a title."""
    assert list(codes.CODES) == sorted(codes.CODES)
    assert [code for code, title in codes.CODES.items() if not title.strip()] == []


def loaded(code: str) -> str:
    """Run `code` in a new interpreter and return the list of heavy libraries it loaded, as printed on its last line."""
    tail = f"import sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    command = [sys.executable, "-c", f"{code}\n{tail}"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"PYTHONPATH": str(SOURCE)})
    assert done.stderr == ""
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("name", [module for module in LIGHT if module in modules()])
def test_a_light_room_loads_no_heavy_library(name: str) -> None:
    """What is needed before the first page is set loads in a blink."""
    assert loaded(f"import essay_press{f'.{name}' if name else ''}") == "[]"


def test_help_loads_no_heavy_library() -> None:
    """`essay-press --help` answers without WeasyPrint, Jinja, lxml and the like."""
    code = """
from essay_press.cli import main
try:
    main(["--help"])
except SystemExit as end:
    assert not end.code, end.code
"""
    assert loaded(code) == "[]"


def test_loading_a_heavy_library_is_noticed() -> None:
    """The two tests above can fail."""
    assert loaded("import lxml.etree") == "['lxml']"
