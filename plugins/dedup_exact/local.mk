# SPDX-License-Identifier: MIT
# plugins/dedup_exact/local.mk - exact duplicates, by fingerprint.

EXTRA_DIST += plugins/dedup_exact/dedup_exact.md
DEDUP_EXACT_SOURCES = \
	plugins/dedup_exact/group.c \
	plugins/dedup_exact/group.h \
	plugins/dedup_exact/known.c \
	plugins/dedup_exact/known.h \
	plugins/dedup_exact/normal.c \
	plugins/dedup_exact/normal.h \
	plugins/dedup_exact/seen.c \
	plugins/dedup_exact/seen.h \
	plugins/dedup_exact/spans.c \
	plugins/dedup_exact/spans.h \
	plugins/share/duplicate.h \
	plugins/share/rank.h \
	plugins/share/store.h \
	plugins/share/prefetch.h \
	plugins/share/table.h \
	plugins/share/temporary.h

if WITH_XXHASH
if WITH_UTF8PROC
DEDUP_EXACT_UTF8PROC = -DCATENA_UTF8PROC $(UTF8PROC_CFLAGS)
endif

noinst_LTLIBRARIES += plugins/dedup_exact/libdedup_exact.la
plugins_dedup_exact_libdedup_exact_la_SOURCES = $(DEDUP_EXACT_SOURCES)
plugins_dedup_exact_libdedup_exact_la_CPPFLAGS = \
	$(PLUGIN_CPPFLAGS) $(XXHASH_CFLAGS) $(DEDUP_EXACT_UTF8PROC)
plugins_dedup_exact_libdedup_exact_la_CFLAGS = $(PLUGIN_CFLAGS)

PLUGINS += plugins/dedup_exact.la
plugins_dedup_exact_la_SOURCES = plugins/dedup_exact/dedup_exact.c
plugins_dedup_exact_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_dedup_exact_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_dedup_exact_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)
plugins_dedup_exact_la_LIBADD = \
	plugins/dedup_exact/libdedup_exact.la plugins/share/libindex.la $(XXHASH_LIBS) $(UTF8PROC_LIBS)

UNIT_TESTS += tests/plugin/test_dedup_exact
tests_plugin_test_dedup_exact_SOURCES = \
	plugins/dedup_exact/dedup_exact.c \
	tests/plugin/test_dedup_exact.c tests/plugin/stand_in.h tests/plugin/stand_in_host.h
tests_plugin_test_dedup_exact_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
tests_plugin_test_dedup_exact_LDADD = \
	plugins/dedup_exact/libdedup_exact.la plugins/share/libindex.la $(XXHASH_LIBS) $(UTF8PROC_LIBS) \
	$(CMOCKA_LIBS)
else
EXTRA_DIST += $(DEDUP_EXACT_SOURCES) plugins/dedup_exact/dedup_exact.c \
	tests/plugin/test_dedup_exact.c
endif
