#!/bin/sh
# Sets the drop-in webservices.dll beside a Windows program that runs under Wine, and
# tells Wine to prefer it for that program.
#
#   scripts/install-wine.sh PROGRAM.exe|PROGRAM-FOLDER [--prefix PREFIX] [--remove]
#
# A folder means every .exe in it. PREFIX is the Wine prefix that the program runs in
# (default: WINEPREFIX, else ~/.wine); WINE may name another wine command. --remove takes
# back what was done, and nothing else.
set -eu
root=$(dirname "$(readlink -f "$0")")/..
. "$root/scripts/lib.sh"

usage="usage: install-wine.sh PROGRAM.exe|PROGRAM-FOLDER [--prefix PREFIX] [--remove]"
target=
remove=
while [ $# -gt 0 ]; do
    case $1 in
    --remove) remove=yes ;;
    --prefix)
        [ $# -ge 2 ] || die "$usage"
        shift
        [ -d "$1" ] || die "there is no prefix $1"
        WINEPREFIX=$(readlink -f "$1")
        export WINEPREFIX
        ;;
    -*) die "$usage" ;;
    *)
        [ -z "$target" ] || die "$usage"
        target=$1
        ;;
    esac
    shift
done
[ -n "$target" ] || die "$usage"

if [ -d "$target" ]; then
    folder=$target
    set --
    for program in "$folder"/*.[eE][xX][eE]; do
        [ -f "$program" ] && set -- "$@" "$program"
    done
    [ $# -gt 0 ] || die "there is no .exe in $folder. Name the program, or the folder it is in."
elif [ -f "$target" ]; then
    folder=$(dirname "$target")
    set -- "$target"
else
    die "there is no $target"
fi

arch=$(windows_arch "$1")
for program; do
    [ "$(windows_arch "$program")" = "$arch" ] ||
        die "$folder has programs of different widths, and one folder holds one DLL. Name the program."
done

# Ours say so in a message that they carry.
is_ours() { grep -q 'webservices\.dll (webservices_async)' "$1"; }
installed=$folder/webservices.dll
if [ -e "$installed" ] && ! is_ours "$installed"; then
    die "$installed is somebody else's; it stays as it is"
fi

# The override, for one program: it is looked up by the name of the file.
wine=${WINE:-wine}
key='HKEY_CURRENT_USER\Software\Wine\AppDefaults'
override() { # add|delete PROGRAM OPTION...
    verb=$1
    program=$(basename "$2")
    shift 2
    # shellcheck disable=SC2086 # the command may have arguments
    $wine reg.exe "$verb" "$key\\$program\\DllOverrides" /v webservices "$@" /f >/dev/null 2>&1 </dev/null
}
# shellcheck disable=SC2086
command -v ${wine%% *} >/dev/null || die "there is no $wine. Install it: apt-get install wine.
For Proton use Steam's launch options instead: see docs/dropin.md."

if [ -n "$remove" ]; then
    for program; do
        if override delete "$program"; then say "removed the override for $(basename "$program")"; fi
    done
    if [ -e "$installed" ]; then
        rm "$installed"
        say "removed $installed"
    fi
    exit 0
fi

dll=$root/target/windows/$arch/dropin/webservices.dll
[ -e "$dll" ] || die "the drop-in is not built: run make windows"
cp "$dll" "$installed"
say "copied the drop-in ($arch) to $installed"
for program; do
    override add "$program" /d native,builtin ||
        die "$wine could not write the override for $(basename "$program"). Run $0 with --remove, or start
the program with WINEDLLOVERRIDES=webservices=n,b"
    say "told Wine to prefer it for $(basename "$program")"
done
