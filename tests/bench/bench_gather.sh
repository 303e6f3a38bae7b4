#!/bin/sh
# SPDX-License-Identifier: MIT
# bench_gather.sh - sorting facts, spooling documents.
set -eu
"$abs_top_builddir/tests/bench/bench_gather"
