#!/bin/sh
# The harness on trial: builds c-tests/wrong/driver.c with each fault of
# c-tests/wrong/expected.txt, and expects the conformance report to find it, at the clauses
# that the table names; and to find nothing in the same driver without a fault.
#
#   scripts/wrong.sh [short|long]
#
# short runs, for each fault, the clauses that must find it; long runs all, and prints every
# clause that does.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
scratch=target/wrong
table=c-tests/wrong/expected.txt
faults() { sed '/^#/d; /^$/d' "$table"; }

# Builds one driver and writes what the report says of it. Called below, two at a time.
if [ "${1-}" = --one ]; then
    form=$2 fault=$3 where=$4
    shift 4
    case $where in
    native)
        library=$scratch/$fault.so
        set -- cc -fPIC -shared -pthread -- "$@"
        ;;
    *)
        library=$scratch/$fault.$where.dll
        set -- "$where-w64-mingw32-gcc" -shared -static-libgcc -Wl,--kill-at -- "$@"
        ;;
    esac
    compile=
    while [ "$1" != -- ]; do
        compile="$compile $1"
        shift
    done
    shift
    report=$library.report
    # shellcheck disable=SC2086 # a list
    $compile -std=gnu11 -O1 -Wall -Wextra -Werror -Iinclude -DFAULT="$fault" "-DFAULT_$fault" \
        -DFAULTS="$(faults | awk '{ printf "%s%s", comma, $1; comma = "," }')" \
        -o "$library" c-tests/wrong/driver.c >"$report" 2>&1 || {
        echo "status unbuilt" >>"$report"
        exit 0
    }
    # A fault may be that something waits for ever, in one clause or in all; what is right
    # takes a second.
    case $form,$fault in
    *,none) ;;
    short,*) export WSASYNC_TIME_LIMIT=10 ;;
    *) export WSASYNC_TIME_LIMIT=2 ;;
    esac
    [ "$form" = short ] || set --
    run=
    suffix=
    if [ "$where" != native ]; then
        run="scripts/wine.sh $where"
        suffix=.exe
    fi
    status=0
    # shellcheck disable=SC2086 # empty for none
    timeout 900 $run target/conformance/$where/conformance$suffix "$library" "" "$@" >"$report" 2>/dev/null || status=$?
    echo "status $status" >>"$report"
    exit 0
fi

form=${1:-short}
case $form in
short | long) ;;
*) die "usage: wrong.sh [short|long]" ;;
esac
need_native
need_windows
need_wine
rm -rf "$scratch"
mkdir -p "$scratch"
scripts/conformance.sh >/dev/null
scripts/wine.sh x86_64 --start
scripts/wine.sh i686 --start

{
    for where in native x86_64 i686; do echo "none $where"; done
    faults
} | sed "s|^|$form |" | xargs -P2 -L1 "$PWD/scripts/wrong.sh" --one

passed=0
failed=0
pass() {
    passed=$((passed + 1))
    say "ok    $*"
}
fail() {
    failed=$((failed + 1))
    say "FAIL  $*"
}
report_of() { # FAULT WHERE
    case $2 in
    native) echo "$scratch/$1.so.report" ;;
    *) echo "$scratch/$1.$2.dll.report" ;;
    esac
}

for where in native x86_64 i686; do
    report=$(report_of none $where)
    if [ "$(tail -n 1 "$report")" = "status 0" ]; then
        pass "no fault, $where: every clause holds"
    else
        fail "no fault, $where"
        sed 's/^/      /' "$report"
    fi
done

say "Fault, and the clauses that found it"
caught=0
planted=0
while read -r fault where expected; do
    planted=$((planted + 1))
    report=$(report_of "$fault" "$where")
    found=$(awk '/^  [a-z]/ && $2 != "holds" { printf " %s=%s", $1, $2 }' "$report")
    missing=
    for clause in $expected; do
        case "$found" in
        *" $clause=fails"* | *" $clause=crashes"* | *" $clause=hangs"* | *" $clause=differs"*) ;;
        *) missing="$missing $clause" ;;
        esac
    done
    case $(tail -n 1 "$report") in
    "status 1" | "status 3") ;;
    *) missing="$missing (no verdict)" ;;
    esac
    if [ -z "$missing" ]; then
        caught=$((caught + 1))
        pass "$(printf '%-35s%s' "$fault" "$found")"
    else
        fail "$(printf '%-35s%s; not found by%s' "$fault" "$found" "$missing")"
        sed 's/^/      /' "$report"
    fi
done <<END
$(faults)
END

# And every clause is the one that finds something.
clauses=0
useful=0
for clause in abi whole $(sed -n 's/^| `\([a-z0-9-]*\)` |.*/\1/p' docs/contract.md); do
    clauses=$((clauses + 1))
    if faults | awk -v clause="$clause" '{ for (i = 3; i <= NF; i++) if ($i == clause) found = 1 } END { exit !found }'; then
        useful=$((useful + 1))
    else
        fail "no fault is there to be found by $clause"
    fi
done
if [ "$clauses" -eq "$useful" ]; then pass "each of $clauses clauses finds a fault"; fi

say "proof: faults planted in C drivers and caught: $caught of $planted"
say "proof: clauses that find a fault: $useful of $clauses"
say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
