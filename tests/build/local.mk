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
	$(SHELL) '$(srcdir)'/tests/build/gazetteer_machines.sh
EXTRA_DIST += tests/build/gazetteer_machines.c tests/build/gazetteer_machines.sh
.PHONY: check-machines
