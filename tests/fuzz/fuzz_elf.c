/* SPDX-License-Identifier: MIT */
/* fuzz_elf.c - any bytes as a plugin's file: the reader of ELF files must give
 * a reason or facts, and stay inside.  The first bytes are made to look like
 * this machine's, or few inputs would come past them. */
#include "module_elf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n);

static volatile unsigned long touched;

static void tell(void *user, enum elf_fact fact, const char *text)
{
	(void)user;
	touched += (unsigned long)fact + strlen(text);
}

/* The head of the file that this program was started from. */
static void own_head(unsigned char *head, size_t n)
{
	FILE *f = fopen("/proc/self/exe", "rb");
	if (!f || fread(head, 1, n, f) != n)
		abort();
	fclose(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static unsigned char head[20];
	char path[] = "/tmp/fuzz_elf.XXXXXX", why[300];
	if (!head[0])
		own_head(head, sizeof head);
	const int fd = mkstemp(path);
	if (fd < 0)
		abort();
	const size_t skip = n > sizeof head && bytes[0] < 250 ? sizeof head : 0;
	if ((skip && write(fd, head, skip) < 0) ||
	    (n > skip && write(fd, bytes + skip, n - skip) < 0))
		abort();
	close(fd);
	if (elf_check(path, why, sizeof why) != 0)
		touched += strlen(why);
	elf_facts(path, tell, NULL);
	unlink(path);
	return 0;
}
