#!/bin/sh
# What the DLLs cost, beside the naive C driver as a DLL; and what a call costs that the
# drop-in forwards, beside a direct one. Under Wine; bench/cost-windows.c does the
# counting, and counts exactly.
#
#   scripts/cost-windows.sh x86_64|i686 [FOLDER]   holds the instructions to the bars below
#   scripts/cost-windows.sh table                  target/bench/windows.md: with times, both widths
#
# FOLDER holds another build: webservices_async.dll, dropin/webservices.dll.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh

# The most driver instructions for each, and the most as a multiple of the naive driver's.
bars='
    scenario                        x86_64  i686  ratio
    synchronous-step                    14    14   1.00
    synchronous-step-with-context       16    17   -
    series                              43    45   1.00
    series-with-context                 74    73   -
    asynchronous-step                   51    72   -
    asynchronous-series                 91    98   -
    inline-step                         43    53   -'
scenarios=$(echo "$bars" | awk 'NR > 2 { print $1 }')
# Of the functions that the drop-in forwards: the least, and one that does something.
functions='WsFreeError WsGetErrorProperty'

# Measures the scenarios into $build/instructions or nanoseconds, the functions into
# those with .forwarded added.
measure() { # instructions|nanoseconds
    # shellcheck disable=SC2086 # lists
    {
        compare "$1" "$folder/webservices_async.dll" "$build/naive.dll" $scenarios >"$build/$1"
        compare "$1" "$folder/dropin/webservices.dll" 'C:\windows\system32\webservices.dll' \
            $functions >"$build/$1.forwarded"
    }
}
compare() {
    timeout 300 scripts/wine.sh "$arch" "$build/cost-windows.exe" "$@" >"$build/output" 2>"$build/log" </dev/null ||
        { cat "$build/log" >&2; die "cost-windows $1 failed ($arch)"; }
    tr -d '\r' <"$build/output"
}

prepare() { # ARCH FOLDER
    arch=$1
    folder=$2
    build=target/cost/$arch
    [ -e "$folder/dropin/webservices.dll" ] || die "the DLLs are missing: run make windows"
    mkdir -p "$build"
    scripts/wine.sh "$arch" --start
    compile="$arch-w64-mingw32-gcc -std=gnu11 -O2 -Wall -Wextra -Werror -static -Iinclude"
    $compile -shared -Wl,--kill-at -o "$build/naive.dll" bench/naive.c
    $compile -o "$build/cost-windows.exe" bench/cost-windows.c
}

# Exits with 1 if a bar is missed.
guard() {
    measure instructions
    line='%-32s %8s %8s %7s  %s\n'
    # shellcheck disable=SC2059 # a format
    {
        printf "$line" "driver instructions, $arch" ours naive ratio bar
        echo "$bars" | sed 1,2d | paste -d ' ' - "$build/instructions" |
            awk -v arch="$arch" -v line="$line" '{
                most = arch == "x86_64" ? $2 : $3
                bar = "<= " most ($4 == "-" ? "" : ", <= " $4 " x naive") ($7 == 0 ? "" : ", 0 elsewhere, not " $7)
                held = $6 <= most && ($4 == "-" || $6 <= $4 * $8) && $7 == 0
                printf line, $1, $6, $8, sprintf("%.2f", $6 / $8), bar (held ? "" : "  MISSED") }'
        printf "$line" 'all instructions of a call' drop-in direct ratio bar
        awk -v line="$line" '{
            through = $2 + $3
            direct = $4 + $5
            held = through <= direct + 1
            printf line, $1, through, direct, sprintf("%.2f", through / direct), "<= direct + 1" (held ? "" : "  MISSED")
        }' "$build/instructions.forwarded"
    } >"$build/report"
    cat "$build/report"
    figures=$(awk '{ printf "%s%s %g", (NR > 1 ? ", " : ""), $1, $2 }' "$build/instructions")
    say "proof: driver instructions, Windows $arch: $figures"
    failed=$(grep -c MISSED "$build/report" || true)
    say "$(($(grep -c '<=' "$build/report") - failed)) passed, $failed failed"
    [ "$failed" -eq 0 ]
}

markdown() { # SUFFIX FIRST SECOND
    printf '\n| | instructions: %s | %s | ratio | nanoseconds: %s | %s | ratio (quartiles) |\n' "$2" "$3" "$2" "$3"
    echo '|---|---|---|---|---|---|---|'
    paste -d ' ' "$build/instructions$1" "$build/nanoseconds$1" | awk '{
        first = $2 + $3
        second = $4 + $5
        printf "| %s | %g | %g | %.2f | %s | %s | %s (%s to %s) |\n", $1, first, second, first / second, $7, $8, $9, $10, $11 }'
}

need_windows
need_wine
case ${1-} in
x86_64 | i686)
    prepare "$1" "${2:-target/windows/$1}"
    guard
    ;;
table)
    mkdir -p target/bench
    for arch in x86_64 i686; do
        prepare $arch target/windows/$arch
        measure instructions
        measure nanoseconds
        scripts/wine.sh $arch --stop
        echo "## The DLLs under Wine, $arch"
        markdown '' ours 'naive C'
        markdown .forwarded 'drop-in' direct
        echo
    done >target/bench/windows.md
    cat >>target/bench/windows.md <<'EOF'
Instructions: in the driver alone; of the forwarded calls, all of them up to the return. Nanoseconds: with the
caller's own functions; medians of 801 rounds in turn. The naive driver recurses for inline steps.
EOF
    cat target/bench/windows.md
    ;;
*) die "usage: cost-windows.sh x86_64|i686 [FOLDER] | table" ;;
esac
