#!/bin/sh
# Looks at the DLLs that scripts/windows.sh built, without running them: that they
# export what webservices.def says, that their import libraries link, and that a build
# in another folder gives the same bytes. What else Windows reads in them: abi.sh.
#
#   scripts/check-windows.sh [DIRECTORY]      default: target/windows
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
built=${1:-target/windows}
scratch=target/windows-check
need_windows
rm -rf "$scratch"
mkdir -p "$scratch"

passed=0
failed=0

# same EXPECTED FOUND
same() {
    [ "$1" = "$2" ] && return
    printf 'expected: %s\nfound:    %s\n' "$1" "$2"
    return 1
}

# names_of FILE.def [MARK]: the exported names, sorted; only those that are so marked.
names_of() {
    awk -v mark="${2-}" '
         listed && (mark == "" || $0 ~ "; *" mark "$") { sub(/;.*/, ""); if (NF) { sub(/[@=].*/, "", $1); print $1 } }
         $1 == "EXPORTS" { listed = 1 }' "$1" | sort
}

# exports FILE: the same from a DLL's own table.
exports() {
    llvm-readobj-22 --coff-exports "$1" | awk '$1 == "Name:" { print $2 }' | sort
}

# imports FILE: DLL!NAME, delayed imports too.
imports() {
    llvm-readobj-22 --coff-imports "$1" |
        awk '$1 == "Name:" { dll = tolower($2) } $1 == "Symbol:" { print dll "!" $2 }'
}

small() { # FILE KIBIBYTES
    size=$(wc -c <"$1")
    [ "$size" -le $(($2 * 1024)) ] || { echo "$size bytes"; return 1; }
}

code() { # FILE: the code from WsAsyncExecute on
    llvm-objdump-22 -d --no-show-raw-insn "$1" | sed '1,/<WsAsyncExecute>:$/d'
}

pops_its_arguments() { # FILE: six of them
    return=$(code "$1" | awk '$2 ~ /^ret/ { print $2, $3; exit }')
    # shellcheck disable=SC2016 # assembly
    same 'retl $0x18' "$return"
}

has_code() { # FILE
    [ "$(code "$1" | grep -c '^ *[0-9a-f]*:')" -gt 0 ] || { echo "nothing to disassemble"; return 1; }
}

reads_x18() { # FILE: where aarch64 Windows keeps the thread's environment block
    code "$1" | grep -q 'ldr.*\[x18' || { echo "x18 is never read"; return 1; }
}

# A C program as a user would write it.
cat >"$scratch/user.c" <<'END'
#include "webservices_async.h"
int main(void) { return WsAsyncExecute(NULL, NULL, WS_SHORT_CALLBACK, NULL, NULL, NULL) != E_INVALIDARG; }
END
# The same for clang, which has no Windows headers here.
cat >"$scratch/bare.c" <<'END'
__declspec(dllimport) long __stdcall WsAsyncExecute(void *, void *, int, void *, const void *, void *);
int start(void) { return WsAsyncExecute(0, 0, 0, 0, 0, 0) != (long)0x80070057; }
END

imports_us() { # PROGRAM DLL
    same "$2!WsAsyncExecute" "$(imports "$1" | grep '^webservices')"
}

links_with_mingw() { # ARCH LIBRARY DLL
    program=$scratch/mingw-$1.exe
    rm -f "$program"
    "$1-w64-mingw32-gcc" -Wall -Werror -Iinclude -o "$program" "$scratch/user.c" "$2" && imports_us "$program" "$3"
}

links_with_lld() { # ARCH LIBRARY DLL
    program=$scratch/lld-$1.exe
    rm -f "$program"
    clang --target="$1-pc-windows-msvc" -O1 -Wall -Werror -c -o "$scratch/bare.obj" "$scratch/bare.c" &&
        lld-link-22 /nodefaultlib /entry:start /subsystem:console "/out:$program" "$scratch/bare.obj" "$2" &&
        imports_us "$program" "$3"
}

