#!/bin/sh
# SPDX-License-Identifier: MIT
# peers-copies.sh FOLDER - puts datasketch, rensa and text-dedup from PyPI into a virtual
# environment of Python, for `make bench-copies PEERS=FOLDER`.  Those that cannot be
# installed are left out there.
set -eu
[ $# = 1 ] || {
	echo "peers-copies.sh FOLDER"
	exit 2
}
python3 -m venv "$1"
for p in datasketch rensa text-dedup; do
	"$1/bin/pip" install --quiet "$p" || echo "$p cannot be installed here"
done
"$1/bin/pip" list 2>/dev/null | grep -iE '^(datasketch|rensa|text-dedup) ' || echo "none is there"
