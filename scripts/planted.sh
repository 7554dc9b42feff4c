#!/bin/sh
# Plants faults in the Rust core, one at a time, each of which cargo test must catch:
#
# - every statement deleted, which cargo-mutants does not do. tests/planted/redundant lists
#   those that no test on this platform can miss, and why;
# - the changes in tests/planted/changes, in unsafe functions, which cargo-mutants leaves alone.
#
#   scripts/planted.sh [short|long]     short: six of them
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
need_native
scratch=target/scratch
log=$PWD/target/planted.log
redundant=tests/planted/redundant
core="driver entry running state"
case ${1-short} in
short) chosen=6 ;;
long) chosen=1000000 ;;
*) die "usage: planted.sh [short|long]" ;;
esac

# A line for each fault: file, line number, function, the statement, what becomes of it.
faults() {
    for name in $core; do
        awk -v file="src/$name.rs" '
            { sub(/^ +/, "") }
            /^\/\// { next }
            match($0, /fn [a-z_A-Z]+/) { within = substr($0, RSTART + 3, RLENGTH - 3) }
            !within || !/;$/ || /^([})]|pub|fn|const |type |use |assert!)/ { next }
            { print file "\t" NR "\t" within "\t" $0 "\t" }' "src/$name.rs"
    done
    awk '
        /^src\// { file = $0 }
        /^- / { old = substr($0, 3) }
        /^\+ / {
            found = 0
            number = 0
            within = ""
            while ((status = getline line <file) > 0) {
                ++number
                sub(/^ +/, "", line)
                if (match(line, /fn [a-z_A-Z]+/)) name = substr(line, RSTART + 3, RLENGTH - 3)
                if (line == old) { ++found; at = number; within = name }
            }
            close(file)
            if (found != 1) at = "found " found " times"
            print file "\t" at "\t" within "\t" old "\t" substr($0, 3)
        }' tests/planted/changes
}

# Runs cargo test on the scratch copy, and leaves nothing running.
cargo_test() {
    # timeout leads a process group.
    (cd "$scratch" && exec timeout 180 cargo test --locked "$@") >"$log" 2>&1 &
    group=$!
    status=0
    wait "$group" || status=$?
    kill -KILL -- "-$group" 2>/dev/null || true
    return "$status"
}

# The contract's clauses first: they catch nearly all, and build in no time.
passes() {
    cargo_test --test clauses && cargo_test
}

caught() {
    if passes; then return 1; fi
    # Which clause, or which test in Rust.
    by=$(sed -n 's/^.*Test *#[0-9]*: [a-z]*\.[a-z]*\.\([a-z.-]*\) \.*\*\*\*.*/\1/p
        s/^test \(.*\) \.\.\. FAILED/\1/p' "$log" | tail -n 1)
    by=${by:-cargo test, with status $status}
}

scripts/scratch.sh
# Some faults show in optimised code only.
export WSASYNC_PROOF=quick CARGO_PROFILE_DEV_OPT_LEVEL=1
passes || { cat "$log" >&2; die "the tests fail without any fault"; }

faults >target/planted.list
total=$(wc -l <target/planted.list)
passed=0
failed=0
unviable=0
redundant_seen=0
index=0
tab=$(printf '\t')
while IFS=$tab read -r file number within old new <&3; do
    index=$((index + 1))
    [ $((index * chosen / total)) -gt $(((index - 1) * chosen / total)) ] || [ "$chosen" -ge "$total" ] || continue
    fault="$file, $within: $old${new:+  ->  $new}"
    case $number in
    found*)
        failed=$((failed + 1))
        say "NOT APPLIED  $fault: the line was $number"
        continue
        ;;
    esac
    awk -v number="$number" -v new="$new" 'NR == number { $0 = new } 1' "$file" >"$scratch/$file"
    if ! cargo_test --test clauses --no-run; then
        unviable=$((unviable + 1))
    else
        expected=caught
        if grep -qxF "$file, $within: $old" "$redundant"; then
            expected=missed
            redundant_seen=$((redundant_seen + 1))
        fi
        if caught; then verdict=caught; else verdict=missed; fi
        case $verdict,$expected in
        caught,caught)
            passed=$((passed + 1))
            say "caught       $fault  [$by]"
            ;;
        missed,missed) say "redundant    $fault" ;;
        missed,*)
            failed=$((failed + 1))
            say "MISSED       $fault"
            ;;
        *)
            failed=$((failed + 1))
            say "CAUGHT AFTER ALL, take it out of $redundant: $fault  [$by]"
            ;;
        esac
    fi
    cat "$file" >"$scratch/$file"
done 3<target/planted.list

if [ "$chosen" -ge "$total" ] && [ "$redundant_seen" -ne "$(grep -c '^src/' "$redundant")" ]; then
    failed=$((failed + 1))
    say "FAIL  $redundant lists statements that are not there"
fi
say "  ($unviable deletions do not compile)"
say "proof: faults planted in the Rust core and caught: $passed of $((passed + failed))"
say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
