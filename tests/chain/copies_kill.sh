#!/bin/sh
# SPDX-License-Identifier: MIT
# copies_kill.sh - as index_kill.sh does, over the indexes of find_copies and
# group_stories, with the table of who borrowed from whom and the file of stories.
# KILLS: how often (12).
# needs: read_jsonl dedup_exact
set -eu
name=copies_kill
indexes="copies stories"
# shellcheck disable=SC2016 # ${DAY} is the chain's
stages='{ plugin = "tokenize"; },
  { plugin = "find_copies"; index = "ix/copies"; matrix = "out/${DAY:-1}.lending.tsv"; },
  { plugin = "group_stories"; index = "ix/stories"; date_field = "date";
    stories = "out/${DAY:-1}.stories.tsv"; },'
. "${abs_top_srcdir:?}/tests/chain/index_kill.sh"
