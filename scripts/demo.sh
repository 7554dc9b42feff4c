#!/bin/sh
# The main job: builds the library and runs examples/demo.c with it, natively and,
# where Wine is installed, as Windows programs that load the DLLs.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
scripts/build.sh
mkdir -p target/demo
release=$PWD/target/release
flags='-std=c11 -O2 -Wall -Wextra -Wpedantic -Werror -Iinclude'

# shellcheck disable=SC2086 # a list
cc $flags -pthread -o target/demo/demo examples/demo.c -L"$release" -lwebservices_async -Wl,-rpath,"$release"
target/demo/demo

windows() { # ARCH
    scripts/windows.sh "$1"
    # shellcheck disable=SC2086
    "$1-w64-mingw32-gcc" $flags -static-libgcc -o "target/demo/$1.exe" examples/demo.c
    scripts/wine.sh "$1" --start
    scripts/wine.sh "$1" "target/demo/$1.exe" "target/windows/$1/webservices_async.dll"
    scripts/wine.sh "$1" --stop
}
if [ -x /usr/lib/wine/wine64 ]; then
    need_windows
    windows x86_64
    if [ -d target/wine32 ]; then windows i686; fi
else
    say
    say "Wine is not installed, so there is no Windows part. To have it: apt-get install wine, or make test."
fi
