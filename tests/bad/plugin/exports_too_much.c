/* SPDX-License-Identifier: MIT */
/* exports_too_much.c - lets everybody call its helper.
 * lint: exports */
#include "bad.h"

CATENA_EXPORT int exports_too_much_helper(int);

int exports_too_much_helper(int x)
{
	return x + 1;
}

BAD_ELSEWHERE(exports_too_much)
