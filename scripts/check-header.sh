#!/bin/sh
# Compiles include/webservices_async.h as C99, C11, C++11 and C++20 with every compiler
# that we support, without a warning: alone, after Wine's webservices.h, and after one
# that declares everything.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
need_native
need_windows

passed=0
failed=0
try() { # NAME COMMAND...
    name=$1
    shift
    if output=$("$@" 2>&1); then
        passed=$((passed + 1))
        say "ok    $name"
    else
        failed=$((failed + 1))
        say "FAIL  $name: $*"
        say "$output"
    fi
}
must_fail() { # NAME COMMAND...
    name=$1
    shift
    if "$@" >/dev/null 2>&1; then
        failed=$((failed + 1))
        say "FAIL  $name: $* was expected to fail"
    else
        passed=$((passed + 1))
        say "ok    $name"
    fi
}

strict='-Wall -Wextra -Wpedantic -Werror -fsyntax-only -Iinclude'
# Wine's headers are for GNU compilers and not of our making: no warnings of theirs.
wine=/usr/include/wine/wine/windows

# shellcheck disable=SC2086 # lists of options
for compiler in gcc clang x86_64-w64-mingw32-gcc i686-w64-mingw32-gcc; do
    for standard in c99 c11 c++11 c++20; do
        language=c
        case $standard in c++*) language=c++ ;; esac
        with="$compiler -x $language -std=$standard $strict"
        try "$compiler $standard, alone" $with tests/header/alone.c
        try "$compiler $standard, after one like the SDK's" \
            $with -DKNOWN_BY_ITS_MACRO tests/header/beside_sdk.c
        try "$compiler $standard, told that the SDK's came first" $with tests/header/beside_sdk.c
        case $compiler in
        *mingw*)
            # mingw's windows.h, and Wine's webservices.h alone.
            mkdir -p target/header
            cp "$wine/webservices.h" target/header/
            try "$compiler $standard, after Wine's webservices.h" \
                $with -isystem target/header tests/header/beside_wine.c
            ;;
        esac
    done
done
# All of Wine's headers, as a Wine program compiles them.
# shellcheck disable=SC2086
for standard in gnu11 gnu++17; do
    language=c
    case $standard in gnu++*) language=c++ ;; esac
    try "gcc $standard, after Wine's own headers" gcc -x $language -std=$standard $strict -fshort-wchar \
        -D_WIN32 -DWIN32 -D__WINESRC__ -isystem "$wine" tests/header/beside_wine.c
done
# And these checks can fail: a header that does not see Wine's collides with it.
# shellcheck disable=SC2086
must_fail "declaring again what Wine's declares is an error" \
    x86_64-w64-mingw32-gcc -std=c11 $strict -isystem target/header tests/header/collides.c

say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
