#!/bin/sh
# target/scratch becomes a copy of the sources, for faults to be planted in. What was built
# there stays; at first, what was built here of other crates is taken over.
set -eu
cd "$(dirname "$0")/.."
mkdir -p target/scratch/target
if [ -e target/debug ] && [ ! -e target/scratch/target/debug ]; then
    mkdir target/scratch/target/debug
    for part in .fingerprint build deps; do cp -a "target/debug/$part" target/scratch/target/debug/; done
fi
find target/scratch -mindepth 1 -maxdepth 1 ! -name target -exec rm -rf {} +
# With the time of now: cargo would take what it built of a planted fault for newer.
tar -cf - --exclude=./target --exclude=./.git . | tar -xmf - -C target/scratch
