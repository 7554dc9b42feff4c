#!/bin/sh
# Ten million series of random shape on four threads: c-tests/stress, on the library
# as it is used. Repeat one that failed with the seed that it printed.
#
#   scripts/soak.sh [SEED]
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
need_build
library=target/release/libwebservices_async.so
[ -e "$library" ] || die "the library is missing: run make build"
mkdir -p target/soak
gcc -std=c11 -O2 -g -Iinclude -o target/soak/stress c-tests/stress/stress.c -pthread -ldl
seed=${1-$(date +%s)}
say "seed $seed"
# A hundred functions make some 25 series.
timeout -k 10 1800 target/soak/stress "$library" 42000000 "$seed" 4 >target/soak/log || {
    status=$?
    cat target/soak/log
    die "seed $seed: failed, status $status"
}
cat target/soak/log
series=$(sed -n 's/.*: \([0-9]*\) series.*/\1/p' target/soak/log)
say "proof: series in the soak: $series"
[ "$series" -ge 10000000 ] || die "only $series series"
say "1 passed, 0 failed"
