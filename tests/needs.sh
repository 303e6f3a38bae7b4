#!/bin/sh
# SPDX-License-Identifier: MIT
# needs.sh - `needs.sh SHELL TEST`: runs a test, unless a plugin that it needs was
# left out by configure (--without-...).  Tests say in their first comment
#
#   # needs: read_jsonl dedup_exact
#
# what only some builds have.  Exit status 77: skipped.
for plugin in $(sed -n 's/^# needs: //p; /^[^#]/q' "$2"); do
	case " $PLUGINS " in
	*"plugins/$plugin.la "*) ;;
	*)
		echo "needs the plugin $plugin, which was not built"
		exit 77
		;;
	esac
done
exec "$@"
