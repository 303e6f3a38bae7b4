#!/bin/sh
# SPDX-License-Identifier: MIT
# scripts.sh - the shell scripts are POSIX sh and shellcheck has nothing to say.
set -eu
cd "$abs_top_srcdir"
if ! command -v shellcheck >/dev/null; then
	echo "shellcheck is not installed"
	exit 77
fi
# SC2154: tests/local.mk says what comes from the environment.
# shellcheck disable=SC2046 # no blanks in our names
shellcheck -s sh -S warning -e SC2154 bootstrap .ci/run \
	$(find core plugins sdk tests -name '*.sh')
