# SPDX-License-Identifier: MIT
# plugins/tag_pattern/local.mk - what rules describe.

# All but the plugin itself is a library, so that tests, benchmarks and the
# fuzzer can call it without a host.
noinst_LTLIBRARIES += plugins/tag_pattern/libtag_pattern.la
plugins_tag_pattern_libtag_pattern_la_SOURCES = \
	plugins/share/prefetch.h \
	plugins/share/bits.h \
	plugins/share/likeness.h \
	plugins/tag_pattern/ahead.c \
	plugins/tag_pattern/calendar.c \
	plugins/tag_pattern/capture.c \
	plugins/tag_pattern/ranges.c \
	plugins/tag_pattern/classes.c \
	plugins/tag_pattern/classes.h \
	plugins/tag_pattern/filter.c \
	plugins/tag_pattern/filter.h \
	plugins/tag_pattern/lexer.c \
	plugins/tag_pattern/lexer.h \
	plugins/tag_pattern/machine.c \
	plugins/tag_pattern/machine.h \
	plugins/tag_pattern/nfa.c \
	plugins/tag_pattern/nfa.h \
	plugins/tag_pattern/numbers.c \
	plugins/tag_pattern/pattern.c \
	plugins/tag_pattern/put.h \
	plugins/tag_pattern/read.c \
	plugins/tag_pattern/read.h \
	plugins/tag_pattern/regex.c \
	plugins/tag_pattern/regex.h \
	plugins/tag_pattern/rule_files.h \
	plugins/tag_pattern/rules.h \
	plugins/tag_pattern/scan.c \
	plugins/tag_pattern/scan.h \
	plugins/tag_pattern/store.c \
	plugins/tag_pattern/store.h \
	plugins/tag_pattern/values.c \
	plugins/tag_pattern/values.h
nodist_plugins_tag_pattern_libtag_pattern_la_SOURCES = plugins/tag_pattern/rule_files.c
plugins_tag_pattern_libtag_pattern_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) \
	-I$(top_srcdir)/plugins/tag_pattern
plugins_tag_pattern_libtag_pattern_la_CFLAGS = $(PLUGIN_CFLAGS)

PLUGINS += plugins/tag_pattern.la
plugins_tag_pattern_la_SOURCES = plugins/tag_pattern/tag_pattern.c \
	plugins/tag_pattern/around.c \
	plugins/tag_pattern/around.h \
	plugins/share/merge.h
plugins_tag_pattern_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_tag_pattern_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_tag_pattern_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)
plugins_tag_pattern_la_LIBADD = plugins/tag_pattern/libtag_pattern.la \
	plugins/share/libfile.la
EXTRA_DIST += plugins/tag_pattern/tag_pattern.md plugins/share/embed.awk

# ---- Rules: installed to be read and copied, and compiled in ----
tag_patterndir = $(pkgdatadir)/tag_pattern
dist_tag_pattern_DATA = plugins/tag_pattern/data/en.rules

BUILT_SOURCES += plugins/tag_pattern/rule_files.c
CLEANFILES += plugins/tag_pattern/rule_files.c
plugins/tag_pattern/rule_files.c: $(dist_tag_pattern_DATA) plugins/share/embed.awk
	$(AM_V_GEN)$(MKDIR_P) plugins/tag_pattern && \
	LC_ALL=C $(AWK) -v header=rule_files.h -v type=rule_file \
	  -v files=tag_pattern_rule_files -v names=tag_pattern_rule_names -v suffix=.rules \
	  -f $(srcdir)/plugins/share/embed.awk $(dist_tag_pattern_DATA:%=$(srcdir)/%) \
	  > $@.new && mv $@.new $@

SH_TESTS += tests/chain/tag_pattern.sh
EXTRA_DIST += tests/chain/tag_pattern.txt

UNIT_TESTS += tests/plugin/test_tag_pattern
tests_plugin_test_tag_pattern_SOURCES = tests/plugin/test_tag_pattern.c
tests_plugin_test_tag_pattern_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/tag_pattern
tests_plugin_test_tag_pattern_LDADD = plugins/tag_pattern/libtag_pattern.la $(CMOCKA_LIBS)

BENCHES += tests/bench/bench_taggers.sh
EXTRA_DIST += tests/bench/kinds_of_text.py
