# SPDX-License-Identifier: MIT
# plugins/local.mk - one line a plugin, by name.
include plugins/tokenize/local.mk
