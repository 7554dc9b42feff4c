# shellcheck shell=sh
# What the other scripts share: messages, and the Debian packages that each
# purpose needs. To be sourced; changes no directory and runs nothing by itself.

say() { printf '%s\n' "$*"; }

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

# check WHAT COMMAND...: counts in $passed and $failed; what the command prints is shown if
# it fails, and is in $scratch/log.
check() {
    what=$1
    shift
    if "$@" >"$scratch/log" 2>&1; then
        passed=$((passed + 1))
        say "ok    $what"
    else
        failed=$((failed + 1))
        say "FAIL  $what"
        sed 's/^/      /' "$scratch/log"
    fi
}

# The packages, for Debian 12. The only lists.
packages_cargo="rustc-web cargo-web"
packages_build="gcc libc6-dev make"
packages_native="$packages_build g++ cmake valgrind clang binutils"
packages_bench="libuv1-dev libboost-dev libglib2.0-dev pkg-config"
packages_coverage="llvm-22"
packages_lint="rustfmt-web rust-web-clippy"
packages_windows="rustc-web cargo-web rust-web-src lld-22 llvm-22 clang
    gcc-mingw-w64-x86-64 g++-mingw-w64-x86-64
    gcc-mingw-w64-i686 g++-mingw-w64-i686 libwine-dev"
packages_abi="abigail-tools"
packages_wine="wine wine64 libwine libc6-i386 lib32gcc-s1"

# need_packages PURPOSE PACKAGE...: installs those that are missing. Where there
# is no dpkg it does nothing; need_commands then finds what is missing.
need_packages() {
    purpose=$1
    shift
    command -v dpkg-query >/dev/null || return 0
    missing=
    for package; do
        case $(dpkg-query -W -f ' ${db:Status-Status} ' "$package" 2>/dev/null) in
        *" installed "*) ;; # not "not-installed": so it says of one that others name
        *) missing="$missing $package" ;;
        esac
    done
    [ -n "$missing" ] || return 0

    install="apt-get install -y --no-install-recommends$missing"
    if [ "$(id -u)" -eq 0 ]; then
        as_root=
    elif command -v sudo >/dev/null; then
        as_root=sudo
    else
        die "$purpose needs the packages$missing. As root, run: apt-get update && $install"
    fi
    say "$purpose needs the packages$missing: installing"
    if [ -z "${WSASYNC_APT_UPDATED-}" ]; then
        # A source that has nothing to do with this may be out of reach.
        $as_root apt-get update -qq || say "apt-get update: not every source was reached"
        export WSASYNC_APT_UPDATED=1
    fi
    # shellcheck disable=SC2086 # a list
    $as_root env DEBIAN_FRONTEND=noninteractive $install -qq -o Dpkg::Use-Pty=0 </dev/null >/dev/null ||
        die "$purpose needs the packages$missing, and this failed: $install"
}

# need_commands PURPOSE COMMAND...: dies if one is missing.
need_commands() {
    purpose=$1
    shift
    missing=
    for command; do
        command -v "$command" >/dev/null || missing="$missing $command"
    done
    [ -z "$missing" ] ||
        die "$purpose needs these commands, which no package that this script knows has brought:$missing"
}

# The library for this machine.
need_build() {
    # shellcheck disable=SC2086 # lists
    need_packages "the build" $packages_build
    if ! command -v cargo >/dev/null; then
        # shellcheck disable=SC2086
        need_packages "the build" $packages_cargo
    fi
    need_commands "the build" cc cargo
}

# And its tests.
need_native() {
    need_build
    # shellcheck disable=SC2086
    need_packages "the native tests" $packages_native
    need_commands "the native tests" c++ cmake make valgrind clang readelf nm
}

# What the library is compared with. One that cannot be had is missing in the report.
need_bench() {
    need_native
    for package in $packages_bench; do
        (need_packages "make bench" "$package") || :
    done
}

# What the tests reach.
need_coverage() {
    need_native
    # shellcheck disable=SC2086
    need_packages "the coverage" $packages_coverage
    need_commands "the coverage" llvm-cov-22 llvm-profdata-22
}

# cargo fmt and cargo clippy. rustup brings its own.
need_lint() {
    need_build
    if ! { cargo fmt --version && cargo clippy --version; } >/dev/null 2>&1; then
        # shellcheck disable=SC2086
        need_packages "the lints" $packages_lint
    fi
}

# The Windows DLLs, their checks, and C and C++ test programs.
need_windows() {
    # shellcheck disable=SC2086
    need_packages "the Windows build" $packages_windows
    need_commands "the Windows build" /usr/bin/cargo /usr/bin/rustc lld-link-22 llvm-readobj-22 \
        llvm-objdump-22 clang x86_64-w64-mingw32-gcc i686-w64-mingw32-gcc
}

# The comparison with abi/.
need_abi() {
    need_native
    need_windows
    # shellcheck disable=SC2086
    need_packages "the ABI check" $packages_abi
    need_commands "the ABI check" abidw abidiff
}

# Running 64-bit Windows programs, and what scripts/wine32.sh builds on.
need_wine() {
    # shellcheck disable=SC2086
    need_packages "running Windows programs" $packages_wine
    need_commands "running Windows programs" /usr/lib/wine/wine64 /usr/lib/wine/wineserver64
}

# windows_arch FILE: whom a Windows program or DLL is for. It is in the file's header:
# MZ, and at 0x3C where the rest is.
windows_arch() {
    [ "$(head -c 2 "$1" | tr -d '\000')" = MZ ] || die "$1 is not a Windows program"
    case $(file_number "$1" $(($(file_number "$1" 60 4) + 4)) 2) in
    34404) echo x86_64 ;;
    332) echo i686 ;;
    43620) echo aarch64 ;;
    *) die "$1 is for a processor that this library is not built for" ;;
    esac
}
file_number() { # FILE OFFSET BYTES
    od -An -t "u$3" -j "$2" -N "$3" "$1" | tr -d ' '
}

# windows_cargo ARCH... -- ARGUMENT...: Debian's cargo, building `core` from its own
# sources for these targets. Flags from outside would change the files.
windows_cargo() (
    unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS CARGO_BUILD_RUSTFLAGS RUSTC_WRAPPER RUSTC_WORKSPACE_WRAPPER
    targets=
    while [ "$1" != -- ]; do
        name=$(echo "$1" | tr a-z A-Z)_PC_WINDOWS_MSVC
        export "CARGO_TARGET_${name}_LINKER=lld-link-22"
        export "CARGO_TARGET_${name}_RUSTFLAGS=-Clink-arg=/NODEFAULTLIB"
        targets="$targets --target $1-pc-windows-msvc"
        shift
    done
    shift
    export PATH="/usr/bin:$PATH" RUSTC=/usr/bin/rustc RUSTC_BOOTSTRAP=1 CARGO_UNSTABLE_BUILD_STD=core
    # shellcheck disable=SC2086 # a list
    /usr/bin/cargo build --locked --release "$@" $targets
)

# need_tool NAME VERSION: `cargo NAME`, which Debian does not have; in target/tools.
need_tool() {
    PATH=$PWD/target/tools/bin:$PATH
    [ "$(cargo "$1" --version 2>/dev/null)" != "cargo-$1 $2" ] || return 0
    install="cargo install --locked --force --root target/tools cargo-$1@$2"
    say "cargo $1 $2 is missing: $install"
    timeout 3600 $install >/dev/null 2>&1 || die "cargo $1 is missing, and this failed: $install"
}
