#!/bin/sh
# Every test. Prints what each part prints, and in the end how many tests ran where.
# A part that fails does not keep the others from running.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
need_native
need_windows
need_wine
logs=target/test
rm -rf "$logs"
mkdir -p "$logs" target/c-tests
started=$(date +%s)

summary=
passed=0
failed=0
# A part's output ends in its counts, in one of three forms.
part() { # TITLE COMMAND...
    title=$1
    shift
    log=$logs/$(echo "$title" | tr -c 'A-Za-z0-9\n' -).log
    say
    say "== $title"
    status=0
    # No pipe: it would hide the status.
    "$@" >"$log" 2>&1 </dev/null || status=$?
    cat "$log"
    counts=$(awk '
        /^test result: / { good += $4; bad += $6; skipped += $8 }                  # cargo test
        /^[0-9]+ passed, [0-9]+ failed$/ { good += $1; bad += $3 }                  # our scripts
        /tests passed, [0-9]+ tests failed out of [0-9]+$/ { good += $NF - $4; bad += $4 } # ctest
        /^[0-9]+ - .*\((Skipped|Not Run|Disabled)\)$/ { skipped++ }
        END { print good + 0, bad + skipped + 0 }' "$log")
    good=${counts% *}
    bad=${counts#* }
    if [ "$good" -eq 0 ] || { [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; }; then bad=$((bad + 1)); fi
    passed=$((passed + good))
    failed=$((failed + bad))
    summary="$summary$(printf '  %-44s %4d passed %4d failed or skipped' "$title" "$good" "$bad")
"
}

scripts/build.sh
scripts/windows.sh
mkdir -p target/wine
scripts/wine.sh x86_64 --start
scripts/wine.sh i686 --start

part "formatting and lints" scripts/lint.sh
part "Rust tests, debug" cargo test --locked
part "Rust tests, release" cargo test --locked --release
part "the header, with every compiler" scripts/check-header.sh
part "the shared library" scripts/check-linux.sh
part "the DLLs" scripts/check-windows.sh
part "harness, Linux x86_64" scripts/harness.sh native
part "harness, Windows x86_64 under Wine" scripts/harness.sh x86_64
part "harness, Windows i686 under Wine" scripts/harness.sh i686
part "drop-in, Windows x86_64 under Wine" scripts/check-dropin.sh x86_64
part "drop-in, Windows i686 under Wine" scripts/check-dropin.sh i686
part "instructions" scripts/cost.sh
scripts/wine.sh x86_64 --stop
scripts/wine.sh i686 --stop

say
say "== What ran, in $(($(date +%s) - started)) s"
printf '%s' "$summary"
say "  Not run: the aarch64 DLLs (looked at only); Windows itself (no machine)."
say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
