#!/bin/sh
# Looks at the built shared library: its name, its exports, what it needs, its size.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
need_native
library=target/release/libwebservices_async.so
[ -e "$library" ] || die "$library is missing: run make build"

passed=0
failed=0
check() { # NAME ACTUAL EXPECTED
    if [ "$2" = "$3" ]; then
        passed=$((passed + 1))
        say "ok    $1"
    else
        failed=$((failed + 1))
        say "FAIL  $1"
        say "  actual   $2"
        say "  expected $3"
    fi
}

dynamic() { readelf -dW "$library" | sed -n "s/.*($1).*\[\(.*\)\].*/\1/p" | sort | tr '\n' ' '; }
listed=$(sed -n '/^EXPORTS/,$ s/^ *\([A-Za-z0-9_]*\)@.*; ours$/\1/p' webservices.def |
    grep . | sort | tr '\n' ' ')
exported=$(nm -D --defined-only "$library" | awk '{ print $3 }' | sort | tr '\n' ' ')
size=$(wc -c <"$library")

check "webservices.def lists something" "$([ -n "$listed" ] && echo yes)" yes
check "it exports what webservices.def marks as ours, and nothing else" "$exported" "$listed"
check "its name is libwebservices_async.so.1" "$(dynamic SONAME)" "libwebservices_async.so.1 "
check "it needs nothing but libc" "$(dynamic NEEDED | sed 's/libc\.so\.6 //')" ""
check "it calls nothing that allocates, locks or starts threads" \
    "$(nm -D --undefined-only "$library" | awk '$1 == "U" { print $2 }' | tr '\n' ' ')" ""
check "it stays loaded (NODELETE)" "$(readelf -dW "$library" | grep -c 'NODELETE')" 1
check "its stack is not executable" "$(readelf -lW "$library" | awk '/GNU_STACK/ { print $7 }')" RW
check "it is at most 16 KiB ($size bytes)" "$([ "$size" -le 16384 ] && echo yes)" yes
check "it is stripped" "$(readelf -SW "$library" | grep -c '\.symtab' || true)" 0

say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
