# SPDX-License-Identifier: MIT
# tests/local.mk - how tests are built and run.
#
# A test finds in its environment:
#   CATENA                     the program that was just built
#   CATENA_PLUGIN_PATH         the folder of the plugins that were just built
#                              (empty when they are inside the program)
#   CATENA_SYSTEM_PLUGIN_PATH  empty: nothing installed is ever tested
#   CATENA_LINKAGE             "shared" or "static"; what needs a .so exits 77
#                              when it is "static"
#   CATENA_SANITIZER           "none", or which one: what limits memory or
#                              counts seconds looks at it
#   CATENA_SHARED              a folder of large data; may not exist
#   abs_top_srcdir, abs_top_builddir, CC
# and may write below the current folder, in a folder of its own name.

TEST_EXTENSIONS = .sh
SH_LOG_COMPILER = $(SHELL)

if SHARED_PLUGINS
tests_plugin_path = $(abs_top_builddir)/plugins/.libs
else
tests_plugin_path =
endif

AM_TESTS_ENVIRONMENT = \
	CATENA='$(abs_top_builddir)/catena$(EXEEXT)'; export CATENA; \
	CATENA_PLUGIN_PATH='$(tests_plugin_path)'; export CATENA_PLUGIN_PATH; \
	CATENA_SYSTEM_PLUGIN_PATH=; export CATENA_SYSTEM_PLUGIN_PATH; \
	CATENA_LINKAGE='$(catena_linkage)'; export CATENA_LINKAGE; \
	CATENA_SANITIZER='$(catena_sanitizer)'; export CATENA_SANITIZER; \
	CATENA_SHARED="$${CATENA_SHARED:-$(abs_top_srcdir)/../shared}"; export CATENA_SHARED; \
	abs_top_srcdir='$(abs_top_srcdir)'; export abs_top_srcdir; \
	abs_top_builddir='$(abs_top_builddir)'; export abs_top_builddir; \
	CC='$(CC)'; export CC; \
	LC_ALL=C.UTF-8; export LC_ALL; \
	unset LTDL_LIBRARY_PATH;

# Unit tests are the core's library, cmocka, and their own file.
LDADD = libcatena_core.la $(CMOCKA_LIBS)

include tests/unit/local.mk
include tests/plugin/local.mk
include tests/chain/local.mk
include tests/build/local.mk
include tests/bench/local.mk

if HAVE_CMOCKA
check_PROGRAMS += $(UNIT_TESTS)
TESTS = $(UNIT_TESTS) $(SH_TESTS)
else
TESTS = $(SH_TESTS)
endif
EXTRA_DIST += $(SH_TESTS)
