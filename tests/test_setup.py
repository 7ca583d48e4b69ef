"""Set-up asks the machine what is missing, installs that by name, or says what to run where it may not."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
COMMAND = f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {LIBRARIES}"

# A Python of the given version on a machine with or without the libraries; it writes down what it is asked to make.
PYTHON = """\
case "$*" in
    *version_info*) exit {old} ;;
    *ensurepip*) exit 0 ;;
    "- "*) cat >/dev/null; exit {bare} ;;
    --version) echo "Python {version}" ;;
    *) echo "python $*" >>"$LOG" ;;
esac
"""
NOTE = 'echo "{name} $*" >>"$LOG"\n'


class Machine:
    """A machine of stubs: PATH holds nothing but them and the few tools that the script uses."""

    def __init__(self, folder: Path, system: str = "Linux", user: int = 1000) -> None:
        """Lay out a checkout and a PATH in `folder`, for a user with this id."""
        self.folder = folder
        self.log = folder / "log"
        self.bin = folder / "bin"
        self.bin.mkdir()
        (folder / "scripts").mkdir()
        shutil.copy(ROOT / "scripts" / "setup.sh", folder / "scripts" / "setup.sh")
        for tool in ("basename", "cat", "cmp", "cp", "dirname", "env", "ls", "mkdir", "readlink", "rm"):
            found = shutil.which(tool)
            assert found is not None
            (self.bin / tool).symlink_to(found)
        self.stub("uname", f"echo {system}\n")
        self.stub("id", f"echo {user}\n")

    def stub(self, name: str, body: str = "") -> None:
        """Put a command on the PATH; without a body it notes that it was called."""
        path = self.bin / name
        path.write_text(f"#!/bin/sh\n{body or NOTE.format(name=name)}", encoding="utf-8")
        path.chmod(0o755)

    def python(self, version: str = "3.11.2", libraries: bool = False) -> None:
        """Put a `python3` on the PATH."""
        old = int(tuple(map(int, version.split("."))) < (3, 11))
        self.stub("python3", PYTHON.format(old=old, bare=int(not libraries), version=version))

    def set_up(self, what: str = "venv") -> tuple[int, str]:
        """Return the exit status of the script and what it printed, in a session without a terminal."""
        done = subprocess.run(
            ["/bin/sh", "scripts/setup.sh", what],
            cwd=self.folder,
            env={"PATH": str(self.bin), "LOG": str(self.log)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def calls(self) -> list[str]:
        """Return what the stubs were called with."""
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []


def test_without_rights_the_exact_command_is_printed(tmp_path: Path) -> None:
    """A user who is not root and has no sudo is told what to run; nothing is installed or made."""
    machine = Machine(tmp_path)
    machine.python()
    machine.stub("apt-get")
    status, printed = machine.set_up()
    assert (status, machine.calls()) == (1, [])
    assert COMMAND in printed


def test_sudo_that_asks_for_a_password_is_not_waited_for(tmp_path: Path) -> None:
    """Without a terminal nobody can type a password: the command is printed instead."""
    machine = Machine(tmp_path)
    machine.python()
    machine.stub("apt-get")
    machine.stub("sudo", 'echo "sudo: a password is required" >&2; exit 1\n')
    status, printed = machine.set_up()
    assert (status, machine.calls()) == (1, [])
    assert COMMAND in printed


def test_sudo_without_a_password_is_used(tmp_path: Path) -> None:
    """The packages are installed by name, through sudo, and then .venv is made (by an apt-get that changes nothing)."""
    machine = Machine(tmp_path)
    machine.python()
    machine.stub("apt-get")
    machine.stub("sudo", '[ "$1" = -n ] && exit 0\necho "sudo" >>"$LOG"\nexec "$@"\n')
    status, _ = machine.set_up()
    installs = [call for call in machine.calls() if call.startswith("apt-get install")]
    assert (status, installs) == (0, [f"apt-get install -y -qq --no-install-recommends {LIBRARIES}"])
    assert machine.calls().count("sudo") == len([call for call in machine.calls() if call.startswith("apt-get")])
    assert machine.calls()[-1] == "python -m venv --clear .venv"


def test_root_needs_no_sudo(tmp_path: Path) -> None:
    """As root, apt-get is called directly."""
    machine = Machine(tmp_path, user=0)
    machine.python()
    machine.stub("apt-get")
    status, printed = machine.set_up()
    assert status == 0
    assert f"Installing system packages: {LIBRARIES}" in printed
    assert f"apt-get install -y -qq --no-install-recommends {LIBRARIES}" in machine.calls()


def test_a_failed_installation_says_what_to_run(tmp_path: Path) -> None:
    """When apt-get fails even with fresh lists, the command is printed."""
    machine = Machine(tmp_path, user=0)
    machine.python()
    machine.stub("apt-get", NOTE.format(name="apt-get") + '[ "$1" = update ]\n')
    status, printed = machine.set_up()
    assert status == 1
    assert len([call for call in machine.calls() if call.startswith("apt-get install")]) == 2
    assert COMMAND in printed


def test_what_is_there_is_not_installed(tmp_path: Path) -> None:
    """On a machine that has everything only .venv is made."""
    machine = Machine(tmp_path, user=0)
    machine.python(libraries=True)
    machine.stub("apt-get")
    assert machine.set_up() == (0, "Making .venv with Python 3.11.2\n")
    assert machine.calls() == ["python -m venv --clear .venv"]


def test_an_old_python_is_named(tmp_path: Path) -> None:
    """Python 3.9 is too old, and the message says so and how to name another."""
    machine = Machine(tmp_path, user=0)
    machine.python("3.9.2")
    machine.stub("apt-get")
    status, printed = machine.set_up()
    assert (status, machine.calls()) == (1, [])
    assert "needs Python 3.11 or newer; found: Python 3.9.2" in printed
    assert "make PYTHON=" in printed


def test_another_linux_is_told_what_is_needed(tmp_path: Path) -> None:
    """Without apt the names of Debian's packages would not help."""
    machine = Machine(tmp_path, user=0)
    machine.python()
    status, printed = machine.set_up()
    assert status == 1
    assert "Pango" in printed
    assert "package manager" in printed


