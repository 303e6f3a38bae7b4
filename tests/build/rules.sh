#!/bin/sh
# SPDX-License-Identifier: MIT
# rules.sh - the rules of the house that a machine can see: who includes what,
# what the library must not call, how files begin.
set -eu
cd "$abs_top_srcdir"
bad=0

# must_not "rule" PATTERN FILES...: no line of the files matches.
must_not() {
	rule=$1
	pattern=$2
	shift 2
	if grep -nE "$pattern" /dev/null "$@"; then
		echo "    ^ $rule"
		bad=1
	fi
}

library_c=$(for f in core/*.c; do
	case $f in
	core/main.c | core/main_*.c | core/cmd_*) ;;
	*) echo "$f" ;;
	esac
done)
all_c=$(find core plugins sdk tests -name '*.[ch]' -o -name '*.cc' | LC_ALL=C sort)
# but PATTERN...: all of them save those whose paths match.
but() {
	printf '%s\n' "$all_c" | grep -vE "$1"
}

# ---- Arrows ----
must_not "plugins include only <catena/...>, the system, their own folder and ../share" \
	'#[[:space:]]*include[[:space:]]+"(\.\./([^s]|s[^h])|core/|build\.h|[a-z_0-9]+/)' \
	plugins/*/*.[ch]
for f in plugins/*/*.[ch]; do
	[ -f "$f" ] || continue
	for h in $(sed -n 's/^#[[:space:]]*include[[:space:]]*"\(.*\)".*/\1/p' "$f"); do
		[ -f "${f%/*}/$h" ] || {
			echo "$f includes \"$h\", which is not in its folder"
			bad=1
		}
	done
done
# shellcheck disable=SC2046 # lists of files
{
	must_not "only config.c includes libconfig.h" \
		'include[[:space:]]*<libconfig\.h' $(but '^(core/config\.c|tests/.*)$')
	must_not "only module.c includes ltdl.h" \
		'include[[:space:]]*<ltdl\.h' $(but '^(core/module.*\.c|core/main\.c|tests/.*)$')
}

# ---- Calls ----
# shellcheck disable=SC2086 # lists of files
{
	must_not "no unbounded or unchecked string functions" \
		'(^|[^a-zA-Z0-9_])(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atof|strtok)[[:space:]]*\(' $all_c
	must_not "the library neither prints nor ends the program" \
		'(^|[^a-zA-Z0-9_>.])(exit|printf|puts|putchar|perror|vprintf)[[:space:]]*\(|(^|[^a-zA-Z0-9_])stdout([^a-zA-Z0-9_]|$)' \
		$library_c
}

# ---- Files ----
for f in ./*; do
	case $(head -c 8 "$f" 2>/dev/null | tr -d '\0') in
	PERFILE*)
		echo "$f: what perf wrote is no part of the tree"
		bad=1
		;;
	esac
done
scripts=$(find core plugins sdk tests -name '*.sh' -o -name '*.mk')
# shellcheck disable=SC2086 # lists of files
awk '
	function tell(what) { print file ": " what; bad = 1 }
	function finish() {
		if (file && !licence)
			tell("the first lines do not name its licence (SPDX)")
		if (file ~ /\.(c|h|cc)$/ && file !~ /table[^\/]*$|_data\.[ch]$/ && lines > 599)
			tell(lines " lines; 599 is the most")
	}
	FNR == 1 { finish(); file = FILENAME; licence = 0 }
	FNR == 1 && /^\/\* SPDX-License-Identifier: / { licence = 1 }
	FNR <= 2 && /^# SPDX-License-Identifier: / { licence = 1 }
	{ lines = FNR }
	END { finish(); exit bad }
' $all_c $scripts bootstrap .ci/run || bad=1
exit $bad
