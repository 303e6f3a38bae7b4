# SPDX-License-Identifier: MIT
# tests/build/local.mk - the build itself.

SH_TESTS += \
	tests/build/external.sh \
	tests/build/headers.sh \
	tests/build/manual.sh \
	tests/build/rules.sh \
	tests/build/scripts.sh \
	tests/build/symbols.sh

# Compiled names are the same on every machine; needs compilers and emulators.
check-machines:
	@$(AM_TESTS_ENVIRONMENT) \
	for t in gazetteer model; do \
	  $(SHELL) '$(srcdir)'/tests/build/$${t}_machines.sh || [ $$? = 77 ] || exit 1; done
EXTRA_DIST += tests/build/machines.sh \
	tests/build/gazetteer_machines.c tests/build/gazetteer_machines.sh \
	tests/build/model_machines.c tests/build/model_machines.sh
.PHONY: check-machines

# What can be left out is left out.
check-variants:
	@$(AM_TESTS_ENVIRONMENT) CXX='$(CXX)'; export CXX; \
	$(SHELL) '$(srcdir)'/tests/build/variants.sh
EXTRA_DIST += tests/build/variants.sh
.PHONY: check-variants

# Tests of pure functions on other machines; needs the same.
check-qemu: plugins/tokenize/lang_files.c
	@$(AM_TESTS_ENVIRONMENT) MACHINES='$(MACHINES)' \
	$(SHELL) '$(srcdir)'/tests/build/qemu.sh
EXTRA_DIST += tests/build/qemu.sh tests/build/stand_in/cmocka.h
.PHONY: check-qemu
