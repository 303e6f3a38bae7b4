# SPDX-License-Identifier: MIT
# plugins/clean_wire/local.mk - wire copy, made fit for reading.
PLUGINS += plugins/clean_wire.la
plugins_clean_wire_la_SOURCES = \
	plugins/clean_wire/chars.c \
	plugins/clean_wire/chars.h \
	plugins/clean_wire/clean_wire.c \
	plugins/clean_wire/credit.c \
	plugins/clean_wire/credit.h \
	plugins/clean_wire/dateline.c \
	plugins/clean_wire/draft.c \
	plugins/clean_wire/draft.h \
	plugins/clean_wire/entities.c \
	plugins/clean_wire/entities_table.h \
	plugins/clean_wire/found.c \
	plugins/clean_wire/glued.c \
	plugins/clean_wire/header.c \
	plugins/clean_wire/header.h \
	plugins/clean_wire/letters.h \
	plugins/clean_wire/lines.c \
	plugins/clean_wire/masthead.c \
	plugins/clean_wire/mojibake.c \
	plugins/clean_wire/names.c \
	plugins/clean_wire/names.h \
	plugins/clean_wire/names_table.h \
	plugins/clean_wire/quotes.c \
	plugins/clean_wire/set.c \
	plugins/clean_wire/set.h \
	plugins/clean_wire/staff.c \
	plugins/clean_wire/staff.h \
	plugins/clean_wire/wire.h \
	plugins/clean_wire/words.c \
	plugins/clean_wire/words.h \
	plugins/clean_wire/words_table.c
plugins_clean_wire_la_CPPFLAGS = $(PLUGIN_CPPFLAGS)
plugins_clean_wire_la_CFLAGS = $(PLUGIN_CFLAGS)
plugins_clean_wire_la_LDFLAGS = -module $(PLUGIN_LDFLAGS)
plugins_clean_wire_la_LIBADD = plugins/share/libfile.la
EXTRA_DIST += \
	plugins/clean_wire/COPYING.scowl \
	plugins/clean_wire/clean_wire.md \
	plugins/clean_wire/tools/entities.py \
	plugins/clean_wire/tools/words.py

UNIT_TESTS += tests/plugin/test_clean_wire
tests_plugin_test_clean_wire_SOURCES = tests/plugin/test_clean_wire.c \
	tests/plugin/clean_wire_case.h
tests_plugin_test_clean_wire_LDADD = libcatena-harness.a $(DL_LIBS) $(MATH_LIBS) \
	$(PTHREAD_LIBS) $(CMOCKA_LIBS)
UNIT_TESTS += tests/plugin/test_clean_wire_staff
tests_plugin_test_clean_wire_staff_SOURCES = tests/plugin/test_clean_wire_staff.c \
	tests/plugin/clean_wire_case.h
tests_plugin_test_clean_wire_staff_LDADD = $(tests_plugin_test_clean_wire_LDADD)
SH_TESTS += tests/chain/clean_wire.sh
