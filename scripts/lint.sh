#!/bin/sh
# Formatting and lints.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
need_lint
passed=0
failed=0
lint() { # NAME COMMAND...
    name=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
        say "ok    $name"
    else
        failed=$((failed + 1))
        say "FAIL  $name: $*"
    fi
}
lint "rustfmt" cargo fmt --check
lint "rustfmt, the peers of make bench" cargo fmt --check --manifest-path bench/peers/Cargo.toml
lint "rustfmt, the fuzz target" cargo fmt --check --manifest-path fuzz/Cargo.toml
lint "clippy" cargo clippy --locked --all-targets -- -D warnings
lint "rustdoc" env RUSTDOCFLAGS=-Dwarnings cargo doc --locked --no-deps --document-private-items
say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
