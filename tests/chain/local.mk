# SPDX-License-Identifier: MIT
# tests/chain/local.mk - the program on real files.
