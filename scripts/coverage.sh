#!/bin/sh
# Which lines, regions and branches of src/ cargo test reaches, the C harness included: all,
# but for those in tests/coverage/unreached, each with its reason. A function that is not
# compiled on this platform counts as not reached.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
need_coverage
unreached=tests/coverage/unreached
folder=$PWD/target/coverage
rustc=${RUSTC:-rustc}
host=$("$rustc" -vV | sed -n 's/^host: //p')
version=$("$rustc" -vV | sed -n 's/^LLVM version: \([0-9]*\).*/\1/p')
[ "$version" = 22 ] || die "$rustc has LLVM $version, and llvm-cov-22 may not read what it writes: use one with LLVM 22"

# For one target, so that build scripts are not instrumented as well.
export RUSTC_BOOTSTRAP=1 WSASYNC_PROOF=quick CARGO_TARGET_DIR="$folder"
export RUSTFLAGS="-Cinstrument-coverage -Zcoverage-options=branch"
export LLVM_PROFILE_FILE="$folder/profiles/%p-%m.profraw"
rm -rf "$folder/profiles"
mkdir -p "$folder"
for step in "--no-run" ""; do
    # shellcheck disable=SC2086 # nothing, or an option
    timeout 600 cargo test --locked --target "$host" --tests $step >"$folder/log$step" 2>&1 ||
        { cat "$folder/log$step"; die "cargo test failed"; }
done
llvm-profdata-22 merge --sparse "$folder"/profiles/*.profraw -o "$folder/profile"

# The shared library, and every test that the Rust library is linked into.
set -- "$folder/$host/debug/deps/libwebservices_async.so"
for object in $(sed -n 's/.*Executable.*(\(.*\))$/\1/p' "$folder/log--no-run"); do
    set -- "$@" --object "$object"
done
set -- "$@" --instr-profile "$folder/profile" --sources src
# Not what is for Windows, or for loom.
find src -name '*.rs' ! -name windows.rs ! -name dropin.rs ! -name loom.rs >"$folder/files"
llvm-cov-22 export "$@" >"$folder/export"
llvm-cov-22 export --format=lcov "$@" >"$folder/lcov"

# The source text of each region and branch that no test reaches. Each is there once for every
# copy that the compiler made of its function, and one will do.
awk -v root="$PWD/" -v folder="$folder" '
    function key(part) { return file SUBSEP part[1] SUBSEP part[2] SUBSEP part[3] SUBSEP part[4] }
    function reach(kind, place, count,    part) {
        split(place, part, SUBSEP)
        ++total[kind]
        if (count) ++reached[kind]
        else print text[part[1], part[2]]
    }
    function items(name) { # [[...],[...]] after this name
        at = index($0, "\"" name "\":[[")
        if (!at) return 0
        list = substr($0, at + length(name) + 5)
        return split(substr(list, 1, index(list, "]]") - 1), item, /\],\[/)
    }
    BEGIN {
        while ((getline file <(folder "/files")) > 0) {
            for (number = 1; (getline source <file) > 0; ++number) {
                sub(/^ +/, "", source)
                text[file, number] = file ": " source
                if (source ~ /^([a-z].* )?fn [a-z].*[({}]$/) functions[file, number]
            }
        }
        RS = "{"
    }
    !match($0, /"filenames":\["[^"]*"/) { next }
    {
        file = substr($0, RSTART + 14, RLENGTH - 15)
        if (index(file, root) != 1) next
        file = substr(file, length(root) + 1)
        if (!((file, 1) in text)) next
        for (i = items("regions"); i > 0; --i) {
            split(item[i], part, ",")
            if (part[8] == 0) { starts[file, part[1]]; regions[key(part)] += part[5] }
        }
        for (i = items("branches"); i > 0; --i) {
            split(item[i], part, ",")
            branches[key(part), "true"] += part[5]
            branches[key(part), "false"] += part[6]
        }
    }
    END {
        for (place in functions) {
            if (!(place in starts)) print text[place] "  (not compiled)"
        }
        for (place in regions) reach("regions", place, regions[place])
        for (place in branches) reach("branches", place, branches[place])
        for (kind in total) print "proof: " kind " covered: " reached[kind] + 0 " of " total[kind] >(folder "/proof")
    }' "$folder/export" | sort -u >"$folder/unreached"
grep '^src/' "$unreached" | sort >"$folder/expected"

failed=0
for kind in "23 not reached, and not in $unreached" "13 in $unreached, and reached after all"; do
    comm "-${kind%% *}" "$folder/unreached" "$folder/expected" >"$folder/difference"
    while read -r found; do
        failed=$((failed + 1))
        say "FAIL  ${kind#* }: $found"
    done <"$folder/difference"
done
say "lines reached, and in all:"
awk -F: '
    /^SF:/ { file = $2; sub(/.*\/src\//, "src/", file) }
    /^DA:/ { ++lines[file]; ++lines["all"]; if ($2 !~ /,0$/) { ++reached[file]; ++reached["all"] } }
    END { for (file in lines) printf "  %-24s %5d %5d\n", file, reached[file], lines[file] }' "$folder/lcov" |
    sort -r | tee "$folder/table"
awk '$1 == "all" { print "proof: lines covered: " $2 " of " $3 }' "$folder/table"
cat "$folder/proof"
say "proof: lines in src/ that no test reaches, each with a reason: $(wc -l <"$folder/expected")"
[ "$failed" -eq 0 ] || { say "0 passed, $failed failed"; exit 1; }
say "1 passed, 0 failed"
