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
#   CATENA_SANITIZER           "none", or which one, or "emulator": what limits memory or
#                              counts seconds looks at it
#   CROSS                      "yes": CC makes programs for another machine
#   CATENA_SHARED              a folder of large data; may not exist
#   PLUGINS                    those that were built, plugins/NAME.la; a shell test that
#                              needs one which configure can leave out says so in a
#                              line `# needs: NAME...` (tests/needs.sh)
#   abs_top_srcdir, abs_top_builddir, CC, NM
# and may write below the current folder, in a folder of its own name.

TEST_EXTENSIONS = .sh
SH_LOG_COMPILER = $(SHELL) '$(srcdir)/tests/needs.sh' $(SHELL)
EXTRA_DIST += tests/needs.sh

if SHARED_PLUGINS
tests_plugin_path = $(abs_top_builddir)/plugins/.libs
else
tests_plugin_path =
endif

# tests/build/cross.sh puts an emulator in front of it.
TEST_CATENA = $(abs_top_builddir)/catena$(EXEEXT)

AM_TESTS_ENVIRONMENT = \
	CATENA='$(TEST_CATENA)'; export CATENA; \
	CATENA_PLUGIN_PATH='$(tests_plugin_path)'; export CATENA_PLUGIN_PATH; \
	CATENA_SYSTEM_PLUGIN_PATH=; export CATENA_SYSTEM_PLUGIN_PATH; \
	CATENA_LINKAGE='$(catena_linkage)'; export CATENA_LINKAGE; \
	CATENA_SANITIZER='$(catena_sanitizer)'; export CATENA_SANITIZER; \
	test '$(catena_sanitizer)' = none || { \
	  CATENA_PROBE_SECONDS="$${CATENA_PROBE_SECONDS:-60}"; export CATENA_PROBE_SECONDS; }; \
	CATENA_SHARED="$${CATENA_SHARED:-$(abs_top_srcdir)/../shared}"; export CATENA_SHARED; \
	abs_top_srcdir='$(abs_top_srcdir)'; export abs_top_srcdir; \
	abs_top_builddir='$(abs_top_builddir)'; export abs_top_builddir; \
	CC='$(CC)'; export CC; \
	CROSS='$(cross_compiling)'; export CROSS; \
	NM='$(NM)'; export NM; \
	PLUGINS='$(PLUGINS)'; export PLUGINS; \
	LC_ALL=C.UTF-8; export LC_ALL; \
	ASAN_OPTIONS="detect_stack_use_after_return=1:$${ASAN_OPTIONS-}"; export ASAN_OPTIONS; \
	UBSAN_OPTIONS="print_stacktrace=1:$${UBSAN_OPTIONS-}"; export UBSAN_OPTIONS; \
	unset LTDL_LIBRARY_PATH MAKEFLAGS MFLAGS MAKELEVEL;

# Unit tests are the core's library, cmocka, and their own file.
LDADD = libcatena_core.la $(CMOCKA_LIBS)

include tests/unit/local.mk
include tests/plugin/local.mk
include tests/chain/local.mk
include tests/build/local.mk
include tests/docs/local.mk
include tests/bench/local.mk
include tests/fuzz/local.mk
include tests/bad/local.mk
include tests/abi/local.mk

if HAVE_CMOCKA
check_PROGRAMS += $(UNIT_TESTS)
TESTS = $(UNIT_TESTS) $(SH_TESTS)
else
TESTS = $(SH_TESTS)
endif
EXTRA_DIST += $(SH_TESTS)

