# SPDX-License-Identifier: MIT
# plugins/tag_repeats/local.mk - a document agrees on its names.
PLUGINS += plugins/tag_repeats.la
plugins_tag_repeats_la_SOURCES = \
	plugins/share/merge.h \
	plugins/tag_repeats/bodies.c \
	plugins/tag_repeats/bodies.h \
	plugins/tag_repeats/caps.c \
	plugins/tag_repeats/caps.h \
	plugins/tag_repeats/headlines.c \
	plugins/tag_repeats/job.h \
	plugins/tag_repeats/names.c \
	plugins/tag_repeats/names.h \
	plugins/tag_repeats/say.c \
	plugins/tag_repeats/tag_repeats.c
plugins_tag_repeats_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_tag_repeats_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_tag_repeats_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)
EXTRA_DIST += plugins/tag_repeats/tag_repeats.md
SH_TESTS += tests/chain/tag_repeats.sh
