#!/bin/sh
# Every test. Prints what each part prints, and in the end how many tests ran where.
# A part that fails does not keep the others from running.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
need_native
need_windows
need_wine
need_abi
logs=target/test
. scripts/parts.sh
mkdir -p target/c-tests

scripts/build.sh
scripts/windows.sh
mkdir -p target/wine
scripts/wine.sh x86_64 --start
scripts/wine.sh i686 --start

part "formatting and lints" scripts/lint.sh
part "Rust tests, debug" cargo test --locked
part "Rust tests, release" cargo test --locked --release
part "every interleaving, with loom" scripts/loom.sh
part "coverage" scripts/coverage.sh
part "planted faults" scripts/planted.sh
part "the header, with every compiler" scripts/check-header.sh
part "the binary interface" scripts/abi.sh
part "the DLLs" scripts/check-windows.sh
part "harness, Linux x86_64" scripts/harness.sh native
part "harness, Windows x86_64 under Wine" scripts/harness.sh x86_64
part "harness, Windows i686 under Wine" scripts/harness.sh i686
part "conformance reports" scripts/check-conformance.sh
part "the harness on trial" scripts/wrong.sh
part "drop-in, Windows x86_64 under Wine" scripts/check-dropin.sh x86_64
part "drop-in, Windows i686 under Wine" scripts/check-dropin.sh i686
part "sanitizers and valgrind" scripts/sanitize.sh short
part "instructions" scripts/cost.sh
part "instructions, Windows x86_64 under Wine" scripts/cost-windows.sh x86_64
part "instructions, Windows i686 under Wine" scripts/cost-windows.sh i686
scripts/wine.sh x86_64 --stop
scripts/wine.sh i686 --stop

what_ran
say "  Not run: the aarch64 DLLs (looked at only); Windows itself (no machine)."
say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
