#!/bin/sh
# SPDX-License-Identifier: MIT
# jsonl_fuzz.sh - damaged lines of JSON through read_jsonl: it takes what Python's
# parser takes, as that understands it.  LINES: how many (20000); SEED.
set -eu
command -v python3 >/dev/null || { echo "needs python3"; exit 77; }
"$CATENA" info read_jsonl >/dev/null 2>&1 || { echo "no read_jsonl here"; exit 77; }
PYTHONDONTWRITEBYTECODE=1
export PYTHONDONTWRITEBYTECODE
fuzz=$abs_top_srcdir/tests/plugin/jsonl_fuzz.py
dir=$PWD/jsonl_fuzz.dir
rm -rf "$dir"
mkdir "$dir"
cd "$dir"
seed=${SEED:-$$}
echo "seed $seed"
python3 "$fuzz" make "${LINES:-20000}" "$seed" >in.jsonl
echo 'chain = ( { plugin = "read_jsonl"; paths = "in.jsonl"; id_field = "none";
	fields_field = ""; },
	{ plugin = "export_jsonl"; path = "out/out.jsonl"; } );' >fuzz.conf
status=0
"$CATENA" run --quiet fuzz.conf 2>log || status=$?
[ $status -eq 1 ] || { cat log; exit 1; }
python3 "$fuzz" check in.jsonl out/out.jsonl out/quarantine.jsonl
cd ..
rm -rf "$dir"
