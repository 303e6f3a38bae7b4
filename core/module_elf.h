/* SPDX-License-Identifier: MIT */
/* module_elf.h - what an ELF file says of itself, read with every offset
 * checked: for exact refusals, and for lint.  [any] */
#ifndef CATENA_MODULE_ELF_H
#define CATENA_MODULE_ELF_H

#include <stdbool.h>
#include <stddef.h>

/* 0 if path could be a shared object for this machine: ELF, the class, byte
 * order and machine of this program, a shared object, all there.  -1 with
 * why (one sentence, with the way out).  Where programs are not ELF, 0. */
int elf_check(const char *path, char *why, size_t size);

#endif
