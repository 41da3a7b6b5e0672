#!/bin/sh
# Sets up .venv from one lock and installs the package into it:  scripts/environment.sh run|lab|dev
# Adds and never removes, so that `make demo` after `make test` does not tear the test environment down.
set -eu
cd "$(dirname "$0")/.."
lock=requirements/$1.txt

pip=".tool/bin/python -m pip --disable-pip-version-check --python .venv/bin/python"

say() { echo "$@" >&2; }

find_python() {
    for name in ${PYTHON:-python3 python3.14 python3.13 python3.12 python3.11}; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    say "netintel needs Python 3.11 or newer and found none. Install one, or name it: make PYTHON=/path/to/python3.11 ..."
    return 1
}

new_venv() {
    "$python" -m venv "$1" || {
        say "$python cannot make a virtual environment in $1 (on Debian: apt-get install python3-venv)."
        return 1
    }
}

python=$(find_python)
if [ ! -x .tool/bin/uv ]; then
    [ -x .tool/bin/python ] || new_venv .tool
    .tool/bin/python -m pip --disable-pip-version-check install --quiet --require-hashes -r requirements/uv.txt ||
        say "uv could not be installed."
fi
[ -x .venv/bin/python ] || new_venv .venv

# uv reads neither pip.conf nor pip's variables, and a network with its own mirror or certificate sets only those.
setting() { .tool/bin/python -m pip config list 2>/dev/null | sed -n "s/^global\.$1='\(.*\)'\$/\1/p"; }
tell_uv() {
    index=${UV_DEFAULT_INDEX:-${PIP_INDEX_URL:-$(setting index-url)}}
    certificate=${SSL_CERT_FILE:-${PIP_CERT:-$(setting cert)}}
    if [ -n "$index" ]; then export UV_DEFAULT_INDEX="$index"; fi
    if [ -n "$certificate" ]; then export SSL_CERT_FILE="$certificate"; fi
}

with_uv() {
    [ -x .tool/bin/uv ] && tell_uv &&
        .tool/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r "$lock"
}
with_pip() {
    say "Going on with pip, which is slower."
    $pip install --quiet --require-hashes -r "$lock"
}

say "Setting up .venv from $lock ..."
with_uv || with_pip
$pip install --quiet --no-index --no-deps --no-build-isolation --editable .
touch ".venv/.$1"
