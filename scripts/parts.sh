# shellcheck shell=sh
# What scripts/test.sh and scripts/prove.sh share: parts that are run one after another,
# and their counts. To be sourced, after scripts/lib.sh; wants $logs, a folder.

rm -rf "$logs"
mkdir -p "$logs"
started=$(date +%s)
summary=
passed=0
failed=0

# Prints what the part prints. One that fails does not keep the others from running.
# A part's output ends in its counts, in one of three forms.
part() { # TITLE COMMAND...
    title=$1
    shift
    log=$logs/$(echo "$title" | tr -c 'A-Za-z0-9\n' -).log
    say
    say "== $title"
    status=0
    from=$(date +%s)
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
    summary="$summary$(printf '  %-44s %4d passed %4d failed or skipped %5d s' "$title" "$good" "$bad" \
        $(($(date +%s) - from)))
"
}

what_ran() {
    say
    say "== What ran, in $(($(date +%s) - started)) s"
    printf '%s' "$summary"
}
