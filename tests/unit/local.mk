# SPDX-License-Identifier: MIT
# tests/unit/local.mk - one cmocka program for each file of the core.
