#!/bin/sh
# The long forms of what `make test` holds the short forms of: the evidence that the
# library is right, and that the tests would notice if it were not; of the wrong drivers
# the short form (`make wrong` is the long one). Ends with a summary of one page, which
# goes to target/prove.md as well.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
need_native
need_windows
need_wine
logs=target/prove
. scripts/parts.sh
mkdir -p target/c-tests target/wine

scripts/build.sh
scripts/windows.sh
scripts/wine.sh x86_64 --start
scripts/wine.sh i686 --start

# A quarter of an hour on one processor; the other has enough to do.
scripts/fuzz.sh 900 >"$logs/fuzz" 2>&1 </dev/null &
fuzzing=$!
fuzzed() {
    status=0
    wait "$fuzzing" || status=$?
    cat "$logs/fuzz"
    return "$status"
}

part "every series against the model" env WSASYNC_PROOF=long \
    cargo test --locked --release --test it -- enumeration
part "every interleaving (loom)" scripts/loom.sh long
part "sanitizers and valgrind" scripts/sanitize.sh long
part "wrong C drivers" scripts/wrong.sh
part "conformance reports" scripts/check-conformance.sh
part "faults planted in the core" scripts/planted.sh long
part "mutants" scripts/mutants.sh
part "coverage" scripts/coverage.sh
part "soak" scripts/soak.sh
part "ABI, licences and sources" scripts/abi.sh long
part "instructions" scripts/cost.sh
part "fuzzing" fuzzed
scripts/wine.sh x86_64 --stop
scripts/wine.sh i686 --stop

what_ran
{
    say "# What was proven"
    say
    say "Commit $(git rev-parse --short HEAD 2>/dev/null || echo unknown)$(
        git diff --quiet HEAD 2>/dev/null || echo ', changed'), $(date -u +%Y-%m-%d), $(rustc --version), $(uname -sm)."
    say
    say "| | |"
    say "|---|---|"
    cat "$logs"/*.log | sed -n 's/^proof: \([^:]*\): \(.*\)/| \1 | \2 |/p'
    say
    printf '%s' "$summary" | sed 's/^/    /'
    say
    say "$passed passed, $failed failed."
} >target/prove.md
say
cat target/prove.md
say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
