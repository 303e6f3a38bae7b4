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
	for f; do
		[ -f "$f" ] || continue
		if grep -nE "$pattern" "$f" >/dev/null; then
			grep -nE "$pattern" "$f" | sed "s|^|$f:|"
			echo "    ^ $rule"
			bad=1
		fi
	done
}

library_c=$(for f in core/*.c; do
	case $f in
	core/main.c | core/main_*.c | core/cmd_*) ;;
	*) echo "$f" ;;
	esac
done)
all_c=$(find core plugins sdk tests -name '*.[ch]' | LC_ALL=C sort)

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
for f in $all_c; do
	case $f in
	core/config.c | tests/*) ;;
	*) must_not "only config.c includes libconfig.h" 'include[[:space:]]*<libconfig\.h' "$f" ;;
	esac
	case $f in
	core/module*.c | core/main.c | tests/*) ;;
	*) must_not "only module.c includes ltdl.h" 'include[[:space:]]*<ltdl\.h' "$f" ;;
	esac
done

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
for f in $all_c; do
	case $(sed -n 1p "$f") in
	"/* SPDX-License-Identifier: "*) ;;
	*)
		echo "$f: the first line is not its licence (SPDX)"
		bad=1
		;;
	esac
done
for f in $(find core plugins sdk tests -name '*.sh' -o -name '*.mk') bootstrap .ci/run; do
	sed -n 1,2p "$f" | grep '^# SPDX-License-Identifier: ' >/dev/null || {
		echo "$f: the first lines do not name its licence (SPDX)"
		bad=1
	}
done
for f in $all_c; do
	case $f in
	*table*.[ch] | *_data.[ch]) continue ;;
	esac
	lines=$(wc -l <"$f")
	[ "$lines" -lt 600 ] || {
		echo "$f: $lines lines; 599 is the most"
		bad=1
	}
done
exit $bad
