# SPDX-License-Identifier: MIT
# plugins/local.mk - one line a plugin, by name.
include plugins/dedup_exact/local.mk
include plugins/dedup_near/local.mk
include plugins/tokenize/local.mk
