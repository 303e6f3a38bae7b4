# SPDX-License-Identifier: MIT
# plugins/link_names/local.mk - one thing, one name.

# All but the plugin itself is a library, so that its accuracy can be measured
# without a host.
noinst_LTLIBRARIES += plugins/link_names/liblink_names.la
plugins_link_names_liblink_names_la_SOURCES = \
	plugins/link_names/fold.c \
	plugins/link_names/fold.h \
	plugins/link_names/forms.c \
	plugins/link_names/link.c \
	plugins/link_names/link.h \
	plugins/link_names/lists.c \
	plugins/link_names/lists.h \
	plugins/link_names/people.c \
	plugins/link_names/same.c \
	plugins/link_names/traits.c
plugins_link_names_liblink_names_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_link_names_liblink_names_la_CFLAGS = $(PLUGIN_CFLAGS)

PLUGINS += plugins/link_names.la
plugins_link_names_la_SOURCES = \
	plugins/share/merge.h \
	plugins/link_names/link_names.c \
	plugins/link_names/naming.c \
	plugins/link_names/parts.h \
	plugins/link_names/resolve.c \
	plugins/link_names/resolve.h \
	plugins/link_names/titles.c \
	plugins/link_names/units.c \
	plugins/link_names/units.h
plugins_link_names_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_link_names_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_link_names_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)
plugins_link_names_la_LIBADD = plugins/link_names/liblink_names.la
EXTRA_DIST += plugins/link_names/link_names.md

UNIT_TESTS += tests/plugin/test_link_names
tests_plugin_test_link_names_SOURCES = tests/plugin/test_link_names.c
tests_plugin_test_link_names_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
tests_plugin_test_link_names_LDADD = plugins/link_names/liblink_names.la $(CMOCKA_LIBS)
SH_TESTS += tests/chain/link_names.sh

# ---- Accuracy: make accuracy-names NAMES=FILE.tsv SPLIT=dev ----
NAMES =
SPLIT = dev
EXTRA_PROGRAMS += tests/accuracy/score_names
tests_accuracy_score_names_SOURCES = tests/accuracy/score_names.c
tests_accuracy_score_names_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins
tests_accuracy_score_names_LDADD = plugins/link_names/liblink_names.la $(MATH_LIBS)
.PHONY: accuracy-names
accuracy-names: tests/accuracy/score_names$(EXEEXT)
	@$(AM_TESTS_ENVIRONMENT) set -- "$(NAMES)"; \
	[ -n "$$1" ] || set -- "$$CATENA_SHARED/data/names/gum_name_variants.tsv"; \
	[ -f "$$1" ] || { echo "no $$1: name a file, NAMES=FILE.tsv" >&2; exit 77; }; \
	tests/accuracy/score_names "$$1" $(SPLIT)
CLEANFILES += tests/accuracy/score_names$(EXEEXT)
