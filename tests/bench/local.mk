# SPDX-License-Identifier: MIT
# tests/bench/local.mk - speed; run by make bench.

# The framework's own cost.
BENCHES += tests/bench/bench_framework.sh
EXTRA_DIST += tests/bench/bench_read.c tests/bench/bench_nop.c \
	tests/bench/framework.conf

# The main job over bulk text.
BENCHES += tests/bench/bench_bulk.sh
EXTRA_DIST += tests/bench/bulk.conf

# Sorting facts, spooling documents.
BENCHES += tests/bench/bench_gather.sh
BENCH_EXES += tests/bench/bench_gather
tests_bench_bench_gather_SOURCES = tests/bench/bench_gather.c
tests_bench_bench_gather_LDADD = libcatena_core.la

# The cutting of tokens and sentences by itself.
BENCHES += tests/bench/bench_tokenize.sh
BENCH_EXES += tests/bench/bench_tokenize
tests_bench_bench_tokenize_SOURCES = tests/bench/bench_tokenize.c
tests_bench_bench_tokenize_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/tokenize
tests_bench_bench_tokenize_LDADD = plugins/tokenize/libtokenize.la

# Reading and writing alone.
BENCHES += tests/bench/bench_io.sh

# A million names.
BENCHES += tests/bench/bench_gazetteer.sh
EXTRA_DIST += tests/bench/million_names.py
