# SPDX-License-Identifier: MIT
# plugins/dedup_near/local.mk - near-duplicates by MinHash, verified.

# All but the plugin itself is a library, so that tests and benchmarks can
# call it without a host.
noinst_LTLIBRARIES += plugins/dedup_near/libdedup_near.la
plugins_dedup_near_libdedup_near_la_SOURCES = \
	plugins/dedup_near/align.c \
	plugins/dedup_near/align.h \
	plugins/dedup_near/bands.c \
	plugins/dedup_near/bands.h \
	plugins/dedup_near/book.c \
	plugins/dedup_near/book.h \
	plugins/dedup_near/candidates.c \
	plugins/dedup_near/checkpoint.c \
	plugins/dedup_near/dedup_near.h \
	plugins/dedup_near/index.c \
	plugins/dedup_near/index.h \
	plugins/dedup_near/index_state.h \
	plugins/dedup_near/keep.c \
	plugins/dedup_near/known.c \
	plugins/dedup_near/known.h \
	plugins/dedup_near/marks.c \
	plugins/dedup_near/measure.c \
	plugins/dedup_near/options.c \
	plugins/dedup_near/rows.c \
	plugins/dedup_near/seen.h \
	plugins/dedup_near/sieve.h \
	plugins/dedup_near/sketch.c \
	plugins/dedup_near/sketch.h \
	plugins/dedup_near/vocabulary.c \
	plugins/dedup_near/vocabulary.h \
	plugins/share/lanes.h \
	plugins/share/duplicate.h \
	plugins/share/machine.h \
	plugins/share/plain.h \
	plugins/share/prefetch.h \
	plugins/share/rank.h \
	plugins/share/shingle.h \
	plugins/share/shingles.h \
	plugins/share/store.h \
	plugins/share/table.h \
	plugins/share/temporary.h \
	plugins/share/words.h \
	plugins/share/words_run.h
if WITH_UTF8PROC
DEDUP_NEAR_UTF8PROC = -DCATENA_UTF8PROC $(UTF8PROC_CFLAGS)
endif
plugins_dedup_near_libdedup_near_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) $(DEDUP_NEAR_UTF8PROC)
plugins_dedup_near_libdedup_near_la_LIBADD = $(UTF8PROC_LIBS)
plugins_dedup_near_libdedup_near_la_CFLAGS = $(PLUGIN_CFLAGS)

PLUGINS += plugins/dedup_near.la
plugins_dedup_near_la_SOURCES = plugins/dedup_near/dedup_near.c
plugins_dedup_near_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_dedup_near_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_dedup_near_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)
plugins_dedup_near_la_LIBADD = plugins/dedup_near/libdedup_near.la \
	plugins/share/libindex.la $(MATH_LIBS)
EXTRA_DIST += plugins/dedup_near/dedup_near.md

UNIT_TESTS += tests/plugin/test_dedup_near
tests_plugin_test_dedup_near_SOURCES = \
	plugins/dedup_near/dedup_near.c \
	tests/plugin/test_dedup_near.c tests/plugin/stand_in.h tests/plugin/stand_in_host.h
tests_plugin_test_dedup_near_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
tests_plugin_test_dedup_near_LDADD = \
	plugins/dedup_near/libdedup_near.la \
	plugins/share/libindex.la $(MATH_LIBS) $(CMOCKA_LIBS)

UNIT_TESTS += tests/plugin/test_near_index
tests_plugin_test_near_index_SOURCES = tests/plugin/test_near_index.c
tests_plugin_test_near_index_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
tests_plugin_test_near_index_LDADD = \
	plugins/dedup_near/libdedup_near.la $(MATH_LIBS) $(CMOCKA_LIBS)

UNIT_TESTS += tests/plugin/test_share_index
tests_plugin_test_share_index_SOURCES = tests/plugin/test_share_index.c
tests_plugin_test_share_index_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins

# The right answer, by brute force.
check_PROGRAMS += tests/oracle/all_pairs
BENCH_EXES += tests/bench/bench_dedup_near
BENCHES += tests/bench/dedup.sh
SH_TESTS += tests/chain/dedup.sh tests/chain/dedup_oracle.sh
tests_oracle_all_pairs_SOURCES = tests/oracle/all_pairs.c tests/oracle/jsonl.h
tests_oracle_all_pairs_LDADD =
tests_bench_bench_dedup_near_SOURCES = \
	plugins/dedup_near/dedup_near.c \
	tests/bench/bench_dedup_near.c tests/oracle/jsonl.h tests/plugin/stand_in.h tests/plugin/stand_in_host.h
tests_bench_bench_dedup_near_LDADD = plugins/dedup_near/libdedup_near.la \
	plugins/share/libindex.la $(MATH_LIBS)

UNIT_TESTS += tests/plugin/test_share_known
tests_plugin_test_share_known_SOURCES = \
	plugins/dedup_near/vocabulary.c \
	tests/plugin/test_share_known.c tests/plugin/stand_in_host.h
tests_plugin_test_share_known_LDADD = plugins/share/libindex.la $(CMOCKA_LIBS)
