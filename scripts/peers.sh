#!/bin/sh
# Peers of benchmarks/who_is_who that cannot live in .venv, each in .tool/peers/<name>:  scripts/peers.sh [name...]
# recordlinkage needs pandas below 3; nomenklatura needs PyICU, which is built here (on Debian: libicu-dev g++ pkg-config).
set -eu
cd "$(dirname "$0")/.."
for name in ${*:-recordlinkage nomenklatura}; do
    case $name in
        recordlinkage) packages="recordlinkage==0.16 pandas<3" ;;
        nomenklatura) packages="nomenklatura==4.17.4 pandas" ;;
        *) echo "no peer $name; there are recordlinkage and nomenklatura" >&2; exit 2 ;;
    esac
    place=.tool/peers/$name
    [ -x "$place/bin/python" ] || "${PYTHON:-python3}" -m venv "$place"
    # shellcheck disable=SC2086  # several packages are several words
    "$place/bin/python" -m pip --disable-pip-version-check install --quiet $packages
done
