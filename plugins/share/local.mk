# SPDX-License-Identifier: MIT
# plugins/share/local.mk - what plugins share.

# Files that options name: linked into those that read some.
noinst_LTLIBRARIES += plugins/share/libfile.la
plugins_share_libfile_la_SOURCES = \
	plugins/share/file.c \
	plugins/share/file.h
plugins_share_libfile_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_share_libfile_la_CFLAGS = $(PLUGIN_CFLAGS)

# What all readers share: linked into each of them.
noinst_LTLIBRARIES += plugins/share/libshare.la
plugins_share_libshare_la_SOURCES = \
	plugins/share/cut.c \
	plugins/share/cut.h \
	plugins/share/feed.c \
	plugins/share/feed.h \
	plugins/share/feed_parts.h \
	plugins/share/feed_pieces.c \
	plugins/share/feed_sync.c \
	plugins/share/own.c \
	plugins/share/own.h \
	plugins/share/paths.c \
	plugins/share/paths.h \
	plugins/share/stream.c \
	plugins/share/stream.h \
	plugins/share/unpack.c \
	plugins/share/unpack.h \
	plugins/share/walk.c \
	plugins/share/walk.h
plugins_share_libshare_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_share_libshare_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_share_libshare_la_LIBADD = plugins/share/libfile.la
if WITH_ARCHIVE
plugins_share_libshare_la_CPPFLAGS += $(ARCHIVE_CFLAGS) -DSHARE_WITH_ARCHIVE
plugins_share_libshare_la_LIBADD += $(ARCHIVE_LIBS)
endif

UNIT_TESTS += tests/plugin/test_share_cut
tests_plugin_test_share_cut_SOURCES = tests/plugin/test_share_cut.c
tests_plugin_test_share_cut_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/share
tests_plugin_test_share_cut_LDADD = plugins/share/libshare.la $(CMOCKA_LIBS)

UNIT_TESTS += tests/plugin/test_share_merge
tests_plugin_test_share_merge_SOURCES = tests/plugin/test_share_merge.c \
	plugins/share/merge.h
tests_plugin_test_share_merge_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins/share
tests_plugin_test_share_merge_LDADD = $(CMOCKA_LIBS)

# What a plugin remembers from run to run: linked into those that have an index.
noinst_LTLIBRARIES += plugins/share/libindex.la
plugins_share_libindex_la_SOURCES = \
	plugins/share/index.c \
	plugins/share/index.h \
	plugins/share/index_date.c \
	plugins/share/index_db.c \
	plugins/share/index_none.c \
	plugins/share/index_pages.c \
	plugins/share/index_parts.h \
	plugins/share/checkpoint.h \
	plugins/share/index_sum.h \
	plugins/share/index_read.c \
	plugins/share/index_tag.c \
	plugins/share/index_tool.c
plugins_share_libindex_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_share_libindex_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_share_libindex_la_LIBADD =
if WITH_LMDB
plugins_share_libindex_la_CPPFLAGS += $(LMDB_CFLAGS) -DSHARE_WITH_LMDB
plugins_share_libindex_la_LIBADD += $(LMDB_LIBS)

UNIT_TESTS += tests/plugin/test_index_pages
tests_plugin_test_index_pages_SOURCES = tests/plugin/test_index_pages.c
tests_plugin_test_index_pages_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/plugins $(LMDB_CFLAGS)
tests_plugin_test_index_pages_LDADD = plugins/share/libindex.la $(LMDB_LIBS) $(CMOCKA_LIBS)
else
EXTRA_DIST += tests/plugin/test_index_pages.c
endif
