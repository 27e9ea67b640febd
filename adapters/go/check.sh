#!/bin/sh
# Lints, tests and builds the Go client and its adapter (bin/adapter). Exit 77: the toolchain is missing.
cd "$(dirname "$0")" || exit 1
passed=0 failed=0

if ! command -v go >/dev/null 2>&1; then
  echo 'go is not installed; it is in the packages of https://go.dev/dl (1.23 or newer)'
  exit 77
fi
version=$(GOTOOLCHAIN=local go env GOVERSION)
minor=$(echo "$version" | sed -n 's/^go1\.\([0-9][0-9]*\).*/\1/p')
if [ "${minor:-99}" -lt 23 ]; then
  echo "go is too old: $version; 1.23 or newer is needed"
  exit 77
fi
export GOTOOLCHAIN=local GOFLAGS="-mod=mod -buildvcs=false" GOPROXY=off # the standard library is all that is needed

step() {
  name=$1
  shift
  if output=$("$@" 2>&1); then
    passed=$((passed + 1))
    echo "ok    $name"
  else
    failed=$((failed + 1))
    echo "FAIL  $name"
    echo "$output"
  fi
}

formatted() { test -z "$(gofmt -l . | tee /dev/stderr)"; }

step 'gofmt' formatted
step 'go vet' go vet ./...
step 'go test' go test ./...
step 'go build' go build -o bin/adapter ./cmd/adapter
echo "$passed passed, $failed failed, 0 skipped"
test "$failed" -eq 0
