# SPDX-License-Identifier: MIT
# tests/build/local.mk - the build itself.

SH_TESTS += \
	tests/build/external.sh \
	tests/build/headers.sh \
	tests/build/manual.sh \
	tests/build/rules.sh \
	tests/build/scripts.sh \
	tests/build/symbols.sh
