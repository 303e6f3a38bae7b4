# SPDX-License-Identifier: MIT
# tests/plugin/local.mk - the plugins, one test each.
