# SPDX-License-Identifier: MIT
# plugins/tag_gazetteer/local.mk - names of lists.

if WITH_UTF8PROC
TAG_GAZETTEER_UTF8PROC = -DCATENA_UTF8PROC $(UTF8PROC_CFLAGS)
endif

# All but the plugin itself is a library, so that tests and benchmarks can
# call it without a host.
noinst_LTLIBRARIES += plugins/tag_gazetteer/libtag_gazetteer.la
plugins_tag_gazetteer_libtag_gazetteer_la_SOURCES = \
	plugins/share/prefetch.h \
	plugins/share/bits.h \
	plugins/share/lanes.h \
	plugins/share/plain.h \
	plugins/tag_gazetteer/atoms.c \
	plugins/tag_gazetteer/atoms.h \
	plugins/tag_gazetteer/atoms_parts.h \
	plugins/tag_gazetteer/breaks.h \
	plugins/tag_gazetteer/glance.h \
	plugins/tag_gazetteer/tokens.c \
	plugins/tag_gazetteer/build.c \
	plugins/tag_gazetteer/build_parts.h \
	plugins/tag_gazetteer/command.c \
	plugins/tag_gazetteer/command.h \
	plugins/share/machine.h \
	plugins/tag_gazetteer/first.h \
	plugins/tag_gazetteer/image.c \
	plugins/tag_gazetteer/lay.c \
	plugins/tag_gazetteer/list.c \
	plugins/tag_gazetteer/list.h \
	plugins/tag_gazetteer/load.c \
	plugins/tag_gazetteer/load.h \
	plugins/tag_gazetteer/match.c \
	plugins/tag_gazetteer/names.h
plugins_tag_gazetteer_libtag_gazetteer_la_CPPFLAGS = \
	$(PLUGIN_CPPFLAGS) $(TAG_GAZETTEER_UTF8PROC) \
	-DTAG_GAZETTEER_LISTS='"$(gazetteerdir)"'
plugins_tag_gazetteer_libtag_gazetteer_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_tag_gazetteer_libtag_gazetteer_la_LIBADD = plugins/share/libfile.la

PLUGINS += plugins/tag_gazetteer.la
plugins_tag_gazetteer_la_SOURCES = plugins/share/merge.h \
	plugins/tag_gazetteer/tag_gazetteer.c
plugins_tag_gazetteer_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_tag_gazetteer_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_tag_gazetteer_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)
plugins_tag_gazetteer_la_LIBADD = \
	plugins/tag_gazetteer/libtag_gazetteer.la $(UTF8PROC_LIBS)
EXTRA_DIST += plugins/tag_gazetteer/tag_gazetteer.md \
	plugins/tag_gazetteer/COPYING.data \
	plugins/tag_gazetteer/tools/build_lists.py \
	plugins/tag_gazetteer/tools/build_lists.sh

# Lists that go by their names in a config.
gazetteerdir = $(pkgdatadir)/lists
dist_gazetteer_DATA = \
	plugins/tag_gazetteer/COPYING.data \
	plugins/tag_gazetteer/lists/agencies.tsv \
	plugins/tag_gazetteer/lists/bodies.tsv \
	plugins/tag_gazetteer/lists/countries.tsv \
	plugins/tag_gazetteer/lists/organisations.tsv \
	plugins/tag_gazetteer/lists/people.tsv \
	plugins/tag_gazetteer/lists/places.tsv \
	plugins/tag_gazetteer/lists/regions.tsv

# By hand, with a network: makes them anew.
gazetteer-lists:
	$(SHELL) '$(srcdir)/plugins/tag_gazetteer/tools/build_lists.sh' \
	  '$(srcdir)/plugins/tag_gazetteer/lists'
.PHONY: gazetteer-lists

UNIT_TESTS += tests/plugin/test_tag_gazetteer
tests_plugin_test_tag_gazetteer_SOURCES = \
	plugins/tag_gazetteer/tag_gazetteer.c \
	tests/plugin/test_tag_gazetteer.c tests/plugin/stand_in.h tests/plugin/stand_in_host.h
tests_plugin_test_tag_gazetteer_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
tests_plugin_test_tag_gazetteer_LDADD = \
	plugins/tag_gazetteer/libtag_gazetteer.la $(UTF8PROC_LIBS) $(CMOCKA_LIBS)

UNIT_TESTS += tests/plugin/test_tag_gazetteer_atoms
tests_plugin_test_tag_gazetteer_atoms_SOURCES = tests/plugin/test_tag_gazetteer_atoms.c
tests_plugin_test_tag_gazetteer_atoms_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
tests_plugin_test_tag_gazetteer_atoms_LDADD = \
	plugins/tag_gazetteer/libtag_gazetteer.la $(UTF8PROC_LIBS) $(CMOCKA_LIBS)

UNIT_TESTS += tests/plugin/test_tag_gazetteer_image
tests_plugin_test_tag_gazetteer_image_SOURCES = \
	plugins/tag_gazetteer/tag_gazetteer.c \
	tests/plugin/test_tag_gazetteer_image.c tests/plugin/stand_in.h tests/plugin/stand_in_host.h
tests_plugin_test_tag_gazetteer_image_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
tests_plugin_test_tag_gazetteer_image_LDADD = \
	plugins/tag_gazetteer/libtag_gazetteer.la $(UTF8PROC_LIBS) $(CMOCKA_LIBS)

BENCH_EXES += tests/bench/bench_tag_gazetteer
tests_bench_bench_tag_gazetteer_SOURCES = \
	plugins/tag_gazetteer/tag_gazetteer.c \
	tests/bench/bench_tag_gazetteer.c tests/oracle/jsonl.h \
	tests/plugin/stand_in.h tests/plugin/stand_in_host.h
tests_bench_bench_tag_gazetteer_LDADD = \
	plugins/tag_gazetteer/libtag_gazetteer.la $(UTF8PROC_LIBS)
