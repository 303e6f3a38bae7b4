# SPDX-License-Identifier: MIT
# tests/docs/local.mk - the pages say what the program does.
EXTRA_DIST += \
	tests/docs/blocks.awk \
	tests/docs/blocks.sh \
	tests/docs/options.py \
	tests/docs/pages.sh \
	tests/docs/words.ignore \
	tests/docs/words.sh
