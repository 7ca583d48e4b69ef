"""The wheel holds all it needs: installed in a clean environment, away from the checkout, it makes the same bytes."""

from __future__ import annotations

import email
import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

import essay_press
from essay_press import resources
from essay_press.errors import LayoutError

ROOT = Path(__file__).resolve().parent.parent
# Only what an installed program may rely on: no variable that leads back to the checkout.
ENVIRONMENT = {name: os.environ[name] for name in ("HOME", "PATH", "DYLD_FALLBACK_LIBRARY_PATH") if name in os.environ}

# One worker builds the wheel for all of these tests.
pytestmark = pytest.mark.xdist_group("wheel")


def run(*command: str | Path, cwd: Path, environment: Mapping[str, str] | None = None) -> str:
    """Return what a command prints; where it fails, the test fails with what it said."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**ENVIRONMENT, **(environment or {})},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the interpreter of a clean environment in which the wheel is installed.

    Its dependencies come from the environment of the tests, so that nothing is fetched. A `.pth` file is not followed
    to further `.pth` files: the editable install of the checkout stays out of reach.
    """
    folder = tmp_path_factory.mktemp("installed") / "venv"
    venv.create(folder, symlinks=True)
    interpreter = folder / "bin" / "python"
    (packages,) = folder.glob("lib/python*/site-packages")
    libraries = dict.fromkeys([sysconfig.get_path("purelib"), sysconfig.get_path("platlib")])
    (packages / "dependencies.pth").write_text("\n".join(libraries) + "\n", encoding="utf-8")
    pip: list[str | Path] = [sys.executable, "-m", "pip", "--python", interpreter, "--disable-pip-version-check"]
    run(*pip, "install", "--quiet", "--no-index", "--no-deps", wheel, cwd=folder)
    return interpreter


def test_the_wheel_carries_layouts_and_fonts_whole(wheel: Path) -> None:
    """Every file of layouts/ and fonts/ is in it, under `essay_press/data`, and nothing of the tests."""
    expected = {
        f"essay_press/data/{path.relative_to(ROOT).as_posix()}": path.read_bytes()
        for folder in ("fonts", "layouts")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    }
    with zipfile.ZipFile(wheel) as archive:
        found = {name: archive.read(name) for name in archive.namelist() if name.startswith("essay_press/data/")}
        tops = {name.partition("/")[0] for name in archive.namelist()}
    assert found == expected
    assert tops == {"essay_press", f"essay_press-{essay_press.__version__}.dist-info"}


def test_the_wheel_tells_its_version_and_its_licences(wheel: Path) -> None:
    """The version has one source, and the licences of program and fonts travel along."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        metadata = email.message_from_bytes(archive.read(name))
    families = sorted(path.parent.name for path in (ROOT / "fonts").glob("*/OFL.txt"))
    assert metadata["Version"] == essay_press.__version__
    assert metadata["License-Expression"] == "MIT AND OFL-1.1 AND Zlib"
    own = ["LICENSE", "layouts/base/icc/LICENSE.txt"]
    assert sorted(metadata.get_all("License-File", [])) == sorted(
        [*own, *(f"fonts/{name}/OFL.txt" for name in families)]
    )


def test_a_checkout_finds_its_layouts_and_fonts() -> None:
    """In a checkout they are the folders beside `src`."""
    assert [resources.root("layouts"), resources.root("fonts")] == [ROOT / "layouts", ROOT / "fonts"]


def test_an_installed_wheel_finds_its_layouts_and_fonts(python: Path, tmp_path: Path) -> None:
    """In a wheel they are inside the package, wherever that was installed."""
    code = "from essay_press import resources; print(resources.root('layouts')); print(resources.root('fonts'))"
    (packages,) = python.parent.parent.glob("lib/python*/site-packages")
    data = packages / "essay_press" / "data"
    assert run(python, "-c", code, cwd=tmp_path).splitlines() == [str(data / "layouts"), str(data / "fonts")]


def test_an_installation_without_its_data_says_so(tmp_path: Path) -> None:
    """A package alone is an error with a cure, not a file that is missing later."""
    stray = tmp_path / "lib" / "site-packages" / "essay_press"
    (tmp_path / "lib" / "fonts").mkdir(parents=True)
    stray.mkdir(parents=True)
    with pytest.raises(LayoutError, match="lacks its folder of fonts") as caught:
        resources.root("fonts", stray)
    assert [(item.code, bool(item.hint)) for item in caught.value.diagnostics] == [("EP249", True)]


@pytest.mark.parametrize("command", ["pdf", "epub"])
def test_an_installed_wheel_makes_the_same_bytes(command: str, python: Path, tmp_path: Path) -> None:
    """An essay of another folder, set from another folder by the installed program, is the checkout's file."""
    essay = min((ROOT / "content").glob("*.md"))
    shutil.copytree(ROOT / "content", tmp_path / "elsewhere")
    here, there = tmp_path / f"here.{command}", tmp_path / f"there.{command}"
    source = {"PYTHONPATH": str(ROOT / "src")}
    run(sys.executable, "-m", "essay_press", command, essay, "-o", here, cwd=ROOT, environment=source)
    run(python, "-m", "essay_press", command, tmp_path / "elsewhere" / essay.name, "-o", there, cwd=tmp_path)
    assert there.read_bytes() == here.read_bytes()


def test_the_command_is_installed(python: Path, tmp_path: Path) -> None:
    """`essay-press --version` answers."""
    assert essay_press.__version__ in run(python.with_name("essay-press"), "--version", cwd=tmp_path)


# What the wheel and the source archive are made of.
PARTS = ("src", "layouts", "fonts", "content", "tests", "scripts", "docs", "Makefile", "pyproject.toml", "README.md")
MORE = ("constraints.txt", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", ".gitignore")


def archives(folder: Path, day: int, mask: int, environment: Mapping[str, str]) -> dict[str, str]:
    """Return names and hashes of the archives built of a copy of this checkout, its files dated `day`."""
    checkout = folder / "checkout"
    for name in (*PARTS, *MORE):
        source = ROOT / name
        copy = shutil.copytree if source.is_dir() else shutil.copy2
        checkout.mkdir(parents=True, exist_ok=True)
        copy(source, checkout / name)
    for path in sorted(checkout.rglob("*")):
        path.chmod((0o777 if path.is_dir() or path.stat().st_mode & 0o100 else 0o666) & ~mask)
        os.utime(path, (day, day))
    command = [sys.executable, "-m", "build", "--sdist", "--wheel", "--no-isolation", "--outdir", str(folder / "dist")]
    run(*command, checkout, cwd=folder, environment=environment)
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in (folder / "dist").iterdir()}


def test_archives_are_the_same_wherever_they_are_built(tmp_path: Path) -> None:
    """Wheel and source archive: other folder, day, permissions, time zone, locale and hash seed, the same bytes."""
    first = archives(tmp_path / "a", 1_000_000_000, 0o022, {"TZ": "UTC", "PYTHONHASHSEED": "0", "LC_ALL": "C"})
    variables = {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "7", "LC_ALL": "tr_TR.UTF-8"}
    second = archives(tmp_path / "another folder", 1_700_000_000, 0o077, variables)
    assert sorted(name.rpartition(".")[2] for name in first) == ["gz", "whl"]
    assert first == second
