#!/bin/sh
# The conformance report itself: all of ours holds, Wine's own is called a stub, and what
# is no library is refused.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
need_native
need_windows
need_wine
scratch=target/conformance-check
rm -rf "$scratch"
mkdir -p "$scratch"

passed=0
failed=0
# check WHAT STATUS TEXT ARGUMENT...: conformance.sh ends with the status and prints the text.
check() {
    what=$1 expected=$2 text=$3
    shift 3
    status=0
    timeout 300 scripts/conformance.sh "$@" >"$scratch/log" 2>&1 </dev/null || status=$?
    if [ "$status" -eq "$expected" ] && grep -aqF "$text" "$scratch/log"; then
        passed=$((passed + 1))
        say "ok    $what: $(grep -aF "$text" "$scratch/log")"
    else
        failed=$((failed + 1))
        say "FAIL  $what: status $status, expected $expected and \"$text\""
        sed 's/^/      /' "$scratch/log"
    fi
}

nothing="0 documented ones do not; 0 differ"
check "ours, native" 0 "$nothing" target/release/libwebservices_async.so
for arch in x86_64 i686; do
    check "ours, $arch" 0 "$nothing" target/windows/$arch/webservices_async.dll
    scripts/wine.sh "$arch" --start
    check "Wine's own, $arch" 1 "WsAsyncExecute is a stub: calling it ended the process with exception 0x80000100" \
        "target/wine/$arch/drive_c/windows/system32/webservices.dll" callback-once empty-series sync-result
done

cc -shared -fPIC -Iinclude -o "$scratch/naive.so" bench/naive.c
check "the naive driver, which recurses" 3 "differs" "$scratch/naive.so" inline-flat sync-result
echo "no library" >"$scratch/text.so"
printf 'int nothing;\n' | cc -shared -fPIC -x c -o "$scratch/empty.so" -
# Ends the process before the test does, with the status of one that holds.
printf '#include <stdlib.h>\nvoid WsAsyncExecute(void) { exit(0); }\n' |
    cc -shared -fPIC -x c -o "$scratch/exits.so" -
check "a file that is missing" 2 "there is no file" "$scratch/missing.so"
check "a file that is no library" 2 "is not a Windows program" "$scratch/text.so"
check "a library without the function" 2 "nothing was tested" "$scratch/empty.so"
check "a library that ends the process" 1 "sync-result fails: the process ended before the test did" \
    "$scratch/exits.so" sync-result

say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
