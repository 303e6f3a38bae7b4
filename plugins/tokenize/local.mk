# SPDX-License-Identifier: MIT
# plugins/tokenize/local.mk - tokens, sentences, paragraphs.

# All but the plugin itself is a library of pure functions, so that tests and
# benchmarks can call them without a host.
noinst_LTLIBRARIES += plugins/tokenize/libtokenize.la
plugins_tokenize_libtokenize_la_SOURCES = \
	plugins/share/bits.h \
	plugins/share/likeness.h \
	plugins/share/machine.h \
	plugins/tokenize/bits64.h \
	plugins/tokenize/block.h \
	plugins/tokenize/chars.h \
	plugins/tokenize/chars_table.c \
	plugins/tokenize/classify_block.h \
	plugins/tokenize/cut.h \
	plugins/tokenize/cut_avx2.c \
	plugins/tokenize/cut_avx512.c \
	plugins/tokenize/cut_block.h \
	plugins/tokenize/cut_plain.c \
	plugins/tokenize/cut_sse2.c \
	plugins/tokenize/ends.c \
	plugins/tokenize/ends.h \
	plugins/tokenize/ends_asked.c \
	plugins/tokenize/ends_gap.h \
	plugins/tokenize/ends_shape.c \
	plugins/tokenize/ends_shape.h \
	plugins/tokenize/ends_table.c \
	plugins/tokenize/facts.c \
	plugins/tokenize/facts.h \
	plugins/tokenize/hash_quick.h \
	plugins/tokenize/hash_avx2.h \
	plugins/tokenize/lang.c \
	plugins/tokenize/lang.h \
	plugins/tokenize/lang_parse.c \
	plugins/tokenize/lang_table.h \
	plugins/tokenize/lex.c \
	plugins/tokenize/lex.h \
	plugins/tokenize/lex_cut.c \
	plugins/tokenize/lex_special.c \
	plugins/tokenize/lex_word.c \
	plugins/tokenize/line_ends.c \
	plugins/tokenize/line_ends.h \
	plugins/tokenize/lines.h \
	plugins/tokenize/lines_block.h \
	plugins/tokenize/news.c \
	plugins/tokenize/news.h \
	plugins/tokenize/news_avx2.c \
	plugins/tokenize/news_avx512.c \
	plugins/tokenize/news_chunks.c \
	plugins/tokenize/news_chunks.h \
	plugins/tokenize/news_gaps.h \
	plugins/tokenize/news_marks.h \
	plugins/tokenize/news_plan.c \
	plugins/tokenize/news_plan.h \
	plugins/tokenize/news_sents.c \
	plugins/tokenize/news_sents.h \
	plugins/tokenize/news_sse2.c \
	plugins/tokenize/news_way.c \
	plugins/tokenize/news_way.h \
	plugins/tokenize/news_window.h \
	plugins/tokenize/paragraphs.c \
	plugins/tokenize/rows.h \
	plugins/tokenize/scan.c \
	plugins/tokenize/scan.h \
	plugins/tokenize/sents_block.h \
	plugins/tokenize/spans.c \
	plugins/tokenize/spans.h \
	plugins/tokenize/uax29.h \
	plugins/tokenize/uax29_sentence.c \
	plugins/tokenize/uax29_word.c \
	plugins/tokenize/words.h \
	plugins/tokenize/words_block.h \
	plugins/tokenize/words_plain.c
nodist_plugins_tokenize_libtokenize_la_SOURCES = plugins/tokenize/lang_files.c
plugins_tokenize_libtokenize_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) -I$(top_srcdir)/plugins/tokenize
plugins_tokenize_libtokenize_la_CFLAGS = $(PLUGIN_CFLAGS)

PLUGINS += plugins/tokenize.la
plugins_tokenize_la_SOURCES = \
	plugins/tokenize/language.c \
	plugins/tokenize/language.h \
	plugins/tokenize/tokenize.c
plugins_tokenize_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_tokenize_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_tokenize_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)
plugins_tokenize_la_LIBADD = plugins/tokenize/libtokenize.la plugins/share/libfile.la

EXTRA_DIST += \
	plugins/tokenize/COPYING.data \
	plugins/tokenize/COPYING.unicode \
	plugins/tokenize/tokenize.md \
	plugins/tokenize/tools/chars_table.awk

