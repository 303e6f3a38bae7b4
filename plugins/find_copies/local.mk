# SPDX-License-Identifier: MIT
# plugins/find_copies/local.mk - copied passages.

# All but the plugin itself is a library, so that tests and benchmarks can
# call it without a host.
noinst_LTLIBRARIES += plugins/find_copies/libfind_copies.la
plugins_find_copies_libfind_copies_la_SOURCES = \
	plugins/find_copies/ahead.c \
	plugins/find_copies/big.c \
	plugins/find_copies/big.h \
	plugins/find_copies/checkpoint.c \
	plugins/find_copies/choose.c \
	plugins/find_copies/common.h \
	plugins/find_copies/corpus.c \
	plugins/find_copies/corpus.h \
	plugins/find_copies/corpus_state.h \
	plugins/find_copies/extend.c \
	plugins/find_copies/filter.c \
	plugins/find_copies/filter.h \
	plugins/find_copies/lending.c \
	plugins/find_copies/lending.h \
	plugins/find_copies/lending_files.c \
	plugins/find_copies/paged.c \
	plugins/find_copies/paged.h \
	plugins/find_copies/prints.c \
	plugins/find_copies/prints.h \
	plugins/find_copies/quotes.c \
	plugins/find_copies/quotes.h \
	plugins/find_copies/record.c \
	plugins/find_copies/seeds.c \
	plugins/find_copies/seeds.h \
	plugins/find_copies/shard.c \
	plugins/find_copies/shard.h \
	plugins/find_copies/spill.c \
	plugins/find_copies/spill.h \
	plugins/find_copies/spill_merge.c \
	plugins/find_copies/spare.c \
	plugins/find_copies/speaker.c \
	plugins/find_copies/wide.c \
	plugins/find_copies/wide.h \
	plugins/share/prefetch.h \
	plugins/share/lanes.h \
	plugins/share/machine.h \
	plugins/share/plain.h \
	plugins/share/shingle.h \
	plugins/share/temporary.h \
	plugins/share/words.h \
	plugins/share/words_run.h
plugins_find_copies_libfind_copies_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_find_copies_libfind_copies_la_CFLAGS = $(PLUGIN_CFLAGS)

FIND_COPIES = plugins/find_copies/find_copies.c plugins/find_copies/find_copies.h \
	plugins/find_copies/known.c plugins/find_copies/known.h \
	plugins/find_copies/loans.c plugins/find_copies/rows.c
PLUGINS += plugins/find_copies.la
plugins_find_copies_la_SOURCES = $(FIND_COPIES)
plugins_find_copies_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_find_copies_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_find_copies_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)
plugins_find_copies_la_LIBADD = plugins/find_copies/libfind_copies.la \
	plugins/share/libindex.la $(MATH_LIBS)
EXTRA_DIST += plugins/find_copies/find_copies.md

UNIT_TESTS += tests/plugin/test_find_copies
tests_plugin_test_find_copies_SOURCES = \
	$(FIND_COPIES) \
	tests/plugin/test_find_copies.c tests/plugin/stand_in.h tests/plugin/stand_in_host.h
tests_plugin_test_find_copies_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
tests_plugin_test_find_copies_LDADD = \
	plugins/find_copies/libfind_copies.la \
	plugins/share/libindex.la $(MATH_LIBS) $(CMOCKA_LIBS)
UNIT_TESTS += tests/plugin/test_spared_copies
tests_plugin_test_spared_copies_SOURCES = \
	$(FIND_COPIES) \
	tests/plugin/test_spared_copies.c tests/plugin/stand_in.h tests/plugin/stand_in_host.h
tests_plugin_test_spared_copies_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
tests_plugin_test_spared_copies_LDADD = \
	plugins/find_copies/libfind_copies.la \
	plugins/share/libindex.la $(MATH_LIBS) $(CMOCKA_LIBS)
UNIT_TESTS += tests/plugin/test_prints
tests_plugin_test_prints_SOURCES = \
	$(FIND_COPIES) \
	tests/plugin/test_prints.c tests/plugin/stand_in.h tests/plugin/stand_in_host.h
tests_plugin_test_prints_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
tests_plugin_test_prints_LDADD = \
	plugins/find_copies/libfind_copies.la \
	plugins/share/libindex.la $(MATH_LIBS) $(CMOCKA_LIBS)

# What does not fit into memory.
UNIT_TESTS += tests/plugin/test_spill
tests_plugin_test_spill_SOURCES = tests/plugin/test_spill.c
tests_plugin_test_spill_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
tests_plugin_test_spill_LDADD = plugins/find_copies/libfind_copies.la $(CMOCKA_LIBS)

# Speed and memory.
BENCH_EXES += tests/bench/bench_find_copies
BENCHES += tests/bench/bench_find_copies.sh
tests_bench_bench_find_copies_SOURCES = \
	$(FIND_COPIES) \
	tests/bench/bench_find_copies.c tests/oracle/jsonl.h tests/plugin/stand_in.h tests/plugin/stand_in_host.h
tests_bench_bench_find_copies_LDADD = \
	plugins/find_copies/libfind_copies.la \
	plugins/share/libindex.la $(MATH_LIBS)

# The right answer, by a suffix array; documents with edited passages.
check_PROGRAMS += tests/oracle/shared_runs tests/oracle/edit_model
SH_TESTS += tests/chain/copies.sh tests/chain/copies_oracle.sh tests/chain/copies_spill.sh
EXTRA_DIST += tests/chain/copies_chain.sh
tests_oracle_shared_runs_SOURCES = \
	tests/oracle/shared_runs.c tests/oracle/jsonl.h tests/oracle/passages.h
tests_oracle_shared_runs_LDADD =
tests_oracle_edit_model_SOURCES = \
	tests/oracle/edit_model.c tests/oracle/jsonl.h tests/oracle/passages.h
tests_oracle_edit_model_LDADD =

# Who borrowed from whom among the codes of civil procedure: printed and drawn.
EXTRA_DIST += tests/bench/lending.sh
lending: all
	@$(AM_TESTS_ENVIRONMENT) $(SHELL) '$(srcdir)'/tests/bench/lending.sh
.PHONY: lending
