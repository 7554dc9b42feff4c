#!/bin/sh
# Builds the libraries for this machine: target/release/libwebservices_async.so and .a
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
need_build
cargo build --locked --release --lib
# The name that programs linked with the shared library look for.
ln -sf libwebservices_async.so target/release/libwebservices_async.so.1
