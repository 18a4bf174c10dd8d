#!/usr/bin/env bash
# Says plainly which tool is missing and how to get it.  need.sh python PYTHON | need.sh node
set -eu
case "$1" in
python)
  if ! command -v "$2" >/dev/null; then
    echo "Alongside needs Python 3.11 or newer, and '$2' was not found. On Debian: apt-get install python3 python3-venv" >&2
    exit 1
  fi
  "$2" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "Alongside needs Python 3.11 or newer; '$2' is $("$2" -V 2>&1). Name a newer one: make PYTHON=python3.12 run" >&2
    exit 1
  }
  "$2" -c 'import venv, ensurepip' 2>/dev/null || {
    echo "Python's venv module is missing. On Debian: apt-get install python3-venv" >&2
    exit 1
  }
  ;;
node)
  if ! command -v npm >/dev/null; then
    echo "Building the front end needs Node.js 20 or newer with npm. On Debian: apt-get install nodejs npm" >&2
    exit 1
  fi
  node -e 'process.exit(Number(process.versions.node.split(".")[0]) < 20 ? 1 : 0)' || {
    echo "Building the front end needs Node.js 20 or newer; this is $(node --version)." >&2
    exit 1
  }
  ;;
esac