# ---- Languages: installed to be read and copied, and compiled in ----
tokenizedir = $(pkgdatadir)/tokenize
dist_tokenize_DATA = \
	plugins/tokenize/data/any.tok \
	plugins/tokenize/data/de.tok \
	plugins/tokenize/data/en.tok \
	plugins/tokenize/data/es.tok \
	plugins/tokenize/data/fr.tok

BUILT_SOURCES += plugins/tokenize/lang_files.c
CLEANFILES += plugins/tokenize/lang_files.c
plugins/tokenize/lang_files.c: $(dist_tokenize_DATA) plugins/share/embed.awk
	$(AM_V_GEN)$(MKDIR_P) plugins/tokenize && \
	LC_ALL=C $(AWK) -v header=lang_table.h -v type=lang_file \
	  -v files=tokenize_lang_files -v names=tokenize_lang_names -v suffix=.tok \
	  -f $(srcdir)/plugins/share/embed.awk $(dist_tokenize_DATA:%=$(srcdir)/%) \
	  > $@.new && mv $@.new $@

# ---- Tests of the pure functions ----
# The same files through the plugin.
UNIT_TESTS += tests/plugin/test_tokenize_standard
tests_plugin_test_tokenize_standard_SOURCES = tests/plugin/test_tokenize_standard.c
tests_plugin_test_tokenize_standard_LDADD = libcatena-harness.a $(DL_LIBS) \
	$(MATH_LIBS) $(PTHREAD_LIBS)

UNIT_TESTS += tests/plugin/test_tokenize_uax29
tests_plugin_test_tokenize_uax29_SOURCES = tests/plugin/test_tokenize_uax29.c
tests_plugin_test_tokenize_uax29_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/tokenize
tests_plugin_test_tokenize_uax29_LDADD = plugins/tokenize/libtokenize.la $(CMOCKA_LIBS)
UNIT_TESTS += tests/plugin/test_tokenize_paths
tests_plugin_test_tokenize_paths_SOURCES = tests/plugin/test_tokenize_paths.c
tests_plugin_test_tokenize_paths_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/tokenize
tests_plugin_test_tokenize_paths_LDADD = plugins/tokenize/libtokenize.la $(CMOCKA_LIBS)
UNIT_TESTS += tests/plugin/test_tokenize_cover
tests_plugin_test_tokenize_cover_SOURCES = \
	tests/plugin/test_tokenize_cover.c tests/plugin/tokenize_rows.h
tests_plugin_test_tokenize_cover_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/tokenize
tests_plugin_test_tokenize_cover_LDADD = plugins/tokenize/libtokenize.la $(CMOCKA_LIBS)
UNIT_TESTS += tests/plugin/test_tokenize_news
tests_plugin_test_tokenize_news_SOURCES = tests/plugin/test_tokenize_news.c
tests_plugin_test_tokenize_news_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/tokenize
tests_plugin_test_tokenize_news_LDADD = plugins/tokenize/libtokenize.la $(CMOCKA_LIBS)
EXTRA_DIST += \
	tests/plugin/cuts/de.tsv \
	tests/plugin/cuts/en.tsv \
	tests/plugin/cuts/es.tsv \
	tests/plugin/cuts/fr.tsv \
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

SH_TESTS += tests/plugin/tokenize_tables.sh tests/chain/tokenize_data.sh

# ---- Accuracy: make accuracy CONLLU="FILE..." [TEXT_LANGUAGE=de] ----
EXTRA_PROGRAMS += tests/accuracy/score tests/accuracy/train_ends
tests_accuracy_score_SOURCES = \
	tests/accuracy/align.c \
	tests/accuracy/align.h \
	tests/accuracy/conllu.c \
	tests/accuracy/conllu.h \
	tests/accuracy/score.c
tests_accuracy_score_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/tokenize
tests_accuracy_score_LDADD = plugins/tokenize/libtokenize.la
EXTRA_DIST += tests/accuracy/accuracy.sh tests/accuracy/train_ends.sh

.PHONY: accuracy
accuracy: tests/accuracy/score$(EXEEXT)
	@$(AM_TESTS_ENVIRONMENT) TEXT_LANGUAGE='$(TEXT_LANGUAGE)' \
	$(SHELL) $(srcdir)/tests/accuracy/accuracy.sh $(CONLLU)
	@test -n '$(CONLLU)' || $(MAKE) $(AM_MAKEFLAGS) accuracy-entities accuracy-names

