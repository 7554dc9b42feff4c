#!/bin/sh
# Explores every interleaving of the threads that start operations and those that
# complete them: tests/loom.rs, over the library compiled for loom.
#
#   scripts/loom.sh [short|long]
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
need_build
case ${1:-short} in
short) limit=600 ;;
long)
    limit=3600
    export WSASYNC_LOOM_LONG=1
    ;;
*) die "usage: loom.sh [short|long]" ;;
esac
mkdir -p target/loom
log=target/loom/log

loom() { # SECONDS ARGUMENT...
    seconds=$1
    shift
    # Optimising across crates takes longer than it saves.
    RUSTFLAGS="--cfg loom" CARGO_PROFILE_RELEASE_LTO=off \
        timeout "$seconds" cargo test --locked --release --target-dir target/loom --test loom "$@"
}

loom 900 --no-run
status=0
# A causality violation ends the process at once: what it says must not be held back.
loom $limit -- --nocapture >"$log" 2>&1 || status=$?
cat "$log"
awk '
    sub(/.*explored, /, "") { sub(/.*: /, ""); interleavings += $1; series += $4 }
    END { print "proof: interleavings explored: " interleavings + 0 " (" series + 0 " series)" }' "$log" |
    sed ':more; s/\B[0-9]\{3\}\>/,&/; t more'
exit $status
