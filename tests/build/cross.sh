#!/bin/sh
# SPDX-License-Identifier: MIT
# cross.sh - builds for another machine and runs the tests in an emulator.
#
#   tests/build/cross.sh HOST EMULATOR [CONFIGURE-ARGUMENT...]
#   tests/build/cross.sh s390x-linux-gnu qemu-s390x-static
#
# By hand.  On Debian it needs gcc-HOST, and of the other architecture
# (dpkg --add-architecture) the libraries of the build.  Works in build/HOST.
set -eu

[ $# -ge 2 ] || {
	sed -n 's/^# \{0,1\}//; 3,9p' "$0" >&2
	exit 2
}
host=$1
emulator=$2
shift 2
cd "$(dirname "$0")/../.."
top=$(pwd -P)
[ -x configure ] || ./bootstrap
mkdir -p "build/$host"
cd "build/$host"
if [ ! -f Makefile ]; then
	PKG_CONFIG_LIBDIR=/usr/lib/$host/pkgconfig:/usr/share/pkgconfig \
		../../configure -q --host="$host" "$@"
fi
make -s -j"${JOBS:-2}"
printf '#!/bin/sh\nexec %s -L / "%s/catena" "$@"\n' "$emulator" "$(pwd -P)" >emulated
chmod +x emulated
make -s check LOG_COMPILER="./libtool --mode=execute $emulator -L /" \
	TEST_CATENA="$(pwd -P)/emulated" catena_sanitizer=emulator CATENA_SHARED="$top/../shared"
