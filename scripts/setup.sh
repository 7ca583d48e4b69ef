#!/bin/sh
# Make sure of what the Makefile needs from the system, and make .venv.
#
#     scripts/setup.sh venv    Python >= 3.11 with venv, Pango and HarfBuzz; then .venv
#     scripts/setup.sh proof   what `make proof` runs: validators, renderers, reading apps. It installs what it can, says
#                              what it could not, and succeeds either way: the report says NOT RUN of what is missing
#
# Asks the machine by trying (can Python make a venv? does the library load?), not by its version. Installs only what
# is missing, by name: through apt on Debian and Ubuntu, through Homebrew on macOS; elsewhere, or where it may not, it
# prints what to run and stops with status 1. PYTHON names the interpreter to use; by default the first that fits.
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }

# ---------------------------------------------------------------- questions to the machine
new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

find_python() {
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if command -v "$name" >/dev/null 2>&1 && new_enough "$name"; then command -v "$name"; return; fi
    done
    return 1
}

# ensurepip is what Debian leaves out of python3, and `python3 -m venv` fails without it.
has_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

# A library is there when the dynamic loader finds one of its names; they are those that WeasyPrint tries.
has_library() {
    "$python" - "$@" <<'PROBE' >/dev/null 2>&1
import ctypes, os, sys
folders = ["", "/opt/homebrew/lib/", "/usr/local/lib/", os.environ.get("HOMEBREW_PREFIX", "") + "/lib/"]
for name in sys.argv[1:]:
    for folder in folders if name.endswith(".dylib") else folders[:1]:
        try:
            ctypes.CDLL(folder + name)
        except OSError:
            continue
        sys.exit(0)
sys.exit(1)
PROBE
}

# Homebrew's and macOS's `java` may be a stub that only says where to get one: run it.
has_java() { java -version >/dev/null 2>&1; }

# ---------------------------------------------------------------- installing
as_root=''
may_install() {
    if [ "$(id -u)" = 0 ]; then return 0; fi
    command -v sudo >/dev/null 2>&1 || return 1
    as_root=sudo
    # Without a password, or with a person at the terminal to type one.
    sudo -n true 2>/dev/null || [ -t 0 ]
}

