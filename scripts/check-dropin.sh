#!/bin/sh
# The drop-in webservices.dll with real clients, under Wine.
#
#   scripts/check-dropin.sh x86_64|i686
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
[ $# -eq 1 ] || die "usage: check-dropin.sh x86_64|i686"
arch=$1
need_windows
need_wine
dropin=$PWD/target/windows/$arch/dropin
[ -e "$dropin/webservices.dll" ] || die "the drop-in is missing: run make windows"
scratch=target/dropin/$arch
rm -rf "$scratch"
mkdir -p "$scratch/beside" "$scratch/alone" "$scratch/include"
log=$scratch/log

passed=0
failed=0
pass() {
    passed=$((passed + 1))
    say "ok    $1"
}
fail() {
    failed=$((failed + 1))
    say "FAIL  $1"
    sed 's/^/      /' "$log"
}
# check WHAT COMMAND...; shows the last line that a good one prints.
check() {
    what=$1
    shift
    if "$@" >"$log" 2>&1 </dev/null; then pass "$what: $(tail -n 1 "$log" | tr -d '\r')"; else fail "$what"; fi
}
run() { timeout 300 scripts/wine.sh "$arch" "$@"; }

compile() { # NAME OPTION...
    name=$1
    shift
    "$arch-w64-mingw32-gcc" -std=c11 -O2 -Wall -Wextra -Wpedantic -Werror -Iinclude -isystem "$scratch/include" \
        -static-libgcc -o "$scratch/beside/$name.exe" "c-tests/dropin/$name.c" "$@"
}

# Wine's header beside mingw's: see tests/header.
cp /usr/include/wine/wine/windows/webservices.h "$scratch/include/"
cp "$dropin/webservices.dll" "$scratch/beside/"
compile control "$dropin/libwebservices.dll.a"
compile session "$dropin/libwebservices.dll.a" -lws2_32
compile functions
compile resolve
"$arch-w64-mingw32-gcc" -shared -O2 -Wall -Wextra -Werror -static-libgcc -Wl,--kill-at \
    -o "$scratch/stand_in.dll" c-tests/dropin/stand_in.c
cp "$scratch/beside/control.exe" "$scratch/beside/functions.exe" "$scratch/alone/"

scripts/wine.sh "$arch" --start

# Without the drop-in the same program must die in Wine's stub, or it proves nothing.
if WINEDEBUG=err+all,fixme-all run "$scratch/alone/control.exe" >"$log" 2>&1 </dev/null; then
    fail "control: under plain Wine the program dies at WsAsyncExecute"
elif grep -q 'unimplemented function webservices.dll.WsAsyncExecute' "$log"; then
    pass "control: under plain Wine the program dies at WsAsyncExecute"
else
    fail "control: under plain Wine the program dies, but not at WsAsyncExecute"
fi
check "control: beside the drop-in it runs" run "$scratch/beside/control.exe"

# The system's functions give the same through the drop-in as directly.
WINEDLLOVERRIDES='mscoree,mshtml,winedbg.exe=;webservices=b' run "$scratch/alone/functions.exe" \
    'C:\windows\system32\webservices.dll' >"$scratch/direct" 2>"$scratch/direct.module" </dev/null || true
run "$scratch/beside/functions.exe" "$scratch/beside/webservices.dll" >"$scratch/through" \
    2>"$scratch/through.module" </dev/null || true
lines=$(wc -l <"$scratch/direct")
if diff "$scratch/direct" "$scratch/through" >"$log" 2>&1 && [ "$lines" -ge 40 ]; then
    pass "functions: $lines results are the same through the drop-in as directly"
else
    fail "functions: the same results through the drop-in as directly ($lines lines)"
fi

check "session" run "$scratch/beside/session.exe" both 1000
check "session, cut in the middle" run "$scratch/beside/session.exe" both 1000 cut

# Microsoft's own Rust bindings.
if windows_cargo "$arch" -- --target-dir target/windows-client \
    --manifest-path c-tests/dropin/client/Cargo.toml >"$log" 2>&1; then
    cp "target/windows-client/$arch-pc-windows-msvc/release/client.exe" "$scratch/beside/"
    check "windows-sys" run "$scratch/beside/client.exe"
else
    fail "windows-sys: the client compiles"
fi

# Installed by one command, without an override from outside; removed by another.
export WINEDLLOVERRIDES='mscoree,mshtml,winedbg.exe='
export WINE="scripts/wine.sh $arch"
mkdir "$scratch/installed"
cp "$scratch/beside/control.exe" "$scratch/installed/"
dies() { ! "$@"; }
check "install-wine.sh: not yet, and it dies" dies run "$scratch/installed/control.exe"
check "install-wine.sh" scripts/install-wine.sh "$scratch/installed"
check "install-wine.sh: now it runs" run "$scratch/installed/control.exe"
check "install-wine.sh --remove" scripts/install-wine.sh "$scratch/installed/control.exe" --remove
check "install-wine.sh: removed, and it dies" dies run "$scratch/installed/control.exe"
check "install-wine.sh: the DLL is gone" dies test -e "$scratch/installed/webservices.dll"
echo "somebody else's" >"$scratch/installed/webservices.dll"
check "install-wine.sh: leaves another webservices.dll alone" \
    dies scripts/install-wine.sh "$scratch/installed/control.exe"
unset WINEDLLOVERRIDES WINE

# How the system's functions are found. The stand-in takes the place of Wine's DLL in
# the system directory meanwhile.
system=target/wine/$arch/drive_c/windows/system32/webservices.dll
[ -e "$system" ] || die "$system is missing"
cp -P "$system" "$scratch/original.dll"
restore() { cp -P --remove-destination "$scratch/original.dll" "$system"; }
trap 'restore' EXIT
trap 'exit 1' HUP INT TERM
cp --remove-destination "$scratch/stand_in.dll" "$system"
check "arguments and threads" run "$scratch/beside/resolve.exe" "$scratch/beside/webservices.dll" forward
check "a function that the system lacks" \
    run "$scratch/beside/resolve.exe" "$scratch/beside/webservices.dll" lacking WsFreeHeap
cp --remove-destination "$dropin/webservices.dll" "$system"
check "in the system directory it does not call itself" \
    run "$scratch/beside/resolve.exe" 'C:\windows\system32\webservices.dll' absent WsFreeHeap
restore
export WINEDLLOVERRIDES='mscoree,mshtml,winedbg.exe=;webservices=n'
check "a system without the DLL" \
    run "$scratch/beside/resolve.exe" "$scratch/beside/webservices.dll" absent WsFreeHeap
unset WINEDLLOVERRIDES

say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
