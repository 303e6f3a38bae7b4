# SPDX-License-Identifier: MIT
# plugins/read_text/local.mk - text files, folders, archives.
PLUGINS += plugins/read_text.la
plugins_read_text_la_SOURCES = \
	plugins/read_text/decode.c \
	plugins/read_text/decode.h \
	plugins/read_text/read_text.c
plugins_read_text_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_read_text_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_read_text_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)
plugins_read_text_la_LIBADD = plugins/share/libshare.la $(ICONV_LIBS)
EXTRA_DIST += plugins/read_text/read_text.md
