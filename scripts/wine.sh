#!/bin/sh
# Runs a Windows program under Wine; CMake's CMAKE_CROSSCOMPILING_EMULATOR too.
#
#   scripts/wine.sh ARCH PROGRAM [ARGUMENT...]
#   scripts/wine.sh ARCH --start    prepares Wine and keeps its server running
#   scripts/wine.sh ARCH --stop     ends the server, and every program with it
#
# ARCH is x86_64 or i686. The exit status is the program's (its low eight bits).
# --start installs what is missing; without it, a program starts the server, which
# ends some seconds after the last one. WINEDEBUG and WINEDLLOVERRIDES may be set.
set -eu
script=$(readlink -f "$0")
root=${script%/*/*}
. "$root/scripts/lib.sh"

[ $# -ge 2 ] || die "usage: wine.sh x86_64|i686 PROGRAM [ARGUMENT...] | --start | --stop"
arch=$1
shift
case $arch in
x86_64)
    wine=/usr/lib/wine/wine64
    server=/usr/lib/wine/wineserver64
    export WINEARCH=win64
    ;;
i686)
    wine=$root/target/wine32/usr/lib/wine/wine
    server=$root/target/wine32/usr/lib/wine/wineserver32
    export WINEARCH=win32
    ;;
*) die "no such architecture: $arch (x86_64, i686)" ;;
esac

prefix=$root/target/wine/$arch
ready=$prefix/ready # written when the prefix is complete
mkdir -p "$root/target/wine"
export WINEPREFIX="$prefix" WINELOADER="$wine" WINESERVER="$server"
export WINEDEBUG="${WINEDEBUG--all}"
# No offer of .NET or a browser engine, no debugger at a crash, no desktop menus;
# and a webservices.dll beside the program goes before Wine's own.
export WINEDLLOVERRIDES="${WINEDLLOVERRIDES-mscoree,mshtml,winedbg.exe,winemenubuilder.exe=;webservices=n,b}"
unset DISPLAY WAYLAND_DISPLAY

# What runs on must not keep our output or our lock open: whoever reads the output
# would wait for its end.
apart() {
    "$@" </dev/null >/dev/null 2>&1 9>&-
}

# Starts the server unless it is up, and with any first program the ones that Windows
# itself runs.
boot() { # OPTION: -p, stay for good; -pN, for N seconds after the last program
    status=0
    apart "$server" "$1" || status=$?
    case $status in
    0) apart "$wine" cmd.exe /c exit || die "Wine does not start (WINEPREFIX $prefix)" ;;
    2) ;; # one is running
    *) die "$server failed, with status $status" ;;
    esac
}

# The same, and makes the prefix first, once. One at a time.
prepare() { # OPTION
    exec 9>"$prefix.lock"
    flock 9
    if [ ! -e "$ready" ]; then
        rm -rf "$prefix"
        mkdir "$prefix"
        boot -p10
        # Complete when the server has written the registry, which it does at its end.
        apart "$server" -k || true
        apart "$server" -w || true
        [ -s "$prefix/system.reg" ] || die "Wine has made no registry in $prefix"
        : >"$ready"
    fi
    boot "$1"
    exec 9>&-
}

case $1 in
--start)
    case $arch in
    x86_64) need_wine ;;
    i686) "$root/scripts/wine32.sh" ;;
    esac
    prepare -p
    ;;
--stop)
    if [ -x "$server" ] && [ -d "$prefix" ]; then
        apart "$server" -k || true # it fails if none is running
        apart "$server" -w
    fi
    ;;
*)
    [ -x "$wine" ] || die "$wine is missing: run $0 $arch --start"
    prepare -p10
    exec "$wine" "$@"
    ;;
esac
