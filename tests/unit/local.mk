# SPDX-License-Identifier: MIT
# tests/unit/local.mk - one cmocka program for each file of the core.

UNIT_TESTS += tests/unit/test_fold
tests_unit_test_fold_SOURCES = tests/unit/test_fold.c

UNIT_TESTS += tests/unit/test_when
tests_unit_test_when_SOURCES = tests/unit/test_when.c

UNIT_TESTS += tests/unit/test_manual
tests_unit_test_manual_SOURCES = tests/unit/test_manual.c

UNIT_TESTS += tests/unit/test_accept
tests_unit_test_accept_SOURCES = tests/unit/test_accept.c

UNIT_TESTS += tests/unit/test_module
tests_unit_test_module_SOURCES = tests/unit/test_module.c

UNIT_TESTS += tests/unit/test_probe
tests_unit_test_probe_SOURCES = tests/unit/test_probe.c
UNIT_TESTS += tests/unit/test_sort
tests_unit_test_sort_SOURCES = tests/unit/test_sort.c

UNIT_TESTS += tests/unit/test_gather
tests_unit_test_gather_SOURCES = tests/unit/test_gather.c
