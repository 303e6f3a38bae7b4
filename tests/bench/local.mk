# SPDX-License-Identifier: MIT
# tests/bench/local.mk - speed; run by make bench.

# The framework's own cost.
BENCHES += tests/bench/bench_framework.sh
EXTRA_DIST += tests/bench/bench_read.c tests/bench/bench_nop.c \
	tests/bench/framework.conf

# The main job over bulk text.
BENCHES += tests/bench/bench_bulk.sh
EXTRA_DIST += tests/bench/bulk.conf
