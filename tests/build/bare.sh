#!/bin/sh
# SPDX-License-Identifier: MIT
# bare.sh - a fresh clone of what is committed, in a Debian root that has
# nothing but its essential packages: `./bootstrap run`, then `./bootstrap check`.
#
#   [ARCH=i386] tests/build/bare.sh FOLDER [SUITE [MIRROR]]
#
# By hand, as root, with network and debootstrap.  FOLDER/base is made once
# and kept; each call works in a copy of it, FOLDER/root.  ARCH is one that this
# machine can run.
set -eu

[ $# -ge 1 ] || {
	sed -n 's/^# \{0,1\}//; 3,10p' "$0" >&2
	exit 2
}
mkdir -p "$1"
folder=$(cd "$1" && pwd -P)
suite=${2:-bookworm}
top=$(cd "$(dirname "$0")/../.." && pwd -P)
root=$folder/root

[ -d "$folder/base/etc" ] ||
	debootstrap ${ARCH:+--arch="$ARCH"} --variant=minbase "$suite" \
		"$folder/base" ${3:+"$3"}
rm -rf "$root"
cp -a "$folder/base" "$root"
[ ! -e /etc/resolv.conf ] || cp -L /etc/resolv.conf "$root/etc/resolv.conf"
git clone -q --no-hardlinks "$top" "$root/catena"

mount -t proc proc "$root/proc"
trap 'umount "$root/proc"' EXIT
trap 'exit 1' HUP INT TERM
inside() {
	env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root CI=true ${JOBS:+JOBS="$JOBS"} \
		setarch "${ARCH:-$(uname -m)}" chroot "$root" sh -euc 'cd /catena; exec "$@"' sh "$@" </dev/null
}
inside ./bootstrap run
inside ./bootstrap check
echo "bare.sh: both commands work on a bare $suite ${ARCH:-}"