# ---- The whole suite again, with a sanitizer, in a folder of its own ----
# The compiler, and what else was said to configure, stays.
check-asan check-tsan:
	@test '$(srcdir)' != . || { \
	  echo '$@: configure again, in a folder of its own (mkdir build)' >&2; exit 1; }
	@s=$@; s=$${s#check-}; \
	$(MKDIR_P) $$s && cd $$s && \
	{ test -f Makefile || '$(abs_top_srcdir)/configure' -q --enable-$$s \
	  CC='$(CC)' CFLAGS='-g -O1' PKG_CONFIG='$(PKG_CONFIG)'; } && \
	$(MAKE) $(AM_MAKEFLAGS) && $(MAKE) $(AM_MAKEFLAGS) check
.PHONY: check-asan check-tsan

# What a test that was cut off, or skipped half-way, leaves behind.
clean-local:
	-rm -rf asan tsan variants bench-data bench-out
	-chmod -R u+w *.tmp 2>/dev/null; rm -rf *.tmp

# ---- Speed: prints figures, judges nothing ----
bench: all $(BENCH_EXES)
	@$(AM_TESTS_ENVIRONMENT) \
	for b in $(BENCHES); do \
	  echo "== $$b"; $(SHELL) '$(srcdir)'/$$b || exit 1; \
	done
.PHONY: bench
EXTRA_PROGRAMS += $(BENCH_EXES)
EXTRA_DIST += $(BENCHES)
CLEANFILES += $(BENCH_EXES)

# ---- Names and dates of the seed articles, by a key made by hand ----
accuracy-seeds: all
	@$(AM_TESTS_ENVIRONMENT) python3 '$(srcdir)'/tests/accuracy/seeds.py $(SHOW) || test $$? -eq 77
.PHONY: accuracy-seeds
EXTRA_DIST += \
	tests/accuracy/seeds.conf \
	tests/accuracy/seeds.py \
	tests/accuracy/seeds_key.tsv

# ---- The same of invented news, whose text is here ----
accuracy-news: all
	@$(AM_TESTS_ENVIRONMENT) python3 '$(srcdir)'/tests/accuracy/news_names.py $(SHOW)
.PHONY: accuracy-news
EXTRA_DIST += \
	tests/accuracy/news_key.txt \
	tests/accuracy/news_names.py

# ---- How often what has a score is right ----
RULES =
accuracy-scores: all
	@$(AM_TESTS_ENVIRONMENT) RULES='$(RULES)' abs_top_srcdir='$(abs_top_srcdir)' \
	  python3 '$(srcdir)'/tests/accuracy/scores.py || test $$? -eq 77
.PHONY: accuracy-scores
EXTRA_DIST += tests/accuracy/scores.py

# ---- The same of the chain as a whole, by tenths of the score ----
accuracy-calibration: all
	@$(AM_TESTS_ENVIRONMENT) abs_top_srcdir='$(abs_top_srcdir)' \
	  python3 '$(srcdir)'/tests/accuracy/calibration.py || test $$? -eq 77
.PHONY: accuracy-calibration
EXTRA_DIST += tests/accuracy/calibration.py

# ---- What was installed works, with an empty environment ----
installcheck-local:
	@env -i PATH="$$PATH" DESTDIR='$(DESTDIR)' bindir='$(bindir)' \
	  plugindir='$(pluginexecdir)' pkgconfigdir='$(pkgconfigdir)' \
	  includedir='$(includedir)' mandir='$(mandir)' CC='$(CC)' \
	  PKG_CONFIG='$(PKG_CONFIG)' LINKAGE='$(catena_linkage)' \
	  PLUGINS='$(PLUGINS)' VERSION='$(PACKAGE_VERSION)' \
	  srcdir='$(abs_top_srcdir)' \
	  $(SHELL) '$(srcdir)/tests/build/installcheck.sh'
EXTRA_DIST += tests/build/installcheck.sh

# ---- The tarball is the commit, and what autotools make of it ----
check-dist:
	@$(AM_TESTS_ENVIRONMENT) \
	TARBALL='$(distdir).tar.xz' $(SHELL) '$(srcdir)/tests/build/dist.sh'
.PHONY: check-dist
EXTRA_DIST += \
	tests/build/bare.sh \
	tests/build/cross.sh \
	tests/build/dist.sh

# The sample of `./bootstrap run`; what was run in it stays out.
EXTRA_DIST += tests/sample
dist-hook:
	-rm -rf '$(distdir)/tests/sample/out'
