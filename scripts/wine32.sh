#!/bin/sh
# Provides a 32-bit Wine in target/wine32, beside the machine's 64-bit one and of
# the same version, without making i386 an architecture of the whole machine:
# unpacks Debian's i386 packages, found through a package index of our own. The
# 32-bit C library that it runs on is the amd64 package libc6-i386.
#
# About 600 MB. Does nothing if it is there already.
set -eu
cd "$(dirname "$0")/.."
. scripts/lib.sh
need_wine
need_commands "the 32-bit Wine" apt-get dpkg-query dpkg-deb flock

version=$(dpkg-query -W -f '${Version}' "libwine:$(dpkg --print-architecture)")
home=$PWD/target/wine32

mkdir -p target
exec 9>target/wine32.lock
flock 9
if [ "$(cat "$home/version" 2>/dev/null)" = "$version" ]; then
    exit 0
fi
say "32-bit Wine $version: fetching into target/wine32"

# An interrupted run leaves this one folder, which the next run removes.
new=$PWD/target/wine32.new
rm -rf "$new"
apt=$new/apt
mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial" "$apt/debs"
: >"$apt/status"
cat >"$apt/conf" <<END
APT::Architecture "i386";
APT::Architectures { "i386"; };
APT::Sandbox::User "";
Dir::State "$apt";
Dir::State::lists "$apt/lists";
Dir::State::status "$apt/status";
Dir::Cache "$apt/cache";
END
export APT_CONFIG="$apt/conf"

# A source without i386, or out of reach, does no harm: what counts comes next.
apt-get update -qq >"$apt/log" 2>&1 || true
(cd "$apt/debs" && apt-get download -qq "libwine=$version" "wine32=$version") >>"$apt/log" 2>&1 || {
    cat "$apt/log" >&2
    die "no i386 packages libwine and wine32 of version $version, that of the installed libwine," \
        "are to be had. If there is a newer version, run: apt-get install --only-upgrade wine wine64 libwine"
}
for package in "$apt"/debs/*.deb; do
    dpkg-deb -x "$package" "$new"
done
rm -rf "$apt"

# A link to another package's file. Wine's own copy has the mark that Wine looks for.
libraries=$new/usr/lib/i386-linux-gnu/wine
rm -f "$libraries/i386-windows/zlib1.dll"
cp /usr/lib/x86_64-linux-gnu/wine/i386-windows/zlib1.dll "$libraries/i386-windows/"
# Only confuses a 32-bit Wine.
rm -rf "$libraries/x86_64-windows"

echo "$version" >"$new/version"
rm -rf "$home"
mv "$new" "$home"
