# SPDX-License-Identifier: MIT
# plugins/export_jsonl/local.mk - documents as JSON Lines.

# Offsets and names are a library of pure functions, for the tests.
noinst_LTLIBRARIES += plugins/export_jsonl/libexport_jsonl.la
plugins_export_jsonl_libexport_jsonl_la_SOURCES = \
	plugins/export_jsonl/keys.c \
	plugins/export_jsonl/keys.h \
	plugins/export_jsonl/offsets.c \
	plugins/export_jsonl/offsets.h
plugins_export_jsonl_libexport_jsonl_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_export_jsonl_libexport_jsonl_la_CFLAGS = $(PLUGIN_CFLAGS)

PLUGINS += plugins/export_jsonl.la
plugins_export_jsonl_la_SOURCES = \
	plugins/export_jsonl/export_jsonl.c \
	plugins/export_jsonl/fields.c \
	plugins/export_jsonl/layers.c \
	plugins/export_jsonl/line.h
plugins_export_jsonl_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_export_jsonl_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_export_jsonl_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)
plugins_export_jsonl_la_LIBADD = plugins/export_jsonl/libexport_jsonl.la
EXTRA_DIST += plugins/export_jsonl/export_jsonl.md

UNIT_TESTS += tests/plugin/test_export_offsets
tests_plugin_test_export_offsets_SOURCES = tests/plugin/test_export_offsets.c
tests_plugin_test_export_offsets_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/export_jsonl
tests_plugin_test_export_offsets_LDADD = plugins/export_jsonl/libexport_jsonl.la $(CMOCKA_LIBS)
