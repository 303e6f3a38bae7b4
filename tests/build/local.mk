# SPDX-License-Identifier: MIT
# tests/build/local.mk - the build itself.
