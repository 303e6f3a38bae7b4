# SPDX-License-Identifier: MIT
# tests/docs/local.mk - the pages say what the program does.
SH_TESTS += \
	tests/docs/blocks.sh \
	tests/docs/pages.sh \
	tests/docs/words.sh
EXTRA_DIST += \
	tests/docs/blocks.awk \
	tests/docs/options.py \
	tests/docs/spread.awk \
	tests/docs/words.ignore
