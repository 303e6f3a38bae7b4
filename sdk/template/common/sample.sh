#!/bin/sh
# SPDX-License-Identifier: MIT
# sample.sh - the real program: is the plugin well made, does the chain run?
set -eu
"$CATENA" lint @LINT@"$CATENA_PLUGIN_PATH/@NAME@.so"
"$CATENA" check "$srcdir/sample.conf"
OUT=$PWD/sample.out "$CATENA" run --quiet "$srcdir/sample.conf"
test -s sample.out
