#!/bin/sh
# Makes .venv from PyPI, then lints, type-checks and tests the Python client and its adapter. Exit 77: no toolchain.
cd "$(dirname "$0")" || exit 1
passed=0 failed=0 skipped=0

if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 10))' 2>/dev/null; then
  echo 'python3 is missing or older than 3.10'
  exit 77
fi
if [ ! -x .venv/bin/python ] && ! python3 -m venv .venv 2>/dev/null; then
  rm -rf .venv
  echo 'python3 has no venv module (Debian: apt-get install python3-venv)'
  exit 77
fi

# Counts the step as one, or as the tests that it ran.
step() {
  name=$1
  shift
  output=$("$@" 2>&1)
  status=$?
  count() { echo "$output" | sed -n "s/.*[^0-9]\{0,1\}\b\([0-9][0-9]*\) $1.* in [0-9.]*s.*/\1/p" | tail -n 1; }
  if [ "$status" -eq 0 ]; then
    echo "ok    $name"
    ran=$(count passed) not_run=$(count skipped)
    passed=$((passed + ${ran:-1})) skipped=$((skipped + ${not_run:-0}))
  else
    echo "FAIL  $name"
    echo "$output"
    ran=$(count passed) broken=$(count failed)
    passed=$((passed + ${ran:-0})) failed=$((failed + ${broken:-1}))
  fi
}

step 'pip install' .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
step 'ruff check' .venv/bin/ruff check .
step 'ruff format' .venv/bin/ruff format --check .
step 'mypy --strict' .venv/bin/mypy
step 'pytest' .venv/bin/pytest --quiet
echo "$passed passed, $failed failed, $skipped skipped"
test "$failed" -eq 0