apt_install() {
    by_hand="sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
    may_install || fail "essay-press needs these system packages: $*
Run this (without sudo when you are root), then run make again:
    $by_hand"
    say "Installing system packages: $*"
    # Package lists are absent on a fresh machine and stale on an old one: fetch them then, and when a package fails.
    if ! ls /var/lib/apt/lists/*Packages* >/dev/null 2>&1; then
        $as_root apt-get update -qq || fail "apt-get update failed."
    fi
    install="$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends"
    # shellcheck disable=SC2086  # both are lists of words
    $install "$@" >/dev/null || { $as_root apt-get update -qq && $install "$@"; } ||
        fail "Could not install $*. Run this, then run make again:
    $by_hand"
}

brew_install() {
    command -v brew >/dev/null 2>&1 || fail "essay-press needs $*. Install Homebrew (https://brew.sh), then run:
    brew install $*"
    say "Running: brew install $*"
    brew install "$@"
}

# usage: install DEBIAN-PACKAGES HOMEBREW-FORMULAE WORDS-FOR-OTHERS
install() {
    # shellcheck disable=SC2086  # lists of package names
    case "$(uname -s)" in
        Darwin) brew_install $2 ;;
        *) if command -v apt-get >/dev/null 2>&1; then apt_install $1; else
               fail "essay-press needs $3. Install that with your system's package manager, then run make again."
           fi ;;
    esac
}

# ---------------------------------------------------------------- what is asked for
setup_python() {
    if ! python=$(find_python); then
        found=none
        if command -v "${PYTHON:-python3}" >/dev/null 2>&1; then found=$("${PYTHON:-python3}" --version 2>&1 || true); fi
        case "$(uname -s)" in
            Darwin) brew_install python; python=$(find_python) || fail "Open a new terminal and run make again." ;;
            *) if [ "$found" = none ]; then install "python3 python3-venv" python "Python 3.11 or newer"; fi
               python=$(find_python) || fail "essay-press needs Python 3.11 or newer; found: $found.
If you have one elsewhere: make PYTHON=/path/to/python3.12" ;;
        esac
    fi
}

setup_system() {
    packages=''
    if ! has_venv "$python"; then
        case $(command -v "$python") in
            /usr/bin/*) packages="$(basename "$(readlink -f "$python")")-venv" ;;
            *) fail "$python cannot make virtual environments (it lacks ensurepip); try: make PYTHON=/usr/bin/python3" ;;
        esac
        # The distribution's own Python has an unversioned package that follows it.
        if [ "$python" = /usr/bin/python3 ]; then packages=python3-venv; fi
    fi
    # GLib, HarfBuzz and fontconfig come along: PangoFT2 depends on them everywhere.
    has_library libpango-1.0.so.0 libpango-1.0.0.dylib libpango-1.0.dylib || packages="$packages libpango-1.0-0"
    has_library libpangoft2-1.0.so.0 libpangoft2-1.0.0.dylib libpangoft2-1.0.dylib || packages="$packages libpangoft2-1.0-0"
    has_library libharfbuzz-subset.so.0 libharfbuzz-subset.0.dylib || packages="$packages libharfbuzz-subset0"
    if [ -n "$packages" ]; then
        install "$packages" "pango" \
            "Python's venv module, Pango 1.44 or newer with PangoFT2, and HarfBuzz with harfbuzz-subset"
    fi
}

make_venv() {
    if [ -x .venv/bin/python ] && new_enough .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; then
        return
    fi
    say "Making .venv with $("$python" --version)"
    "$python" -m venv --clear .venv
}

# ---------------------------------------------------------------- what proves the files; nothing else needs it
# Each line: the program asked for, its packages on Debian and Ubuntu, in Homebrew, and what it is for. All are only run.
# veraPDF, Ace and foliate-js are pinned in scripts/proof/ and go to .proof/.
PROGRAMS='
javac      default-jdk-headless openjdk      EPUBCheck, all books in one process; veraPDF
mvn        maven                maven        veraPDF, which it fetches
node       nodejs               node         Ace by DAISY and foliate-js
npm        npm                  node         Ace by DAISY and foliate-js, which it fetches
chromium   chromium             -            Ace by DAISY and foliate-js (on macOS: Google Chrome)
ebook-convert calibre           -            EPUB to AZW3
pdftoppm   poppler-utils        poppler      pages drawn by poppler
mutool     mupdf-tools          mupdf-tools  pages drawn by mupdf
gs         ghostscript          ghostscript  inks seen by another program
'

has_program() {
    case "$1" in
        javac) has_java && javac -version >/dev/null 2>&1 ;;
        chromium) for name in "${CHROMIUM:-chromium}" chromium-browser google-chrome-stable google-chrome; do
                      if command -v "$name" >/dev/null 2>&1; then return 0; fi
                  done
                  [ -x "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" ] ;;
        *) command -v "$1" >/dev/null 2>&1 ;;
    esac
}

setup_programs() {
    debian='' brew=''
    while read -r program apt_name brew_name _; do
        if [ -z "$program" ] || has_program "$program"; then continue; fi
        debian="$debian $apt_name"
        case "$brew_name" in -) ;; *) brew="$brew $brew_name" ;; esac
    done <<LIST
$PROGRAMS
LIST
    if [ -z "$debian" ]; then return; fi
    say "Installing what proves the files, where that may be done:$debian"
    # All at once, which is fast; then one by one, so that a package that cannot be had costs no other.
    if (install "$debian" "$brew" "$debian") >/dev/null 2>&1; then return; fi
    for name in $(case "$(uname -s)" in Darwin) echo "$brew" ;; *) echo "$debian" ;; esac); do
        (install "$name" "$name" "$name") >/dev/null 2>&1 || true
    done
}

# The pinned ones, once for each version: a copy of what pins them, beside them, says which are there.
is_pinned() { cmp -s "scripts/proof/$1" ".proof/$1"; }

setup_verapdf() {
    if is_pinned pom.xml || ! has_program mvn || ! has_java; then return; fi
    say 'Fetching veraPDF into .proof (once)'
    rm -rf .proof/verapdf
    if mvn -q -B -f scripts/proof/pom.xml dependency:copy-dependencies "-DoutputDirectory=$PWD/.proof/verapdf" >.proof/log 2>&1
    then cp scripts/proof/pom.xml .proof/pom.xml
    else say '  it cannot be had: .proof/log says why'
    fi
}

setup_packages() {
    if is_pinned package-lock.json || ! has_program npm; then return; fi
    say 'Fetching Ace by DAISY and foliate-js into .proof (once)'
    cp scripts/proof/package.json scripts/proof/package-lock.json scripts/proof/.npmrc .proof/
    if ! (cd .proof && PUPPETEER_SKIP_DOWNLOAD=1 npm ci >log 2>&1); then
        rm -f .proof/package-lock.json
        say '  they cannot be had: .proof/log says why'
    fi
}

setup_proof() {
    setup_programs
    mkdir -p .proof
    setup_verapdf
    setup_packages
    while read -r program apt_name _ purpose; do
        if [ -n "$program" ] && ! has_program "$program"; then say "NOT THERE: $program ($apt_name): $purpose"; fi
    done <<LIST
$PROGRAMS
LIST
}

case "${1:-}" in
    venv) setup_python; setup_system; make_venv ;;
    proof) setup_proof ;;
    *) fail "usage: scripts/setup.sh venv|proof" ;;
esac
