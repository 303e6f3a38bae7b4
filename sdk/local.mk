# SPDX-License-Identifier: MIT
# sdk/local.mk - what the author of a plugin gets.

catenaincludedir = $(includedir)/catena
catenainclude_HEADERS = \
	sdk/catena/fold.h \
	sdk/catena/fold_table.h \
	sdk/catena/json.h \
	sdk/catena/plugin.h \
	sdk/catena/utf8.h

pkgconfig_DATA = sdk/catena.pc

aclocaldir = $(datadir)/aclocal
dist_aclocal_DATA = sdk/catena.m4

# Makes sdk/catena/fold_table.h from Unicode's data; only when that changes.
EXTRA_DIST += sdk/tools/fold_table.awk