@pytest.mark.parametrize("there", [True, False], ids=["with Homebrew", "without Homebrew"])
def test_macos_is_served_by_homebrew(there: bool, tmp_path: Path) -> None:
    """`brew install pango` is run where Homebrew is, and printed where it is not."""
    machine = Machine(tmp_path, system="Darwin")
    machine.python("3.13.0")
    if there:
        machine.stub("brew")
    status, printed = machine.set_up()
    assert "brew install pango" in printed
    installs = [call for call in machine.calls() if call.startswith("brew")]
    assert (status, installs) == ((0, ["brew install pango"]) if there else (1, []))


def proving(folder: Path, user: int = 1000) -> Machine:
    """Return a machine with a copy of what pins the programs that prove files."""
    machine = Machine(folder, user=user)
    shutil.copytree(ROOT / "scripts" / "proof", folder / "scripts" / "proof")
    return machine


def test_without_rights_the_proofs_say_what_is_missing(tmp_path: Path) -> None:
    """Nothing is installed and nothing fails: the report of the proofs will say NOT RUN."""
    machine = proving(tmp_path)
    machine.stub("apt-get")
    status, printed = machine.set_up("proof")
    assert (status, machine.calls()) == (0, [])
    missing = [line.split()[2] for line in printed.splitlines() if line.startswith("NOT THERE: ")]
    assert missing == ["javac", "mvn", "node", "npm", "chromium", "ebook-convert", "pdftoppm", "mutool", "gs"]
    assert "NOT THERE: ebook-convert (calibre): EPUB to AZW3" in printed


def test_a_package_that_cannot_be_had_costs_no_other(tmp_path: Path) -> None:
    """Programs are installed at once, and one by one where that fails; what is there is left alone."""
    machine = proving(tmp_path, user=0)
    for name in ("java", "javac", "mvn", "node", "npm", "chromium", "gs"):
        machine.stub(name)
    machine.stub("apt-get", NOTE.format(name="apt-get") + 'case "$*" in *mupdf-tools*) exit 1 ;; esac\n')
    assert machine.set_up("proof")[0] == 0
    install = "apt-get install -y -qq --no-install-recommends"
    asked = [call.removeprefix(install).split() for call in machine.calls() if call.startswith(install)]
    assert asked[0] == ["calibre", "poppler-utils", "mupdf-tools"]
    assert [each for at, each in enumerate(asked) if len(each) == 1 and each not in asked[:at]] == [
        ["calibre"],
        ["poppler-utils"],
        ["mupdf-tools"],
    ]


def test_pinned_programs_are_fetched_once(tmp_path: Path) -> None:
    """The pinned programs are fetched into .proof, and again only when another version is pinned."""
    machine = proving(tmp_path)
    for name in ("java", "javac", "mvn", "node", "npm", "chromium", "ebook-convert", "pdftoppm", "mutool", "gs"):
        machine.stub(name, "" if name in ("mvn", "npm") else "exit 0\n")
    printed = "Fetching veraPDF into .proof (once)\nFetching Ace by DAISY and foliate-js into .proof (once)\n"
    assert machine.set_up("proof") == (0, printed)
    assert [call.split()[0] for call in machine.calls()] == ["mvn", "npm"]
    assert machine.set_up("proof") == (0, "")
    with (tmp_path / "scripts" / "proof" / "package-lock.json").open("a", encoding="utf-8") as lock:
        lock.write(" ")
    assert machine.set_up("proof") == (0, printed.splitlines(keepends=True)[1])


def test_pinned_programs_that_cannot_be_had_are_asked_for_again(tmp_path: Path) -> None:
    """A failure names the log, fails nothing, and is not taken for the thing itself."""
    machine = proving(tmp_path)
    for name in ("java", "javac", "mvn", "node", "npm", "chromium", "ebook-convert", "pdftoppm", "mutool", "gs"):
        machine.stub(name, "exit 1\n" if name in ("mvn", "npm") else "exit 0\n")
    status, printed = machine.set_up("proof")
    assert (status, printed.count(".proof/log says why")) == (0, 2)
    assert machine.set_up("proof")[1] == printed


def test_no_host_is_pinned() -> None:
    """The lock files say what bytes a package has, and leave it to the machine where it comes from."""
    for name in ("package.json", "package-lock.json", "pom.xml", ".npmrc"):
        text = (ROOT / "scripts" / "proof" / name).read_text(encoding="utf-8")
        assert [word for word in ('resolved"', "registry.", "repo1", "<url>") if word in text] == []


def test_make_explains_itself() -> None:
    """`make help` lists every target that a person may ask for, each with a few words."""
    lines = (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
    (phony,) = [line.partition(":")[2].split() for line in lines if line.startswith(".PHONY")]
    # A `make` that runs the tests must not hand its flags down to this one.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(["make", "help"], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    listed = [line.split(maxsplit=2) for line in done.stdout.splitlines()]
    assert sorted(words[1] for words in listed) == sorted(set(phony) - {"all"})
    assert [words for words in listed if words[0] != "make" or len(words) < 3] == []
