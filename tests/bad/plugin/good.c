/* SPDX-License-Identifier: MIT */
/* good.c - nothing is wrong with it: what the others are compared with. */
#include "bad.h"

BAD_ELSEWHERE(good)
