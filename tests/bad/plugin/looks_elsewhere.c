/* SPDX-License-Identifier: MIT */
/* looks_elsewhere.c - looks for libraries where it was built (build.sh sees to it).
 * lint: rpath */
#include "bad.h"

BAD_ELSEWHERE(looks_elsewhere)
