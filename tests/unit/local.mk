# SPDX-License-Identifier: MIT
# tests/unit/local.mk - one cmocka program for each file of the core.

UNIT_TESTS += tests/unit/test_fold
tests_unit_test_fold_SOURCES = tests/unit/test_fold.c

UNIT_TESTS += tests/unit/test_when
tests_unit_test_when_SOURCES = tests/unit/test_when.c

UNIT_TESTS += tests/unit/test_sort
tests_unit_test_sort_SOURCES = tests/unit/test_sort.c

UNIT_TESTS += tests/unit/test_gather
tests_unit_test_gather_SOURCES = tests/unit/test_gather.c
