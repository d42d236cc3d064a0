#!/bin/sh
# Makes the environment .venv in the current folder and installs Chainrule in it, from the pyproject.toml beside it.
# usage: make_environment.sh [EXTRA,EXTRA...]
# It looks for a Python of at least 3.11 (or takes the one in $PYTHON) and says plainly what to do if there is none.
set -u
here=$(dirname "$0")
extras=${1:-}

is_new_enough() {
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
    for candidate in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11 python}; do
        if is_new_enough "$candidate"; then
            echo "$candidate"
            return
        fi
    done
    {
        echo "Chainrule needs Python 3.11 or newer and found none${PYTHON:+ named $PYTHON}. Install one (on Debian or"
        echo "Ubuntu: sudo apt-get install python3 python3-venv; macOS: brew install python; anywhere: python.org), or name it:"
        echo "    make run PYTHON=/path/to/python3.12"
    } >&2
    return 1
}

# Debian splits the part of Python that makes environments into a package of its own.
provide_venv() {
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1 && return
    package=$("$1" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')
    sh "$here/system_libraries.sh" package "$package"
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1 && return
    echo "This Python cannot make environments: it lacks the package $package. Install it, then try again." >&2
    return 1
}

make_venv() {
    python=$(find_python) && provide_venv "$python" || return 1
    echo "Making the environment .venv with $("$python" --version)."
    rm -rf .venv
    "$python" -m venv .venv
}

if ! is_new_enough .venv/bin/python || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    make_venv || exit 1
fi
echo "Installing Chainrule${extras:+ with what it needs for: $extras}. The first time this takes a minute or two."
.venv/bin/python -m pip install --quiet --disable-pip-version-check --editable ".${extras:+[$extras]}" && exit
echo "Installing failed: the reason is above. With a network connection, try again." >&2
exit 1
