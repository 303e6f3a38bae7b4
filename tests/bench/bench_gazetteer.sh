#!/bin/sh
# SPDX-License-Identifier: MIT
# bench_gazetteer.sh - tag_gazetteer with a million names: how fast it is on tokens, and
# how long they take to load, from TSV and compiled.
set -eu
: "${CATENA:?}" "${abs_top_srcdir:?}" "${abs_top_builddir:?}"
shared=${CATENA_SHARED:-$abs_top_srcdir/../shared}
bulk=$shared/data/bulk/gutenberg100.tar.xz
if [ ! -d "$shared/data/names" ] || [ ! -e "$bulk" ]; then
	echo "bench_gazetteer: no $shared/data"
	exit 77
fi
for tool in python3 xz; do
	command -v $tool >/dev/null || {
		echo "bench_gazetteer: $tool is not installed"
		exit 77
	}
done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT INT TERM
python3 "$abs_top_srcdir/tests/bench/million_names.py" "$shared/data/names" >"$dir/million.tsv"
"$CATENA" gazetteer compile "$dir/million.tsv" -o "$dir/million.gaz"
xz -dc "$bulk" | tar -x -C "$dir" -f -
python3 - "$dir" <<'PY'
import json, pathlib, sys
# Pieces as long as an article, 20 MB of them.
folder = pathlib.Path(sys.argv[1])
done = 0
with open(folder / "text.jsonl", "w", encoding="utf-8") as out:
    for path in sorted(folder.rglob("*.txt")):
        text = path.read_text(encoding="utf-8", errors="replace")
        for i in range(0, len(text), 6000):
            out.write(json.dumps({"id": "%s-%d" % (path.name, i), "text": text[i : i + 6000]}, ensure_ascii=False) + "\n")
        done += len(text)
        if done > 20e6:
            break
PY
for lists in million.tsv million.gaz; do
	echo "== $lists"
	"$abs_top_builddir/tests/bench/bench_tag_gazetteer" lists="$dir/$lists" "$dir/text.jsonl"
done
