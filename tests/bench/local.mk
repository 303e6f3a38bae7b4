# SPDX-License-Identifier: MIT
# tests/bench/local.mk - speed; run by make bench.
