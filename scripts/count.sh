# shellcheck shell=sh
# Counting instructions with callgrind: exactly, whatever the time and the load.
# To be sourced. Uses $counting, a folder.

# count INSIDE COMMAND...: runs a program that has a function `measured`. Three numbers: of the instructions
# executed during that function, those in functions whose "OBJECT:FUNCTION" matches INSIDE, those in the
# dynamic loader and libc, and all.
count() {
    inside=$1
    shift
    timeout 120 valgrind --tool=callgrind --callgrind-out-file="$counting/callgrind.out" --compress-strings=no \
        '--toggle-collect=measured*' "$@" >"$counting/callgrind.log" 2>&1 || return
    awk -v pattern="$inside" '
        function place() { name = object ":" fn; here = name ~ pattern; libc = name ~ /^(ld-linux|libc\.so)/ }
        /^ob=/ { object = $0; sub(/.*[=\/]/, "", object); place() }
        /^fn=/ { fn = substr($0, 4); place() }
        /^calls=/ { getline; next } # the cost that follows is the callee'"'"'s
        /^[0-9+*-]/ {
            if (here) inside += $2
            else if (libc) outside += $2
            all += $2
        }
        END { print inside + 0, outside + 0, all + 0; exit !all }' "$counting/callgrind.out"
}

# each INSIDE COMMAND...: the same three for what one more costs, where the command takes a count as its last
# argument. Whatever does not depend on the count drops out.
each() {
    few=$(count "$@" 1000) || return
    many=$(count "$@" 3000) || return
    echo "$few $many" | awk '{ printf "%.2f %.2f %.2f\n", ($4 - $1) / 2000, ($5 - $2) / 2000, ($6 - $3) / 2000 }'
}