# Are its figures those that the shared task defines?  Counted once more.
.PHONY: check-accuracy
check-accuracy: all tests/accuracy/score$(EXEEXT)
	@$(AM_TESTS_ENVIRONMENT) TEXT_LANGUAGE='$(TEXT_LANGUAGE)' \
	$(SHELL) $(srcdir)/tests/accuracy/check_score.sh $(CONLLU)
EXTRA_DIST += tests/accuracy/check_score.py tests/accuracy/check_score.sh \
	tests/accuracy/sample.conllu

# The model of sentence ends, learned anew: make tokenize-model CONLLU="FILE..."
# Without CONLLU, from EWT and GUM in $CATENA_SHARED, as ends_table.c was.
# tokenize-folds learns from four fifths and reports on the last one, five times.
# The program is everything but the weights that it makes.
tests_accuracy_train_ends_SOURCES = \
	tests/accuracy/train_ends.c \
	tests/accuracy/conllu.c \
	plugins/tokenize/chars_table.c \
	plugins/tokenize/ends.c \
	plugins/tokenize/ends_shape.c \
	plugins/tokenize/facts.c \
	plugins/tokenize/lang.c \
	plugins/tokenize/lang_parse.c \
	plugins/tokenize/lex.c \
	plugins/tokenize/lex_cut.c \
	plugins/tokenize/lex_special.c \
	plugins/tokenize/lex_word.c \
	plugins/tokenize/line_ends.c \
	plugins/tokenize/news_avx2.c \
	plugins/tokenize/news_avx512.c \
	plugins/tokenize/news_chunks.c \
	plugins/tokenize/news_plan.c \
	plugins/tokenize/news_sse2.c \
	plugins/tokenize/news_way.c \
	plugins/tokenize/paragraphs.c \
	plugins/tokenize/scan.c \
	plugins/tokenize/uax29_word.c
nodist_tests_accuracy_train_ends_SOURCES = plugins/tokenize/lang_files.c
tests_accuracy_train_ends_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/tokenize \
	-I$(top_srcdir)/tests/accuracy
tests_accuracy_train_ends_LDADD = $(MATH_LIBS)

.PHONY: tokenize-model tokenize-folds
tokenize-model tokenize-folds: tests/accuracy/train_ends$(EXEEXT)
	$(AM_TESTS_ENVIRONMENT) $(SHELL) $(srcdir)/tests/accuracy/train_ends.sh $@ $(CONLLU)

# ---- The same as ICU? make check-icu [TEXT=FILE] ----
EXTRA_DIST += \
	tests/oracle/icu_breaks.c \
	tests/oracle/icu_breaks.py \
	tests/oracle/icu_breaks.sh

.PHONY: check-icu
check-icu: plugins/tokenize/libtokenize.la
	@$(AM_TESTS_ENVIRONMENT) $(SHELL) $(srcdir)/tests/oracle/icu_breaks.sh $(TEXT)

# ---- Speed: make bench-tokenize [TEXT=FILE] [PEERS=FOLDER] ----
EXTRA_DIST += tests/bench/bench_icu.c tests/bench/bench_tokenize.sh tests/bench/peers.sh

.PHONY: bench-tokenize bench-hard-text
# Texts that nobody writes: make bench-hard-text [RULES=news] [SIMD=avx2] [BYTES=N] [TEXT=FILE]
bench-hard-text: tests/bench/bench_hard_text$(EXEEXT)
	@$(AM_TESTS_ENVIRONMENT) RULES='$(RULES)' SIMD='$(SIMD)' BYTES='$(BYTES)' \
	$(SHELL) $(srcdir)/tests/bench/bench_hard_text.sh $(TEXT)
EXTRA_DIST += tests/bench/bench_hard_text.sh tests/bench/bench_sink.c tests/bench/tokenize.conf

bench-tokenize: all tests/bench/bench_tokenize$(EXEEXT)
	@$(AM_TESTS_ENVIRONMENT) PEERS='$(PEERS)'; export PEERS; \
	$(SHELL) $(srcdir)/tests/bench/bench_tokenize.sh $(TEXT)
