/* SPDX-License-Identifier: MIT */
/* executable_stack.c - wants a stack that can be executed (build.sh sees to it).
 * lint: execstack */
#include "bad.h"

BAD_ELSEWHERE(executable_stack)
