# SPDX-License-Identifier: MIT
# plugins/local.mk - one line a plugin, by name.
include plugins/clean_wire/local.mk
include plugins/dedup_exact/local.mk
include plugins/dedup_near/local.mk
include plugins/export_jsonl/local.mk
include plugins/find_copies/local.mk
include plugins/group_stories/local.mk
include plugins/link_names/local.mk
include plugins/read_jsonl/local.mk
include plugins/read_text/local.mk
include plugins/share/local.mk
include plugins/tag_gazetteer/local.mk
include plugins/tag_model/local.mk
include plugins/tag_pattern/local.mk
include plugins/tag_repeats/local.mk
include plugins/tokenize/local.mk
