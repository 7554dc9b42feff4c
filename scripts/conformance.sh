#!/bin/sh
# How the WsAsyncExecute of any library behaves, clause by clause: prints a table, and
# writes the same as JUnit XML to target/conformance. A DLL is run under Wine.
#
#   scripts/conformance.sh [LIBRARY [CLAUSE...]]
#
# Without a library: builds the programs that make the report, those for Windows too.
# Exit status: 0 every clause holds; 3 all that is documented, but not all that we decided
# where the documentation is silent; 1 not all that is documented; 2 it could not be run.
set -eu
here=$PWD
cd "$(dirname "$0")/.."
. scripts/lib.sh
reports=target/conformance
mkdir -p "$reports" target/c-tests

# The program, of the same objects as the harness.
program() { # native|x86_64|i686
    need_native
    if [ "$1" != native ]; then need_windows; fi
    build=target/c-tests/$1
    toolchain=
    suffix=
    if [ "$1" != native ]; then
        toolchain=-DCMAKE_TOOLCHAIN_FILE=cmake/windows-$1.cmake
        suffix=.exe
    fi
    # shellcheck disable=SC2086 # empty for none
    { cmake -S c-tests -B "$build" -DWSASYNC_PLATFORM="$1" $toolchain &&
        cmake --build "$build" -j2 --target conformance; } >"$build.conformance.log" 2>&1 ||
        { cat "$build.conformance.log"; die "the build failed"; }
    mkdir -p "$reports/$1"
    cp "$build/conformance$suffix" "$reports/$1/"
    program=$reports/$1/conformance$suffix
}

if [ $# -eq 0 ]; then
    for platform in native x86_64 i686; do
        program $platform
        say "$program"
    done
    say "To test a library: make conformance LIBRARY=path. On Windows: see docs/conformance.md."
    exit 0
fi

refuse() {
    say "conformance.sh: $*"
    exit 2
}
library=$(cd "$here" && readlink -f "$1") && [ -f "$library" ] || refuse "there is no file $1"
shift
junit=$reports/$(basename "$library").xml
rm -f "$junit"

if [ "$(head -c 4 "$library" | od -An -c | tr -d ' ')" = '177ELF' ]; then
    program native
    status=0
    "$program" "$library" "$junit" "$@" || status=$?
else
    platform=$(windows_arch "$library") || exit 2
    case $platform in
    x86_64 | i686) ;;
    *) refuse "$library is for $platform: there is no Wine to run it here" ;;
    esac
    program "$platform"
    need_wine
    scripts/wine.sh "$platform" --start
    # Wine's own is loaded as such, and from where a program would find it.
    if head -c 128 "$library" | grep -qaE 'Wine (builtin|placeholder) DLL'; then
        export WINEDLLOVERRIDES="mscoree,mshtml,winedbg.exe,winemenubuilder.exe=;$(basename "$library" .dll)=b"
    fi
    system=$PWD/target/wine/$platform/drive_c/windows/system32
    case $library in
    "$system"/*) library="C:\\windows\\system32\\$(basename "$library")" ;;
    esac
    # What Wine itself has to say about crashes goes apart.
    status=0
    scripts/wine.sh "$platform" "$program" "$library" "$junit" "$@" 2>"$reports/wine.log" || status=$?
fi
# It is written last.
[ -e "$junit" ] || refuse "the report came to no end"
say "Also in $junit"
exit "$status"
