#!/bin/sh
# Configures, builds and runs the C harness for one platform.
#
#   scripts/harness.sh native|x86_64|i686 [CTEST-OPTION...]
#
# x86_64 and i686 are Windows programs and run under Wine. The libraries must have been
# built: make build, make windows.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
[ $# -ge 1 ] || die "usage: harness.sh native|x86_64|i686 [CTEST-OPTION...]"
platform=$1
shift
build=target/c-tests/$platform
case $platform in
native)
    need_native
    release=$PWD/target/release
    [ -e "$release/libwebservices_async.so" ] || die "the library is missing: run make build"
    set -- "$@" -j2
    configure="-DWSASYNC_LIBRARY=$release/libwebservices_async.so
        -DWSASYNC_LINK=$release/libwebservices_async.so -DWSASYNC_LIBRARY_FOLDER=$release
        -DWSASYNC_STATIC=$release/libwebservices_async.a"
    ;;
x86_64 | i686)
    need_native
    need_windows
    need_wine
    windows=$PWD/target/windows/$platform
    [ -e "$windows/webservices_async.dll" ] || die "the DLL is missing: run make windows"
    set -- "$@" -j2
    configure="-DWSASYNC_LIBRARY=$windows/webservices_async.dll
        -DWSASYNC_DROPIN=$windows/dropin/webservices.dll
        -DWSASYNC_LINK=$windows/libwebservices_async.dll.a
        -DCMAKE_TOOLCHAIN_FILE=cmake/windows-$platform.cmake"
    ;;
*) die "no such platform: $platform (native, x86_64, i686)" ;;
esac
# shellcheck disable=SC2086 # a list
cmake -S c-tests -B "$build" -DWSASYNC_PLATFORM="$platform" $configure >"$build.log" 2>&1 ||
    { cat "$build.log" >&2; die "cmake failed"; }
cmake --build "$build" -j2 >>"$build.log" 2>&1 || { cat "$build.log" >&2; die "the build failed"; }
# The program that is linked with the DLL finds it beside itself.
if [ "$platform" != native ]; then cp "$windows/webservices_async.dll" "$build/"; fi
ctest --test-dir "$build" --output-on-failure --no-tests=error "$@"
