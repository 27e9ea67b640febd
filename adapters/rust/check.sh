#!/bin/sh
# Formats, lints, tests and builds the Rust client and its adapter (target/release/adapter). Exit 77: no toolchain.
cd "$(dirname "$0")" || exit 1
passed=0 failed=0 skipped=0

if ! command -v cargo >/dev/null 2>&1; then
  echo 'cargo is not installed; it comes with https://rustup.rs (1.88 or newer)'
  exit 77
fi
export CARGO_BUILD_JOBS="${CARGO_BUILD_JOBS:-2}"

# Counts the step as one, or as the tests that it ran.
step() {
  name=$1
  shift
  output=$("$@" 2>&1)
  status=$?
  ran=$(echo "$output" | sed -n 's/^test result: .* \([0-9][0-9]*\) passed; \([0-9][0-9]*\) failed; \([0-9][0-9]*\) ignored.*/\1 \2 \3/p' |
    awk '{ p += $1; f += $2; s += $3 } END { if (NR) print p, f, s }')
  if [ "$status" -eq 0 ]; then
    set -- ${ran:-1 0 0}
    echo "ok    $name"
  else
    set -- ${ran:-0 1 0}
    [ "$2" -gt 0 ] || set -- "$1" 1 "$3"
    echo "FAIL  $name"
    echo "$output"
  fi
  passed=$((passed + $1)) failed=$((failed + $2)) skipped=$((skipped + $3))
}

step 'cargo fmt' cargo fmt --check
step 'cargo clippy' cargo clippy --locked --all-targets -- -D warnings
step 'cargo test' cargo test --locked
step 'cargo build' cargo build --locked --release
echo "$passed passed, $failed failed, $skipped skipped"
test "$failed" -eq 0
