#!/bin/sh
# The library beside everything that one would pick instead, as far as it can be installed:
# target/bench/report.md, with its pictures. Fails if a bar on a count is missed, never for a time.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
. scripts/count.sh
need_bench
started=$(date +%s)
out=target/bench
counting=$out
library=target/release/libwebservices_async.so
mkdir -p "$out"
rm -f "$out"/*.values "$out"/*.svg "$out/report.md"

# build NAME COMMAND...: one that fails leaves its peers missing.
build() {
    name=$1
    shift
    rm -f "$out/$name"
    "$@" >"$out/$name.log" 2>&1 || say "$name is missing: this failed: $* (see $out/$name.log)"
}
c="-O2 -Wall -Wextra -falign-functions=64 -Iinclude"
# shellcheck disable=SC2086,SC2046 # lists
{
    cc $c -shared -fPIC -o "$out/libnaive.so" bench/naive.c
    cc $c -o "$out/series" bench/series.c -ldl
    cc $c -o "$out/scale" bench/scale.c -ldl -pthread
    cc $c -o "$out/bare" bench/bare.c
    cc $c -o "$out/explicit" bench/explicit.c
    c++ $c -std=c++20 -o "$out/hop" bench/hop.cpp -ldl -pthread
    build coroutine c++ $c -std=c++20 -o "$out/coroutine" bench/coroutine.cpp
    build asio c++ $c -std=c++20 -o "$out/asio" bench/asio.cpp -pthread
    build libuv cc $c -o "$out/libuv" bench/libuv.c -luv
    build glib cc $c -o "$out/glib" bench/glib.c $(pkg-config --cflags --libs glib-2.0 2>/dev/null)
}
build rust cargo build --locked --release --manifest-path bench/peers/Cargo.toml --target-dir "$out/rust-target"
for name in chain localpool tokio hop; do
    rm -f "$out/rust-$name"
    [ ! -e "$out/rust-target/release/$name" ] || ln -s "rust-target/release/$name" "$out/rust-$name"
done

# Who is compared: a name, the program, its variant, the title.
cat >"$out/peers" <<END
ours series $library ours
naive series $out/libnaive.so naive C driver
explicit explicit - explicit style, by hand
bare bare - bare loop, the floor
leaf coroutine leaf C++20 coroutine
task coroutine task C++20, a task per step
chain rust-chain - Rust, executor by hand
localpool rust-localpool - Rust, LocalPool
tokio rust-tokio - tokio, current thread
idle libuv idle libuv idle
async libuv async libuv async
post asio post Boost.Asio, io_context
any asio any Boost.Asio, any_io_executor
glib glib - GLib idle source
END
cat >"$out/hoppers" <<END
bare hop bare mailbox alone
ours hop $library ours
naive hop $out/libnaive.so naive C driver
coroutine hop coroutine C++20 coroutine
channel rust-hop channel Rust, std channel
tokio rust-hop tokio tokio, two runtimes
END
for list in peers hoppers; do cut -d ' ' -f 1,4- "$out/$list" >"$out/$list.titles"; done
{
    head -n 3 "$out/peers.titles"
    say "ratio ours / naive"
} >"$out/drivers.titles"

# for_each LIST COMMAND...: with NAME PROGRAM VARIANT appended. A missing one is put down as such, in the tables.
for_each() {
    list=$1
    shift
    while read -r name program variant _; do
        if [ -x "$out/$program" ]; then
            "$@" "$name" "$out/$program" "$variant" </dev/null
        else
            say "$name missing" >>"$out/missing.values"
        fi
    done <"$out/$list"
}

# Runs a scenario. Its three numbers, or nothing if the variant has no such scenario.
run() { # PROGRAM VARIANT SCENARIO COUNT
    status=0
    ulimit -c 0
    timeout 120 "$@" 2>"$out/run.log" || status=$?
    case $status in
    0 | 3) ;;
    139) say overflow ;;
    *) die "$* failed with status $status: $(cat "$out/run.log")" ;;
    esac
}

# The instructions, and the part of them that drivers spend.
drivers='^(libwebservices_async|libnaive)\.so:|^explicit:(start|go_on|completed)'
count_scenario() { # SCENARIO NAME PROGRAM VARIANT
    result=$(run "$3" "$4" "$1" 1)
    [ -n "$result" ] || return 0
    result=$(each "$drivers" "$3" "$4" "$1") || die "callgrind failed: $(cat "$out/callgrind.log")"
    say "$2 $1 ${result##* }" >>"$out/instructions.values"
    case $2 in ours | naive | explicit) say "$2 $1 ${result%% *}" >>"$out/driver.values" ;; esac
}
scenarios="synchronous-step series series-with-context asynchronous-step asynchronous-series inline-step"
columns="synchronous-step sync step|series series, no context|series-with-context series, context"
columns="$columns|asynchronous-step async step|asynchronous-series async series|inline-step inline step"
say "counting instructions"
: >"$out/missing.values"
for scenario in $scenarios; do for_each peers count_scenario "$scenario"; done

# A million of them: the stack, and the heap.
stack_of() { # SCENARIO NAME PROGRAM VARIANT
    result=$(run "$3" "$4" "$1" 1000000)
    [ -z "$result" ] || say "$2 $1 $(echo "$result" | awk '{ print NF == 1 ? "overflows 8 MB" : $2 " kB" }')" >>"$out/memory.values"
}
heap_of() { # NAME PROGRAM VARIANT
    result=$(run "$2" "$3" pending 1000000)
    [ -z "$result" ] || say "$1 pending $(echo "$result" | awk '{ printf "%.6f", $3 / 1000000 }')" >>"$out/memory.values"
}
say "stack and heap"
for scenario in synchronous-step asynchronous-step inline-step; do for_each peers stack_of "$scenario"; done
for_each peers heap_of

# Times: a b c, a b c, ... so that what disturbs the machine disturbs all.
# One run is to take about 10 ms.
calibrate() { # SCENARIO NAME PROGRAM VARIANT
    result=$(run "$3" "$4" "$1" 5000)
    [ -n "$result" ] || return 0
    count=$(echo "$result" | awk '{ n = 5000 * 1e7 / $1; printf "%d", (n < 1000 ? 1000 : n > 3e6 ? 3e6 : n) }')
    # What grows the stack cannot go on for so long.
    result=$(run "$3" "$4" "$1" "$count")
    case $result in overflow) count=5000 ;; esac
    say "$1 $2 $3 $4 $count" >>"$out/plan"
}
time_plan() { # ROUNDS FILE
    round=0
    while [ $((round += 1)) -le "$1" ]; do
        while read -r scenario name program variant count; do
            result=$(run "$program" "$variant" "$scenario" "$count" </dev/null)
            [ -z "$result" ] ||
                say "$name $scenario $(echo "$result" | awk -v n="$count" '{ printf "%.3f", $1 / n }')" >>"$out/$2"
        done <"$out/plan"
    done
}
say "timing"
: >"$out/plan"
for scenario in $scenarios; do for_each peers calibrate "$scenario"; done
time_plan 11 time.values

plan_pending() { # NAME PROGRAM VARIANT
    result=$(run "$2" "$3" pending 1)
    [ -z "$result" ] || say "pending $1 $2 $3 1000000" >>"$out/plan"
}
: >"$out/plan"
for_each peers plan_pending
time_plan 3 pending.values

say "hops between threads"
plan_hop() { # SCENARIO COUNT NAME PROGRAM VARIANT
    result=$(run "$4" "$5" "$1" 100)
    [ -z "$result" ] || say "$1 $3 $4 $5 $2" >>"$out/plan"
}
: >"$out/plan"
for_each hoppers plan_hop spinning 1000
for_each hoppers plan_hop spinning-apart 1000
for_each hoppers plan_hop blocking 1000
time_plan 101 hop.values

say "scale"
: >"$out/plan"
for scenario in beside-counter apart-from-counter; do
    say "$scenario ours $out/scale $library 200000" >>"$out/plan"
    say "$scenario naive $out/scale $out/libnaive.so 200000" >>"$out/plan"
done
time_plan 101 sharing.values
path_of() { case $1 in ours) say "$library" ;; *) say "$out/libnaive.so" ;; esac; }
threads=$(($(nproc) + 1))
round=0
while [ $((round += 1)) -le 7 ]; do
    t=0
    while [ $((t += 1)) -le "$threads" ]; do
        export THREADS=$t
        for name in ours naive; do
            path=$(path_of $name)
            result=$(run "$out/scale" "$path" throughput 1000000)
            say "$name $t $(echo "$result" | awk '{ printf "%.2f", 16e9 / $1 }')" >>"$out/throughput.values"
            say "$name heap $(echo "$result" | awk '{ printf "%.0f", $3 }')" >>"$out/throughput.values"
        done
    done
done
unset THREADS
for name in ours naive; do
    path=$(path_of $name)
    run "$out/series" "$path" synchronous-step 1000000000 |
        awk -v name=$name '{ printf "%s seconds %.2f\n%s stack %d kB\n", name, $1 / 1e9, name, $2 }' >>"$out/billion.values"
done

# The report.
table() { # LIST COLUMNS FILE...
    titles=$out/$1.titles
    columns=$2
    shift 2
    cat "$out/missing.values" "$@" | awk -v fastest="${fastest-}" -v columns="$columns" -f bench/table.awk "$titles" -
}
medians() { # FILE: of several values for one cell, the median
    sort -k1,1 -k2,2 -k3,3n "$1" | awk '
        function flush(    m) { if (n) { m = list[int((n + 1) / 2)]; print key, m } n = 0 }
        $1 " " $2 != key { flush(); key = $1 " " $2 }
        { list[++n] = $3 }
        END { flush() }'
}
value() { # FILE NAME COLUMN
    awk -v name="$2" -v column="$3" '$1 == name && $2 == column { print $3; exit }' "$out/$1.values"
}

missed=0
# Held if ours, so many times, is at most theirs.
claim() { # TEXT OURS FACTOR THEIRS
    if [ -z "$4" ]; then
        say "- not judged, missing: $1"
    elif awk -v a="$2" -v factor="$3" -v b="$4" 'BEGIN { exit !(a ~ /^[0-9.]+$/ && a * factor <= b) }'; then
        say "- held: $1 ($2 against $4)"
    else
        say "- **MISSED**: $1 ($2 against $4)"
        missed=$((missed + 1))
    fi
}
claims() {
    step=$(value instructions ours asynchronous-step)
    claim "a synchronous step takes the naive driver's instructions" \
        "$(value driver ours synchronous-step)" 1 "$(value driver naive synchronous-step)"
    claim "an asynchronous step takes at most 1/3 of tokio's instructions" "$step" 3 "$(value instructions tokio asynchronous-step)"
    claim "at most 1/3 of LocalPool's" "$step" 3 "$(value instructions localpool asynchronous-step)"
    claim "at most 1/5 of libuv's, idle" "$step" 5 "$(value instructions idle asynchronous-step)"
    claim "at most 1/5 of libuv's, async" "$step" 5 "$(value instructions async asynchronous-step)"
    claim "at most 1/7 of Boost.Asio's, through any_io_executor" "$step" 7 "$(value instructions any asynchronous-step)"
    claim "no heap, a million series pending, in bytes" "$(value memory ours pending)" 1 0
    for scenario in synchronous-step asynchronous-step inline-step; do
        claim "no growth of the stack over a million of $scenario, in kB" "$(value memory ours $scenario)" 1 0
    done
}
claims >"$out/claims"

# The DLLs. What they need is installed as well; without it they are missing, and said to be.
if (scripts/windows.sh && scripts/cost-windows.sh table) >"$out/windows.log" 2>&1; then
    windows=$(cat "$out/windows.md")
else
    windows="## The DLLs under Wine

**missing**: $out/windows.log says why"
fi

awk '$2 == "asynchronous-step"' "$out/instructions.values" | sort -k3,3n | while read -r name _ instructions; do
    say "$instructions $(sed -n "s/^$name //p" "$out/peers.titles")"
done >"$out/bars"
leaner=$(awk -v ours="$(value instructions ours asynchronous-step)" '
    $1 < ours { n = $1; sub(/^[^ ]+ /, ""); printf "%s%s (%.0f)", (NR > 1 ? ", " : ""), $0, n }' "$out/bars")
awk -v heading="Instructions per asynchronous step, same-thread queue" -f bench/bars.awk "$out/bars" \
    >"$out/asynchronous-step.svg"
medians "$out/throughput.values" | awk '$2 != "heap"' >"$out/curve"
awk '{ speed[$1, $2] = $3; if ($2 > most) most = $2 }
    END { for (t = 1; t <= most; t++) printf "ratio %d %.2f x\n", t, speed["ours", t] / speed["naive", t] }' "$out/curve" >"$out/ratio.values"
awk -v heading="Million completions a second" -v below="completing threads, on $(nproc) processors" \
    -f bench/curve.awk "$out/curve" >"$out/threads.svg"

lines=$(t=0; while [ $((t += 1)) -le "$threads" ]; do printf '|%d %d' $t $t; done)
{
    cat <<END
# The cost, beside everything that one would pick instead

$(sed -n 's/^model name.*: //p' /proc/cpuinfo | sort -u | head -n 1), $(nproc) processors, $(uname -srm), $(cc --version | head -n 1),
$(rustc --version). Load when this was written: $(cut -d ' ' -f 1-3 /proc/loadavg).
Instruction counts are exact and come out the same again. Nanoseconds are those of a shared, noisy machine:
compare within a table only. C and C++ are built with -O2 and functions aligned to 64 bytes, Rust with its release
profile and LTO. "–": there is no such thing there.

$(cat "$out/claims")

## Instructions, in all

Per step or per series, everything counted that happens outside the kernel, the caller's own work too.

$(table peers "$columns" "$out/instructions.values")

![](asynchronous-step.svg)

Ours, the naive driver, the explicit style, the bare loop, the coroutines and the executor by hand share one
queue, a ring; the others bring their own. Those call through a pointer for each step; coroutines and futures know
at compile time what they await, so that little is left of a step which completes at once. A series of theirs
allocates, but not where the compiler sees its end. The naive driver, the explicit style and Boost.Asio's
dispatch recurse on inline steps; what the first two save is not telling them from others.

A libuv, GLib or Boost.Asio step always goes through the loop; a future that completes while it is asked is a
synchronous step; none of them makes a difference between series with and without somebody to call back.
Boost.Asio is there twice: posting to its io_context itself, and through any_io_executor, which its sockets and timers
hold unless told otherwise. The bar is on that one.

Leaner than ours per asynchronous step: ${leaner:-none}.

Of these, spent in the driver:

$(table drivers "$columns" "$out/driver.values")

## Nanoseconds

Medians of 11 interleaved rounds [and quartiles].

$(table peers "$columns" "$out/time.values")

## Memory

Growth of the stack over a million steps; bytes of heap for each of a million pending series, and nanoseconds to
start and complete one of them. The caller's own is not counted: for ours, the 40 bytes of its WS_ASYNC_STATE.

$(table peers "synchronous-step stack, sync|asynchronous-step stack, async|inline-step stack, inline|pending heap" "$out/memory.values")

$(table peers "pending ns for each pending" "$out/pending.values")

## From one thread to another

Nanoseconds for a hop, each completion on the other one of two threads: the fastest of 101 rounds of 1000, the median
[and quartiles]. The fastest is the one to compare, since spinning suffers most from others on the machine. The
state of ours and of the naive driver lies in the mailbox's cache line, or apart from it. Blocking is by futex.

$(fastest=1 table hoppers "spinning spinning|spinning-apart spinning, state apart|blocking blocking" "$out/hop.values")

## Scale

A million series pending at once, completed by so many threads, 16 operations each; million completions a second:

$(table drivers "${lines#|}" "$out/throughput.values" "$out/ratio.values")

![](threads.svg)

Heap meanwhile: ours $(value throughput ours heap) bytes, naive $(value throughput naive heap).

One series of 1,000,000,000 synchronous steps; each step counted itself.

$(table drivers "seconds seconds|stack stack" "$out/billion.values")

False sharing: nanoseconds for an asynchronous step while another thread counts without pause, in the state's cache
line, and in another. (Without the rounds in which that thread was kept from running.) Keep what other threads write
often out of the state's line, but have the completer's mailbox in it: see the hops above.

$(table drivers "beside-counter same line|apart-from-counter apart" "$out/sharing.values")

$windows

Took $(($(date +%s) - started)) s.
END
} >"$out/report.md"
cat "$out/report.md"
say
say "in $out/report.md, with pictures"
[ "$missed" -eq 0 ] || die "$missed bars missed"
