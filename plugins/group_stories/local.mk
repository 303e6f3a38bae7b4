# SPDX-License-Identifier: MIT
# plugins/group_stories/local.mk - documents about one event.

# All but the plugin itself is a library, so that tests and benchmarks can
# call it without a host.
noinst_LTLIBRARIES += plugins/group_stories/libgroup_stories.la
plugins_group_stories_libgroup_stories_la_SOURCES = \
	plugins/group_stories/background.c \
	plugins/group_stories/background_table.h \
	plugins/group_stories/breadth.c \
	plugins/group_stories/checkpoint.c \
	plugins/group_stories/choose.c \
	plugins/group_stories/centroid.c \
	plugins/group_stories/centroid.h \
	plugins/group_stories/day.c \
	plugins/group_stories/decide.c \
	plugins/group_stories/decide.h \
	plugins/group_stories/decide_state.h \
	plugins/group_stories/evidence.c \
	plugins/group_stories/figures.c \
	plugins/group_stories/figures.h \
	plugins/group_stories/find.c \
	plugins/group_stories/frame.c \
	plugins/group_stories/group_stories.h \
	plugins/group_stories/huge.c \
	plugins/group_stories/huge.h \
	plugins/group_stories/index.c \
	plugins/group_stories/index.h \
	plugins/group_stories/index_state.h \
	plugins/group_stories/keep.c \
	plugins/group_stories/known.c \
	plugins/group_stories/known.h \
	plugins/group_stories/options.c \
	plugins/group_stories/postings.c \
	plugins/group_stories/postings.h \
	plugins/group_stories/rarity.c \
	plugins/group_stories/rarity.h \
	plugins/group_stories/select.c \
	plugins/group_stories/select.h \
	plugins/group_stories/shelf.c \
	plugins/group_stories/shelf.h \
	plugins/group_stories/stories.c \
	plugins/group_stories/stories.h \
	plugins/group_stories/terms.c \
	plugins/group_stories/terms.h \
	plugins/group_stories/vector.c \
	plugins/group_stories/vector.h \
	plugins/share/prefetch.h \
	plugins/share/lanes.h \
	plugins/share/machine.h \
	plugins/share/plain.h \
	plugins/share/shingle.h \
	plugins/share/store.h \
	plugins/share/table.h \
	plugins/share/temporary.h \
	plugins/share/words.h \
	plugins/share/words_run.h
plugins_group_stories_libgroup_stories_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_group_stories_libgroup_stories_la_CFLAGS = $(PLUGIN_CFLAGS)

PLUGINS += plugins/group_stories.la
plugins_group_stories_la_SOURCES = plugins/group_stories/group_stories.c
plugins_group_stories_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_group_stories_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_group_stories_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)
plugins_group_stories_la_LIBADD = plugins/group_stories/libgroup_stories.la plugins/share/libindex.la $(MATH_LIBS)
EXTRA_DIST += plugins/group_stories/group_stories.md \
	plugins/group_stories/tools/background.py

UNIT_TESTS += tests/plugin/test_group_stories
tests_plugin_test_group_stories_SOURCES = \
	plugins/group_stories/group_stories.c \
	tests/plugin/test_group_stories.c tests/plugin/stand_in.h tests/plugin/stand_in_host.h
tests_plugin_test_group_stories_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
tests_plugin_test_group_stories_LDADD = \
	plugins/group_stories/libgroup_stories.la plugins/share/libindex.la $(MATH_LIBS) $(CMOCKA_LIBS)

UNIT_TESTS += tests/plugin/test_story_parts
tests_plugin_test_story_parts_SOURCES = tests/plugin/test_story_parts.c
tests_plugin_test_story_parts_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
tests_plugin_test_story_parts_LDADD = \
	plugins/group_stories/libgroup_stories.la plugins/share/libindex.la $(MATH_LIBS) $(CMOCKA_LIBS)

SH_TESTS += tests/chain/stories.sh
EXTRA_DIST += tests/stories/heap.jsonl tests/stories/languages.jsonl \
	tests/stories/pitfalls.jsonl tests/stories/series.jsonl

# ---- Accuracy: make accuracy-stories ----
EXTRA_DIST += tests/accuracy/news.py tests/accuracy/stories.py tests/accuracy/stories.sh
.PHONY: accuracy-stories
accuracy-stories: all
	@$(AM_TESTS_ENVIRONMENT) $(SHELL) '$(srcdir)'/tests/accuracy/stories.sh
