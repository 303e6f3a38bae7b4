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

# Texts that nobody writes, by make bench-hard-text.
EXTRA_PROGRAMS += tests/bench/bench_hard_text
CLEANFILES += tests/bench/bench_hard_text
tests_bench_bench_hard_text_SOURCES = tests/bench/bench_hard_text.c
tests_bench_bench_hard_text_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/tokenize
tests_bench_bench_hard_text_LDADD = plugins/tokenize/libtokenize.la

# Reading and writing alone.
BENCHES += tests/bench/bench_io.sh

# A million names.
BENCHES += tests/bench/bench_gazetteer.sh
EXTRA_DIST += tests/bench/million_names.py

# The finders of copies as documents grow, beside others: make bench-copies
# [PEERS=FOLDER] [SIZES="10000 100000"].
COPIES_BENCH = tests/bench/bench_heap$(EXEEXT) tests/bench/bench_copies$(EXEEXT)
EXTRA_PROGRAMS += tests/bench/bench_heap tests/bench/bench_copies
CLEANFILES += $(COPIES_BENCH)
tests_bench_bench_heap_SOURCES = tests/bench/bench_heap.c
tests_bench_bench_heap_LDADD =
tests_bench_bench_copies_SOURCES = tests/bench/bench_copies.c tests/oracle/jsonl.h \
	tests/plugin/stand_in.h tests/plugin/stand_in_host.h
tests_bench_bench_copies_LDADD = $(DL_LIBS) $(MATH_LIBS)
bench-copies: all $(COPIES_BENCH)
	@$(AM_TESTS_ENVIRONMENT) \
	PEERS='$(PEERS)'; export PEERS; \
	$(SHELL) '$(srcdir)'/tests/bench/bench_copies.sh
.PHONY: bench-copies
EXTRA_DIST += tests/bench/bench_copies.sh tests/bench/peers-copies.sh \
	tests/bench/peers_copies.py

# What is remembered from run to run.
BENCHES += tests/bench/bench_index.sh
