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

enum elf_fact {
	ELF_EXPORT,    /* text: a global symbol that others can bind to */
	ELF_NEEDED,    /* text: a library it is linked with */
	ELF_RPATH,     /* text: where it looks for them */
	ELF_TEXTREL,   /* its code is changed when it is loaded */
	ELF_EXEC_STACK /* it wants a stack that can be executed */
};

/* Tells what is in a file that elf_check has passed; what is damaged beyond
 * that is left out.  -1: it cannot be read at all. */
int elf_facts(const char *path, void (*fn)(void *, enum elf_fact, const char *text),
              void *user);

#endif
