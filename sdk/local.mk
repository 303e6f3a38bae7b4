# SPDX-License-Identifier: MIT
# sdk/local.mk - what the author of a plugin gets.

catenaincludedir = $(includedir)/catena
catenainclude_HEADERS = \
	sdk/catena/fold.h \
	sdk/catena/fold_table.h \
	sdk/catena/harness.h \
	sdk/catena/json.h \
	sdk/catena/plugin.h \
	sdk/catena/sample.h \
	sdk/catena/utf8.h

pkgconfig_DATA = sdk/catena.pc sdk/catena-harness.pc

aclocaldir = $(datadir)/aclocal
dist_aclocal_DATA = sdk/catena.m4

# Makes sdk/catena/fold_table.h from Unicode's data; only when that changes.
EXTRA_DIST += sdk/tools/fold_table.awk

# ---- The harness: one plugin in a test ----
# One archive with the core in it, so that a test links nothing else.  harness.c
# has its own functions of module.h; what only the program needs (libltdl,
# libconfig) stays in the archive.
noinst_LTLIBRARIES += sdk/libharness.la
sdk_libharness_la_SOURCES = \
	sdk/harness/parts.h \
	sdk/harness/harness.c \
	sdk/harness/given.c \
	sdk/harness/jsontext.c \
	sdk/harness/result.c \
	sdk/harness/split.c \
	sdk/harness/tests.c
sdk_libharness_la_LIBADD = libcatena_core.la

harnessexecdir = $(libdir)
nodist_harnessexec_DATA = libcatena-harness.a
libcatena-harness.a: sdk/libharness.la
	$(AM_V_GEN)cp sdk/.libs/libharness.a $@ && $(RANLIB) $@
CLEANFILES += libcatena-harness.a

# ---- What `catena new` copies ----
templatedir = $(pkgdatadir)/template
template_commondir = $(templatedir)/common
dist_template_common_DATA = \
	sdk/template/common/Makefile.am \
	sdk/template/common/README.md \
	sdk/template/common/configure.ac \
	sdk/template/common/dot-gitignore \
	sdk/template/common/sample.sh \
	sdk/template/common/sample.txt
template_m4dir = $(template_commondir)/m4
dist_template_m4_DATA = sdk/catena.m4
template_readerdir = $(templatedir)/reader
dist_template_reader_DATA = \
	sdk/template/reader/NAME.c \
	sdk/template/reader/sample.conf \
	sdk/template/reader/test_NAME.c
template_cleanerdir = $(templatedir)/cleaner
dist_template_cleaner_DATA = \
	sdk/template/cleaner/NAME.c \
	sdk/template/cleaner/sample.conf \
	sdk/template/cleaner/test_NAME.c
template_tokenizerdir = $(templatedir)/tokenizer
dist_template_tokenizer_DATA = \
	sdk/template/tokenizer/NAME.c \
	sdk/template/tokenizer/sample.conf \
	sdk/template/tokenizer/test_NAME.c
template_taggerdir = $(templatedir)/tagger
dist_template_tagger_DATA = \
	sdk/template/tagger/NAME.c \
	sdk/template/tagger/sample.conf \
	sdk/template/tagger/test_NAME.c
template_filterdir = $(templatedir)/filter
dist_template_filter_DATA = \
	sdk/template/filter/NAME.c \
	sdk/template/filter/sample.conf \
	sdk/template/filter/test_NAME.c
template_deduplicatordir = $(templatedir)/deduplicator
dist_template_deduplicator_DATA = \
	sdk/template/deduplicator/NAME.c \
	sdk/template/deduplicator/sample.conf \
	sdk/template/deduplicator/test_NAME.c
template_exporterdir = $(templatedir)/exporter
dist_template_exporter_DATA = \
	sdk/template/exporter/NAME.c \
	sdk/template/exporter/sample.conf \
	sdk/template/exporter/test_NAME.c
EXTRA_DIST += sdk/template/.clang-format

# ---- How to write a plugin ----
sdkdocdir = $(docdir)
dist_sdkdoc_DATA = sdk/GUIDE.md
