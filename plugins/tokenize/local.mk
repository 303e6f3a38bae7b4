# SPDX-License-Identifier: MIT
# plugins/tokenize/local.mk - tokens, sentences, paragraphs.

# All but the plugin itself is a library of pure functions, so that tests and
# benchmarks can call them without a host.
noinst_LTLIBRARIES += plugins/tokenize/libtokenize.la
plugins_tokenize_libtokenize_la_SOURCES = \
	plugins/tokenize/chars.h \
	plugins/tokenize/chars_table.c \
	plugins/tokenize/facts.c \
	plugins/tokenize/facts.h \
	plugins/tokenize/paragraphs.c \
	plugins/tokenize/rows.h \
	plugins/tokenize/spans.c \
	plugins/tokenize/spans.h \
	plugins/tokenize/uax29.h \
	plugins/tokenize/uax29_sentence.c \
	plugins/tokenize/uax29_word.c \
	plugins/tokenize/words.h \
	plugins/tokenize/words_plain.c
plugins_tokenize_libtokenize_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_tokenize_libtokenize_la_CFLAGS = $(PLUGIN_CFLAGS)

PLUGINS += plugins/tokenize.la
plugins_tokenize_la_SOURCES = plugins/tokenize/tokenize.c
plugins_tokenize_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_tokenize_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_tokenize_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)
plugins_tokenize_la_LIBADD = plugins/tokenize/libtokenize.la

EXTRA_DIST += \
	plugins/tokenize/COPYING.unicode \
	plugins/tokenize/tools/chars_table.awk

# ---- Tests of the pure functions ----
UNIT_TESTS += tests/plugin/test_tokenize_uax29
tests_plugin_test_tokenize_uax29_SOURCES = tests/plugin/test_tokenize_uax29.c
tests_plugin_test_tokenize_uax29_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/tokenize
tests_plugin_test_tokenize_uax29_LDADD = plugins/tokenize/libtokenize.la $(CMOCKA_LIBS)
EXTRA_DIST += \
	tests/plugin/unicode/SentenceBreakTest.txt \
	tests/plugin/unicode/WordBreakTest.txt

# ---- Tables are made again from Debian's unicode-data, and must be the same ----
UNICODE = /usr/share/unicode
TOKENIZE_UCD = \
	$(UNICODE)/auxiliary/WordBreakProperty.txt \
	$(UNICODE)/auxiliary/SentenceBreakProperty.txt \
	$(UNICODE)/emoji/emoji-data.txt \
	$(UNICODE)/extracted/DerivedGeneralCategory.txt \
	$(UNICODE)/PropList.txt

.PHONY: tokenize-tables
tokenize-tables:
	$(AWK) -f $(srcdir)/plugins/tokenize/tools/chars_table.awk $(TOKENIZE_UCD) \
	  > $(srcdir)/plugins/tokenize/chars_table.c.new
	mv $(srcdir)/plugins/tokenize/chars_table.c.new $(srcdir)/plugins/tokenize/chars_table.c
	$(AWK) -f $(srcdir)/sdk/tools/fold_table.awk $(UNICODE)/CaseFolding.txt \
	  > $(srcdir)/sdk/catena/fold_table.h.new
	mv $(srcdir)/sdk/catena/fold_table.h.new $(srcdir)/sdk/catena/fold_table.h

SH_TESTS += tests/plugin/tokenize_tables.sh
