# SPDX-License-Identifier: MIT
# plugins/tag_model/local.mk - names by a trained model.

# All but the plugin itself is a library, so that tests can call it without a
# host.
noinst_LTLIBRARIES += plugins/tag_model/libtag_model.la
plugins_tag_model_libtag_model_la_SOURCES = \
	plugins/share/prefetch.h \
	plugins/tag_model/corpus.c \
	plugins/tag_model/corpus.h \
	plugins/tag_model/decode.c \
	plugins/tag_model/decode.h \
	plugins/tag_model/features.c \
	plugins/tag_model/features.h \
	plugins/tag_model/image.c \
	plugins/tag_model/image.h \
	plugins/tag_model/image_net.c \
	plugins/tag_model/inputs.c \
	plugins/tag_model/inputs.h \
	plugins/tag_model/learn.c \
	plugins/tag_model/learn.h \
	plugins/tag_model/marks.c \
	plugins/tag_model/marks.h \
	plugins/tag_model/measure.c \
	plugins/tag_model/model.c \
	plugins/tag_model/model.h \
	plugins/tag_model/net_learn.c \
	plugins/tag_model/net_learn.h \
	plugins/tag_model/network.c \
	plugins/tag_model/network.h \
	plugins/tag_model/odds.c \
	plugins/tag_model/odds.h \
	plugins/tag_model/product.c \
	plugins/tag_model/product.h \
	plugins/tag_model/rows.c \
	plugins/tag_model/rows.h \
	plugins/tag_model/tag.c \
	plugins/tag_model/tag.h \
	plugins/tag_model/tally.c \
	plugins/tag_model/tally.h \
	plugins/tag_model/train.c \
	plugins/tag_model/train.h \
	plugins/tag_model/training.h \
	plugins/tag_model/vectors.c \
	plugins/tag_model/vectors.h \
	plugins/tag_model/words.c \
	plugins/tag_model/words.h
plugins_tag_model_libtag_model_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_tag_model_libtag_model_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_tag_model_libtag_model_la_LIBADD = plugins/share/libfile.la

tag_modeldir = $(pkgdatadir)/tag_model
TAG_MODEL_CPPFLAGS = $(PLUGIN_CPPFLAGS) -DTAG_MODEL_FOLDER='"$(tag_modeldir)"'

PLUGINS += plugins/tag_model.la
plugins_tag_model_la_SOURCES = plugins/tag_model/tag_model.c \
	plugins/share/merge.h
plugins_tag_model_la_CPPFLAGS = $(TAG_MODEL_CPPFLAGS)
plugins_tag_model_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_tag_model_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)
plugins_tag_model_la_LIBADD = plugins/tag_model/libtag_model.la $(MATH_LIBS)

dist_tag_model_DATA = \
	plugins/tag_model/COPYING.data \
	plugins/tag_model/en-fast.model \
	plugins/tag_model/en.model
EXTRA_DIST += \
	plugins/tag_model/tag_model.md \
	plugins/tag_model/tools/gold.py \
	plugins/tag_model/tools/inputs.sha256 \
	plugins/tag_model/tools/lexicon.py \
	plugins/tag_model/tools/retokenize.py \
	plugins/tag_model/tools/silver.sh \
	plugins/tag_model/tools/teacher.py \
	plugins/tag_model/tools/tokens.sh \
	plugins/tag_model/tools/unlabelled.py \
	plugins/tag_model/tools/odds.py \
	plugins/tag_model/tools/words.py \
	plugins/tag_model/train.sh \
	tests/accuracy/entities.py \
	tests/bench/entities.py \
	tests/bench/peers.sh

UNIT_TESTS += tests/plugin/test_tag_model
tests_plugin_test_tag_model_SOURCES = tests/plugin/test_tag_model.c
tests_plugin_test_tag_model_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
tests_plugin_test_tag_model_LDADD = \
	plugins/tag_model/libtag_model.la $(CMOCKA_LIBS) $(MATH_LIBS)
UNIT_TESTS += tests/plugin/test_tag_network
tests_plugin_test_tag_network_SOURCES = tests/plugin/test_tag_network.c
tests_plugin_test_tag_network_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
tests_plugin_test_tag_network_LDADD = \
	plugins/tag_model/libtag_model.la $(CMOCKA_LIBS) $(MATH_LIBS)
UNIT_TESTS += tests/plugin/test_tag_words
tests_plugin_test_tag_words_SOURCES = tests/plugin/test_tag_words.c
tests_plugin_test_tag_words_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
tests_plugin_test_tag_words_LDADD = \
	plugins/tag_model/libtag_model.la $(CMOCKA_LIBS) $(MATH_LIBS)
SH_TESTS += tests/plugin/tag_model.sh
SH_TESTS += tests/plugin/tag_model_silver.sh
EXTRA_DIST += \
	tests/plugin/tag_model/en-fast.names \
	tests/plugin/tag_model/en.names \
	tests/plugin/tag_model/toy.py \
	tests/plugin/tag_model/wire.txt

# ---- Names: make accuracy-entities GOLD="FILE..." ----
.PHONY: accuracy-entities
accuracy-entities:
	@$(AM_TESTS_ENVIRONMENT) STAGES='$(STAGES)' \
	  python3 $(srcdir)/tests/accuracy/entities.py $(GOLD)

# ---- Beside other taggers: sh tests/bench/peers.sh; make bench-entities ----
PEERS = peers
.PHONY: bench-entities
bench-entities:
	@$(AM_TESTS_ENVIRONMENT) PEERS='$(PEERS)' \
	  python3 $(srcdir)/tests/bench/entities.py
