#!/bin/sh
# Sets up .venv from one lock and installs the package into it:  scripts/environment.sh run|lab|dev
# Adds and never removes, so that `make demo` after `make test` does not tear the test environment down.
set -eu
cd "$(dirname "$0")/.."
lock=requirements/$1.txt

say() { echo "$@" >&2; }

# uv reads neither pip.conf nor pip's variables; a sealed network usually sets only those.
if [ -n "${PIP_INDEX_URL:-}" ]; then export UV_DEFAULT_INDEX="${UV_DEFAULT_INDEX:-$PIP_INDEX_URL}"; fi
if [ -n "${PIP_CERT:-}" ]; then export SSL_CERT_FILE="${SSL_CERT_FILE:-$PIP_CERT}"; fi

find_python() {
    for name in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
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
    .tool/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt ||
        say "uv could not be installed; going on with pip, which is slower."
fi
[ -x .venv/bin/python ] || new_venv .venv

say "Setting up .venv from $lock ..."
if [ -x .tool/bin/uv ]; then
    .tool/bin/uv pip install --quiet --python .venv/bin/python --require-hashes -r "$lock"
    .tool/bin/uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation --offline --editable .
else
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
fi
touch ".venv/.$1"
