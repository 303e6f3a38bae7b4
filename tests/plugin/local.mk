# SPDX-License-Identifier: MIT
# tests/plugin/local.mk - the plugins, one test each.

# Plugins for tests/chain/gather.sh and resume.sh: a reader, stages that gather
# and count, an exporter.  -rpath makes libtool build them shared.
if SHARED_PLUGINS
GATHER_LDFLAGS = -module $(PLUGIN_LDFLAGS) -rpath /nowhere
check_LTLIBRARIES += tests/plugin/gather_lines.la \
	tests/plugin/gather_longest.la tests/plugin/gather_count.la \
	tests/plugin/gather_forget.la tests/plugin/gather_print.la
tests_plugin_gather_lines_la_SOURCES = tests/plugin/gather_lines.c
tests_plugin_gather_lines_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_plugin_gather_lines_la_LDFLAGS = $(GATHER_LDFLAGS)
tests_plugin_gather_longest_la_SOURCES = tests/plugin/gather_longest.c
tests_plugin_gather_longest_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_plugin_gather_longest_la_LDFLAGS = $(GATHER_LDFLAGS)
tests_plugin_gather_count_la_SOURCES = tests/plugin/gather_count.c
tests_plugin_gather_count_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_plugin_gather_count_la_LDFLAGS = $(GATHER_LDFLAGS)
tests_plugin_gather_forget_la_SOURCES = tests/plugin/gather_forget.c
tests_plugin_gather_forget_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_plugin_gather_forget_la_LDFLAGS = $(GATHER_LDFLAGS)
tests_plugin_gather_print_la_SOURCES = tests/plugin/gather_print.c
tests_plugin_gather_print_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_plugin_gather_print_la_LDFLAGS = $(GATHER_LDFLAGS)
endif

# For tests/chain/export.sh: rows and edits to export.
if SHARED_PLUGINS
check_LTLIBRARIES += tests/plugin/export_rows.la tests/plugin/export_edit.la
tests_plugin_export_rows_la_SOURCES = tests/plugin/export_rows.c
tests_plugin_export_rows_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_plugin_export_rows_la_LDFLAGS = -module $(PLUGIN_LDFLAGS) -rpath /nowhere
tests_plugin_export_edit_la_SOURCES = tests/plugin/export_edit.c
tests_plugin_export_edit_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
tests_plugin_export_edit_la_LDFLAGS = -module $(PLUGIN_LDFLAGS) -rpath /nowhere
endif
EXTRA_DIST += tests/plugin/export_check.py tests/plugin/jsonl_fuzz.py