# Every forwarded function is one jump through its slot; more would cost every call.
jumps_only() { # FILE ARCH
    case $2 in
    aarch64) most=3 jump=br ;;
    *) most=1 jump=jmp ;;
    esac
    llvm-objdump-22 -d --no-show-raw-insn "$1" | awk -v most=$most -v jump=$jump '
        /^[0-9a-f]+ <Ws.*>:$/ { name = $2; count = 0; open = name != "<WsAsyncExecute>:"; if (open) functions++; next }
        open && /^ *[0-9a-f]+:/ {
            count++
            if ($2 ~ "^" jump) { open = 0; if (count > most) { print name " takes " count " instructions"; bad = 1 } }
            else if (count >= most) { print name " does not jump"; bad = 1; open = 0 }
        }
        END { if (functions != 192) { print functions " forwarded functions"; bad = 1 } exit bad }'
}

identical() { # FILE FILE
    cmp "$1" "$2" || {
        echo "if the sources have changed since it was built, run scripts/windows.sh"
        return 1
    }
}

# One DLL, its import libraries, and what it is to export.
check_dll() { # ARCH NAME FOLDER NAMES KIBIBYTES
    arch=$1 name=$2 folder=$3 names=$4 limit=$5
    dll=$folder/$name.dll
    title="$arch $name.dll"
    for file in "$dll" "$folder/$name.lib" "$folder/lib$name.dll.a"; do
        [ -f "$file" ] || die "$file is missing: run scripts/windows.sh"
    done
    check "$title: exports what webservices.def says and no other name" same "$names" "$(exports "$dll")"
    check "$title: at most $limit KiB" small "$dll" "$limit"
    check "$title: WsAsyncExecute has code" has_code "$dll"
    if [ "$arch" = i686 ]; then
        check "$title: pops its arguments (ret 0x18)" pops_its_arguments "$dll"
    fi
    if [ "$arch" = aarch64 ]; then
        check "$title: finds the thread's data through x18" reads_x18 "$dll"
    else
        for library in "lib$name.dll.a" "$name.lib"; do
            check "$title: a C program links with $library, mingw" \
                links_with_mingw "$arch" "$folder/$library" "$name.dll"
        done
    fi
    check "$title: a C program links with $name.lib, lld-link" \
        links_with_lld "$arch" "$folder/$name.lib" "$name.dll"
}

ours=$(names_of webservices.def ours)
all=$(names_of webservices.def)
[ -n "$ours" ] && [ "$ours" != "$all" ] || die "webservices.def: which functions are ours?"
for arch in x86_64 i686 aarch64; do
    check_dll $arch webservices_async "$built/$arch" "$ours" 16
    check_dll $arch webservices "$built/$arch/dropin" "$all" 64
    check "$title: every other function is a jump" jumps_only "$dll" $arch
done

# What git would commit, built again elsewhere.
elsewhere=$(mktemp -d)
trap 'rm -rf "$elsewhere"' EXIT
trap 'exit 1' HUP INT TERM
copy=$elsewhere/another/folder/with/a/much/longer/path
mkdir -p "$copy"
git ls-files -z --cached --others --exclude-standard |
    tar -c --null --files-from=- --ignore-failed-read 2>/dev/null | tar -x -C "$copy"
if ! (cd / && env -u CARGO_TARGET_DIR "$copy/scripts/windows.sh") >"$scratch/build.log" 2>&1; then
    cat "$scratch/build.log" >&2
fi
for arch in x86_64 i686 aarch64; do
    for file in webservices_async.dll webservices_async.lib libwebservices_async.dll.a \
        dropin/webservices.dll dropin/webservices.lib dropin/libwebservices.dll.a; do
        check "$arch: $file is the same when built in another folder" \
            identical "$built/$arch/$file" "$copy/target/windows/$arch/$file"
    done
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
