# SPDX-License-Identifier: MIT
# tests/abi/local.mk - plugins built against a kept copy of the ABI's header
# run in today's program.

KEPT_PLUGINS = \
	tests/abi/kept_cleaner.c \
	tests/abi/kept_dedup.c \
	tests/abi/kept_exporter.c \
	tests/abi/kept_reader.c \
	tests/abi/kept_tagger.c

check_PROGRAMS += tests/abi/layout_kept tests/abi/layout_now
tests_abi_layout_kept_SOURCES = tests/abi/layout.c tests/abi/plugin-1.0.h
tests_abi_layout_kept_CPPFLAGS = -I$(srcdir)/tests/abi -DMAY_GROW=0 \
	-DHEADER='"plugin-1.0.h"'
tests_abi_layout_kept_LDADD =
tests_abi_layout_now_SOURCES = tests/abi/layout.c
tests_abi_layout_now_CPPFLAGS = -I$(srcdir)/sdk -DMAY_GROW=1 \
	-DHEADER='<catena/plugin.h>'
tests_abi_layout_now_LDADD =

if SHARED_PLUGINS
check_DATA += tests/abi/built
endif
tests/abi/built: $(KEPT_PLUGINS) tests/abi/plugin-1.0.h tests/bad/plugin/build.sh
	@$(MKDIR_P) tests/abi
	$(AM_V_GEN)rm -rf tests/abi/so && cd '$(srcdir)' && \
	  CC='$(CC)' $(SHELL) tests/bad/plugin/build.sh \
	  '$(abs_top_builddir)/tests/abi/so' tests/abi $(KEPT_PLUGINS)
	@touch $@
CLEANFILES += tests/abi/built tests/abi/so/*.so
EXTRA_DIST += $(KEPT_PLUGINS) tests/abi/expected.txt

SH_TESTS += tests/abi/abi.sh

# Until 1.0 is released the header may change: this takes today's as the kept
# one.  After that, never for 1.0 again.
abi-freeze:
	cp '$(srcdir)/sdk/catena/plugin.h' '$(srcdir)/tests/abi/plugin-1.0.h'
.PHONY: abi-freeze
