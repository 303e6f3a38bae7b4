# SPDX-License-Identifier: MIT
# tests/chain/local.mk - the program on real files.

SH_TESTS += tests/chain/plugins_refused.sh
SH_TESTS += tests/chain/sample_key.sh
SH_TESTS += tests/chain/gather.sh
SH_TESTS += tests/chain/new.sh
SH_TESTS += tests/chain/new_plugin.sh
SH_TESTS += tests/chain/check_accepts.sh
SH_TESTS += tests/chain/check_refuses.sh
SH_TESTS += tests/chain/sample.sh
