#!/bin/sh
# Fuzzes: scripts of series, made from random bytes, are played on the library and judged
# by the reference model (tests/model).
#
#   scripts/fuzz.sh [SECONDS]      60, unless told otherwise
#
# Starts from fuzz/corpus; new inputs collect in target/fuzz/corpus. An input that fails
# stays in target/fuzz.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
seconds=${1:-60}
case $seconds in
'' | *[!0-9]* | 0*) die "usage: fuzz.sh [SECONDS]" ;; # to libFuzzer, 0 is for ever
esac
need_native

need_tool fuzz 0.13.1
# The pages and the model find what a sanitizer would, so that any toolchain will do.
RUSTC_BOOTSTRAP=1 cargo fuzz build --sanitizer none --target-dir target/fuzz series
host=$(rustc -vV | sed -n 's/^host: //p')

log=target/fuzz/log
mkdir -p target/fuzz/corpus
status=0
timeout -k 10 $((seconds + 120)) "target/fuzz/$host/release/series" -max_total_time="$seconds" -timeout=30 \
    -max_len=1024 -artifact_prefix=target/fuzz/ -print_final_stats=1 target/fuzz/corpus fuzz/corpus/series \
    >"$log" 2>&1 </dev/null || status=$?
if [ "$status" -ne 0 ]; then
    grep -v '^#' "$log" | tail -n 150
    input=$(sed -n 's/.*Test unit written to //p' "$log")
    say "The fuzz target ended with status $status. Once more: target/fuzz/$host/release/series ${input:-(no input)}"
    say "0 passed, 1 failed"
    exit 1
fi
executions=$(sed -n 's/^stat::number_of_executed_units: //p' "$log" | sed ':again; s/\B[0-9]\{3\}\>/,&/; t again')
[ -n "$executions" ] || die "libFuzzer says nothing of its executions: see $log"
say "proof: fuzz executions: $executions"
say "1 passed, 0 failed"
