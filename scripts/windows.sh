#!/bin/sh
# Builds the DLLs for Windows, with Debian's Rust compiler and LLVM's linker:
# no C runtime, and nothing in the files that depends on time or place.
#
#   scripts/windows.sh [ARCH...]      ARCH: x86_64 i686 aarch64; all, if none is named
#
# Each goes to target/windows/ARCH:
#   webservices_async.dll       the library
#   webservices_async.lib       import library, for Microsoft's linker and lld-link
#   libwebservices_async.dll.a  the same, under the name that GNU ld looks for
# and to target/windows/ARCH/dropin the whole webservices.dll, with webservices.lib and
# libwebservices.dll.a likewise.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh

[ $# -gt 0 ] || set -- x86_64 i686 aarch64
for arch; do
    case $arch in
    x86_64 | i686 | aarch64) ;;
    *) die "no such architecture: $arch (x86_64, i686, aarch64)" ;;
    esac
done
need_windows

windows_cargo "$@" -- --lib --target-dir target/windows-build
# A folder of its own, because the file has the same name there.
windows_cargo "$@" -- --lib --target-dir target/windows-build-dropin --features dropin

# webservices.def as an import library wants it: 32-bit names carry the size of the
# arguments, the others do not.
definition() { # ARCH
    case $1 in
    i686) sed 's/ *;.*//' webservices.def ;;
    *) sed 's/ *;.*//; s/@.*//' webservices.def ;;
    esac | sed 's/^LIBRARY .*/LIBRARY webservices.dll/'
}

for arch; do
    from=target/windows-build/$arch-pc-windows-msvc/release
    to=target/windows/$arch
    mkdir -p "$to/dropin"
    # rustc's webservices_async.lib is the static library.
    cp "$from/webservices_async.dll" "$to/webservices_async.dll"
    cp "$from/webservices_async.dll.lib" "$to/webservices_async.lib"
    cp "$from/webservices_async.dll.lib" "$to/libwebservices_async.dll.a"

    cp "target/windows-build-dropin/$arch-pc-windows-msvc/release/webservices_async.dll" \
        "$to/dropin/webservices.dll"
    case $arch in
    x86_64) machine=i386:x86-64 ;;
    i686) machine=i386 ;;
    aarch64) machine=arm64 ;;
    esac
    definition "$arch" >"$to/dropin/webservices.def"
    # -k: the DLL's own names carry no size.
    llvm-dlltool-22 -m "$machine" -k -d "$to/dropin/webservices.def" -l "$to/dropin/webservices.lib"
    rm "$to/dropin/webservices.def"
    cp "$to/dropin/webservices.lib" "$to/dropin/libwebservices.dll.a"
    say "$to: webservices_async.dll $(wc -c <"$to/webservices_async.dll") bytes," \
        "webservices.dll $(wc -c <"$to/dropin/webservices.dll") bytes"
done
