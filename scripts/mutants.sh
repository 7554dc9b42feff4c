#!/bin/sh
# Mutates the Rust core with cargo-mutants: cargo test must notice every mutant, and by
# itself, not by running until it is stopped.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
need_native
need_tool mutants 27.1.0
results=$PWD/target/mutants

scripts/scratch.sh
rm -rf "$results"
mkdir -p "$results"
# Some faults show in optimised code only.
export WSASYNC_PROOF=quick CARGO_PROFILE_DEV_OPT_LEVEL=1
# Its status tells what the lists below tell.
(cd target/scratch && timeout 2400 cargo mutants --in-place --timeout 120 \
    --no-shuffle --no-times --colors never --output "$results") || status=$?
lists=$results/mutants.out
case ${status-0} in
0 | 2 | 3) ;;
*) die "cargo mutants ended with status $status" ;;
esac
count() { wc -l <"$lists/$1.txt"; }
killed=$(count caught)
unnoticed=$(($(count missed) + $(count timeout)))
sed 's/^/MISSED    /' "$lists/missed.txt"
sed 's/^/TIMED OUT /' "$lists/timeout.txt"
say "  ($(count unviable) mutants do not compile)"
say "proof: mutants killed: $killed of $((killed + unnoticed)), $(count timeout) by time-out"
say "$killed passed, $unnoticed failed"
[ "$unnoticed" -eq 0 ] && [ "$killed" -gt 0 ]
