#!/bin/sh
# Counts the instructions that the library spends, beside the naive C driver's, and
# holds them to their bars and to the figures that docs/cost.md gives. Callgrind counts
# exactly: nothing here depends on time or load.
#
#   scripts/cost.sh [LIBRARY]
set -eu
cd "$(dirname "$0")/.."
library=${1:-target/release/libwebservices_async.so}
build=target/cost
counting=$build
. scripts/count.sh
mkdir -p "$build"

cc -O2 -shared -fPIC -Iinclude -o "$build/libnaive.so" bench/naive.c
cc -O2 -Iinclude -o "$build/series" bench/series.c -ldl

# What one more costs inside the library, and in the dynamic loader and libc.
driver() { # LIBRARY SCENARIO
    result=$(each "^$(basename "$1"):" "$build/series" "$1" "$2") || { cat "$counting/callgrind.log" >&2; exit 2; }
    echo "${result% *}"
}

failed=0
printf '%-32s %8s %8s %7s  %s\n' 'driver instructions' ours naive ratio bar
report() { # SCENARIO RATIO|- INSTRUCTIONS|-
    ours=$(driver "$library" "$1")
    case $2 in -) naive='- -' ;; *) naive=$(driver "$build/libnaive.so" "$1") ;; esac
    documented=$(sed -n "/^| .$1. | [0-9]/ { s/^[^0-9]*\([0-9]*\) .*/\1/p; q }" docs/cost.md)
    echo "$ours $naive" | awk -v name="$1" -v ratio="$2" -v most="$3" -v documented="$documented" '{
        held = $2 == 0
        bar = ""
        if (most != "-") { held = held && $1 <= most; bar = "<= " most }
        if (ratio != "-") { held = held && $1 <= ratio * $3; bar = bar (bar ? ", " : "") "<= " ratio " x naive" }
        printf "%-32s %8.2f %8s %7s  %s%s\n", name, $1, $3, ratio == "-" ? "" : sprintf("%.2f", $1 / $3), bar, held ? "" : "  MISSED"
        if ($1 != documented) { print "  docs/cost.md says " documented; held = 0 }
        if ($2 != 0) printf "  and %.2f in libc or the loader: must be 0\n", $2
        exit !held
    }' || failed=$((failed + 1))
}
report synchronous-step 1.00 13
report synchronous-step-with-context 1.00 13
report series 0.85 -
report series-with-context 1.10 -
report asynchronous-step 1.25 -
report asynchronous-series 0.90 60
report inline-step - 36

if [ "$failed" -ne 0 ]; then
    echo "$((7 - failed)) passed, $failed failed"
    exit 1
fi
echo "7 passed, 0 failed"
