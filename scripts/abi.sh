#!/bin/sh
# Holds the binary interface: what the libraries export, import and ask of the system, and
# the types in C's sight, beside the descriptions in abi/; and what the library depends on.
#
#   scripts/abi.sh [short|long]    long: licences, bans and sources of all crates too
#   scripts/abi.sh update          writes abi/ anew
#
# The libraries must have been built: make build, make windows.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
form=${1:-short}
case $form in
short | long | update) ;;
*) die "usage: abi.sh [short|long|update]" ;;
esac
need_abi
scratch=target/abi
mkdir -p "$scratch"

# describe_elf FILE
describe_elf() {
    readelf -hW "$1" | sed -n 's/^ *\(Type\|Machine\): */\1: /p'
    # Whether libc is named, though nothing of it is called, is the linker's choice.
    readelf -dW "$1" | sed -n 's/.*(\(SONAME\|NEEDED\|RPATH\|RUNPATH\|FLAGS\|FLAGS_1\)) *\(.*: \)*/\1: /p' |
        grep -v '^NEEDED: \[libc\.so\.6\]$' | sort
    readelf -lW "$1" | awk '$1 == "GNU_STACK" || $1 == "TLS" { print $1 ": " $6 " bytes " $7 }'
    readelf -SW "$1" | grep -q '\.symtab' && echo "not stripped"
    # Weak ones are the start-up files'.
    nm -D "$1" | awk '$1 == "U" { print "import: " $2 } NF == 3 { print "export: " $3 }' | sort
}

# describe_dll FILE
describe_dll() {
    llvm-readobj-22 --file-headers --coff-tls-directory --coff-imports --coff-exports "$1" | awk '
        /^[A-Z].* {$/ { section = $1 }
        $1 == "Machine:" || $1 == "Subsystem:" || $1 ~ /^(Major|Minor)SubsystemVersion:$/ { print $1, $2 }
        $1 == "AddressOfEntryPoint:" { print "entry point: " ($2 == "0x0" ? "no" : "yes") }
        $1 == "ExceptionTableRVA:" { print "unwind data: " ($2 == "0x0" ? "no" : "yes") }
        $1 == "BaseRelocationTableRVA:" { print "relocations: " ($2 == "0x0" ? "no" : "yes") }
        $1 ~ /^IMAGE_(FILE|DLL_CHARACTERISTICS)_/ { print "flag: " $1 }
        $1 == "AddressOfCallBacks:" { print "thread-local callbacks: " ($2 == "0x0" ? "no" : "yes") }
        section ~ /Import$/ && $1 == "Name:" { dll = $2 }
        section ~ /Import$/ && $1 == "Symbol:" { print "import: " dll "!" $2 }
        section == "Export" && $1 == "Ordinal:" { ordinal = $2 }
        section == "Export" && $1 == "Name:" { print "export: " ordinal " " $2 }'
    block=$(llvm-readobj-22 --coff-tls-directory "$1" |
        awk '/(Start|End)AddressOfRawData|SizeOfZeroFill/ { print $2 }' | tr '\n' ' ')
    # shellcheck disable=SC2086 # three numbers
    set -- $block
    [ $# -eq 0 ] || echo "thread-local bytes: $(($2 - $1 + $3))"
}

# describe SYSTEM
describe() {
    case $1 in
    linux) describe_elf target/release/libwebservices_async.so ;;
    windows)
        for arch in x86_64 i686 aarch64; do
            for dll in webservices_async.dll dropin/webservices.dll; do
                echo "$arch/$dll"
                describe_dll "target/windows/$arch/$dll" | sed 's/^/    /'
            done
        done
        ;;
    esac
}

for file in target/release/libwebservices_async.so target/windows/x86_64/webservices_async.dll \
    target/windows/i686/webservices_async.dll target/windows/aarch64/webservices_async.dll; do
    [ -e "$file" ] || die "$file is missing: run make build windows"
done
# The same library, with the types.
CARGO_PROFILE_RELEASE_DEBUG=2 CARGO_PROFILE_RELEASE_STRIP=none \
    cargo build --quiet --locked --release --lib --target-dir "$scratch/build"
typed=$scratch/build/release/libwebservices_async.so

if [ "$form" = update ]; then
    mkdir -p abi
    # Without what depends on the compiler and the linker.
    abidw --no-corpus-path --no-comp-dir-path --no-show-locs --no-elf-needed --type-id-style hash "$typed" |
        sed "s/\(<abi-instr.*\) path='[^']*'/\1/" >abi/linux.abi
    describe linux >abi/linux.txt
    describe windows >abi/windows.txt
    exit
fi

passed=0
failed=0

as_described() { # SYSTEM
    describe "$1" >"$scratch/$1.txt"
    diff -u "abi/$1.txt" "$scratch/$1.txt" || {
        echo "if that is meant, run make abi"
        return 1
    }
}

dependencies() { # OPTION...
    cargo tree --locked --edges normal --prefix none --format '{p}' "$@" |
        awk '$1 != "webservices_async" { print $1 }' | sort -u | tr '\n' ' '
}

depends_on() { # NAMES OPTION...
    names=$1
    shift
    found=$(dependencies "$@")
    [ "$found" = "$names" ] || {
        echo "found: $found"
        return 1
    }
}

small() { # FILE KIBIBYTES
    size=$(wc -c <"$1")
    [ "$size" -le $(($2 * 1024)) ] || {
        echo "$size bytes"
        return 1
    }
}

check "the types and the function are those in abi/linux.abi" abidiff abi/linux.abi "$typed"
check "the shared library is as abi/linux.txt says" as_described linux
check "and at most 16 KiB" small target/release/libwebservices_async.so 16
check "the DLLs are as abi/windows.txt says" as_described windows
check "the library depends on libc and once_cell alone" depends_on "libc once_cell "
# loom is for its own tests; that it is not in the library, the check before says.
check "and on no other system on more" depends_on "libc once_cell " --target all --prune loom
say "proof: run-time dependencies: $(dependencies | sed 's/ $//; s/ /, /g')"

if [ "$form" = long ]; then
    need_tool deny 0.20.2
    check "licences, bans and sources of all crates" cargo deny check licenses bans sources
fi

say "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
