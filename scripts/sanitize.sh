#!/bin/sh
# The C tests under sanitizers, with the Rust library instrumented as well, and the
# plain library under valgrind.
#
#   scripts/sanitize.sh [short|long]
#
# c-tests/stress runs under each; the clauses' tests under the sanitizers. No report
# is suppressed; the tests that cannot run so are listed below, with the reasons.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
case ${1-short} in
short) asan=1000000 tsan=1000000 memcheck=200000 helgrind=50000 drd=50000 ;;
long) asan=10000000 tsan=30000000 memcheck=1000000 helgrind=1000000 drd=1000000 ;;
*) die "usage: sanitize.sh [short|long]" ;;
esac
need_native
target=x86_64-unknown-linux-gnu
case $(rustc -vV) in
*"host: $target"*) ;;
*) die "the sanitizers are set up for $target only" ;;
esac
release=$PWD/target/release
[ -e "$release/libwebservices_async.so" ] || die "the library is missing: run make build"
build=$PWD/target/sanitize
mkdir -p "$build"

passed=0
failed=0
# Runs it, and shows what it printed if it fails.
check() { # TITLE SECONDS COMMAND...
    title=$1
    seconds=$2
    shift 2
    status=0
    timeout -k 10 "$seconds" "$@" >"$build/log" 2>&1 || status=$?
    if [ "$status" -eq 0 ]; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        cat "$build/log"
        say "$title: FAILED, status $status"
    fi
}

stress() { # TITLE SECONDS COMMAND...
    check "$@"
    operations=$(sed -n 's/.* \([0-9]*\) operations$/\1/p' "$build/log")
    say "proof: operations under $1: ${operations:-0}"
}

clauses() { # TITLE SANITIZER NOT
    check "the clauses under $1" 600 ctest --test-dir "$build/$2" --output-on-failure --no-tests=error -j2 \
        -R '\.static\.' -E "\.static\.($3)$"
    say "proof: tests of clauses under $1: $(sed -n 's/.* failed out of \([0-9]*\)$/\1/p' "$build/log")"
}

# Of the clauses' tests all that are linked statically; that leaves out those which unload
# the library. These cannot run so:
# no-heap and no-heap.refused are about the calls of malloc, and the sanitizer puts its
# own in that place.
# survives-unwind, .exception, .forgotten and .retried overlay the frames that were left,
# and there the library looks at what is in their place now: memory of the stack that ASan
# takes for out of bounds.
not_asan='no-heap(\.refused)?|survives-unwind(\.exception|\.forgotten|\.retried)?'
not_tsan='no-heap(\.refused)?'

# Debug information for the line numbers in reports. Needs no std built anew: the
# library uses none of it. The sanitizer's runtime is gcc's.
sanitize() { # SANITIZER GCC-SANITIZERS ITS-CALLS
    sanitizer=$1
    flags="-fsanitize=$2 -fno-sanitize-recover=all -fno-omit-frame-pointer -g"
    library=$build/$sanitizer.a
    RUSTC_BOOTSTRAP=1 CARGO_PROFILE_RELEASE_STRIP=false CARGO_PROFILE_RELEASE_DEBUG=line-tables-only \
        RUSTFLAGS="-Zsanitizer=$sanitizer -Zexternal-clangrt -Cunsafe-allow-abi-mismatch=sanitizer" \
        cargo build --quiet --locked --release --lib --target $target
    cp target/$target/release/libwebservices_async.a "$library"
    grep -q "__$3" "$library" || die "the library is not instrumented: no __$3 in $library"
    # shellcheck disable=SC2086 # a list
    gcc -std=c11 -O1 $flags -DSTRESS_LINKED -Iinclude -o "$build/stress-$sanitizer" \
        c-tests/stress/stress.c "$library" -pthread
    CFLAGS=$flags cmake -S c-tests -B "$build/$sanitizer" -DWSASYNC_PLATFORM="$sanitizer" \
        -DWSASYNC_STATIC="$library" >"$build/log" 2>&1 &&
        cmake --build "$build/$sanitizer" --target static -j2 >>"$build/log" 2>&1 ||
        { cat "$build/log" >&2; die "the harness could not be built"; }
}

# gcc's ASan may move locals off the stack to find uses after return; by its address
# on the stack the library knows a frame that was left.
export ASAN_OPTIONS=detect_stack_use_after_return=0:detect_leaks=1
export TSAN_OPTIONS=halt_on_error=1

sanitize address address,undefined asan_report_load
stress "ASan and UBSan" 600 "$build/stress-address" - $asan
clauses "ASan and UBSan" address "$not_asan"
sanitize thread thread tsan_read
stress TSan 1800 "$build/stress-thread" - $tsan
clauses TSan thread "$not_tsan"

gcc -std=c11 -O2 -g -Iinclude -o "$build/stress" c-tests/stress/stress.c -pthread -ldl
valgrind() { # TOOL OPERATIONS OPTION...
    tool=$1
    operations=$2
    shift 2
    stress "$tool" 1800 valgrind --tool="$tool" --error-exitcode=99 --quiet "$@" \
        "$build/stress" "$release/libwebservices_async.so" "$operations"
}
valgrind memcheck $memcheck --leak-check=full --errors-for-leak-kinds=definite,possible
valgrind helgrind $helgrind
valgrind drd $drd

say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
