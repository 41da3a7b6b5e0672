#!/bin/sh
# Compiles requirements/*.txt: every version with its hashes, for every platform, with no address inside.
# Versions already locked are kept where they still fit; delete a file to take the newest ones.
# dev.txt is solved first and the smaller sets are held to it, so that one environment serves them all.
set -eu
cd "$(dirname "$0")/.."
export UV_CUSTOM_COMPILE_COMMAND="make lock"
lock() {
    output=$1
    shift
    .tool/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
        --no-emit-index-url --no-emit-find-links --no-config "$@" --output-file "requirements/$output"
}
lock dev.txt pyproject.toml requirements/build.in --extra lab --extra dev
sed -e '/^ *--hash/d' -e 's/ \\$//' requirements/dev.txt > .tool/constraints.txt
lock lab.txt pyproject.toml requirements/build.in --extra lab --constraint .tool/constraints.txt
lock run.txt pyproject.toml requirements/build.in --constraint .tool/constraints.txt
lock uv.txt requirements/uv.in
