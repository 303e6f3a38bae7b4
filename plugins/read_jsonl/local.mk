# SPDX-License-Identifier: MIT
# plugins/read_jsonl/local.mk - JSON Lines, parsed by simdjson.
if WITH_SIMDJSON
PLUGINS += plugins/read_jsonl.la
plugins_read_jsonl_la_SOURCES = \
	plugins/read_jsonl/job.h \
	plugins/read_jsonl/parse.cc \
	plugins/read_jsonl/parse.h \
	plugins/read_jsonl/read_jsonl.c \
	plugins/read_jsonl/values.cc
plugins_read_jsonl_la_CPPFLAGS = $(PLUGIN_CPPFLAGS) $(SIMDJSON_CFLAGS)
plugins_read_jsonl_la_CFLAGS = $(PLUGIN_CFLAGS)
# Nothing throws; and the tables of exceptions are global names.
plugins_read_jsonl_la_CXXFLAGS = $(PLUGIN_CXXFLAGS) -fno-exceptions
plugins_read_jsonl_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)
plugins_read_jsonl_la_LIBADD = plugins/share/libshare.la $(SIMDJSON_LIBS)
endif
EXTRA_DIST += plugins/read_jsonl/read_jsonl.md
