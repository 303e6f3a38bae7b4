/* SPDX-License-Identifier: MIT */
/* module_elf.c - reading ELF files without believing them.
 *
 * Layout: System V ABI, chapter 4 ("Object Files"), gABI 4.1; the numbers of
 * machines are those of its registry. */
#include "build.h"

#include "module_elf.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum {
	CLASS_32 = 1,
	CLASS_64 = 2,
	LITTLE = 1,
	BIG = 2,
	TYPE_SHARED = 3,
	SEGMENT_LOAD = 1,
	SEGMENT_DYNAMIC = 2,
	MAX_SEGMENTS = 1000
};

static const struct machine {
	unsigned number;
	const char *name;
} machines[] = {
    {2, "sparc"},      {3, "i386"},      {4, "m68k"},       {8, "mips"},
    {15, "hppa"},      {20, "powerpc"},  {21, "powerpc64"}, {22, "s390"},
    {40, "arm"},       {42, "sh"},       {43, "sparc64"},   {50, "ia64"},
    {62, "x86_64"},    {183, "aarch64"}, {243, "riscv"},    {258, "loongarch"},
    {0x9026, "alpha"},
};

/* Of this program; 0: not in our list, so any will do. */
static unsigned own_machine(void)
{
#if defined __x86_64__
	return 62;
#elif defined __i386__
	return 3;
#elif defined __aarch64__
	return 183;
#elif defined __arm__
	return 40;
#elif defined __powerpc64__
	return 21;
#elif defined __powerpc__
	return 20;
#elif defined __s390__
	return 22;
#elif defined __riscv
	return 243;
#elif defined __loongarch__
	return 258;
#elif defined __mips__
	return 8;
#elif defined __sparc__ && defined __arch64__
	return 43;
#elif defined __m68k__
	return 4;
#elif defined __hppa__
	return 15;
#elif defined __ia64__
	return 50;
#elif defined __alpha__
	return 0x9026;
#else
	return 0;
#endif
}

static void machine_name(unsigned number, char *text, size_t size)
{
	for (size_t i = 0; i < sizeof machines / sizeof *machines; i++)
		if (machines[i].number == number) {
			snprintf(text, size, "%s", machines[i].name);
			return;
		}
	snprintf(text, size, "machine %u", number);
}

static int own_order(void)
{
	const uint16_t one = 1;
	unsigned char first;
	memcpy(&first, &one, 1);
	return first ? LITTLE : BIG;
}

/* ---- numbers ---- */

struct elf {
	int fd;
	uint64_t size; /* of the file */
	int class, order;
};

static uint64_t number(const struct elf *e, const unsigned char *p, unsigned n)
{
	uint64_t v = 0;
	for (unsigned i = 0; i < n; i++)
		v = v << 8 | p[e->order == BIG ? i : n - 1 - i];
	return v;
}

/* 4 or 8 bytes, as the class has it. */
static uint64_t word(const struct elf *e, const unsigned char *p)
{
	return number(e, p, e->class == CLASS_64 ? 8 : 4);
}

static int get(const struct elf *e, uint64_t at, void *to, size_t n)
{
	for (size_t done = 0; done < n;) {
		const ssize_t got =
		    pread(e->fd, (char *)to + done, n - done, (off_t)(at + done));
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return -1;
		done += (size_t)got;
	}
	return 0;
}

/* ---- the header ---- */

static int say(char *why, size_t size, const char *text)
{
	snprintf(why, size, "%s", text);
	return -1;
}

static int check_ident(struct elf *e, const unsigned char *h, char *why,
                       size_t size)
{
	const int own = sizeof(void *) == 8 ? CLASS_64 : CLASS_32;
	if (memcmp(h, "\177ELF", 4) != 0)
		return say(why, size,
		           "is not a shared object (no ELF header); build the plugin "
		           "again");
	e->class = h[4];
	e->order = h[5];
	if (e->class != own) {
		snprintf(
		    why, size,
		    "was built for a %d-bit machine, this catena has %d bits; build it "
		    "for this one",
		    e->class == CLASS_64 ? 64 : 32, own == CLASS_64 ? 64 : 32);
		return -1;
	}
	if (e->order != own_order())
		return say(why, size,
		           "was built for a machine of the other byte order; build it for "
		           "this one");
	return 0;
}

static int check_target(const struct elf *e, const unsigned char *h, char *why,
                        size_t size)
{
	const unsigned machine = (unsigned)number(e, h + 18, 2), own = own_machine();
	char its[32], ours[32];
	if (own && machine != own) {
		machine_name(machine, its, sizeof its);
		machine_name(own, ours, sizeof ours);
		snprintf(why, size,
		         "was built for %s, this catena is for %s; build it for %s", its,
		         ours, ours);
		return -1;
	}
	if (number(e, h + 16, 2) != TYPE_SHARED)
		return say(why, size,
		           "is not a shared object (a program or an object file); link it "
		           "with -shared");
	return 0;
}

static int truncated(const struct elf *e, uint64_t need, char *why, size_t size)
{
	snprintf(why, size,
	         "is cut short: %llu bytes, of at least %llu; copy or build it again",
	         (unsigned long long)e->size, (unsigned long long)need);
	return -1;
}

static int check_span(const struct elf *e, uint64_t at, uint64_t n, char *why,
                      size_t size)
{
	if (at <= e->size && n <= e->size - at)
		return 0;
	return truncated(e, at + n < at ? UINT64_MAX : at + n, why, size);
}

/* What is mapped beyond the end of the file raises SIGBUS when touched. */
static int check_segments(const struct elf *e, const unsigned char *h, char *why,
                          size_t size)
{
	const bool wide = e->class == CLASS_64;
	const uint64_t at = word(e, h + (wide ? 32 : 28));
	const unsigned step = (unsigned)number(e, h + (wide ? 54 : 42), 2);
	const unsigned n = (unsigned)number(e, h + (wide ? 56 : 44), 2);
	const unsigned need = wide ? 56 : 32;
	unsigned char segment[56];
	bool dynamic = false;
	if (n > MAX_SEGMENTS || (n && step < need))
		return say(why, size, "has a damaged ELF header; build it again");
	if (check_span(e, at, (uint64_t)n * step, why, size) != 0)
		return -1;
	for (unsigned i = 0; i < n; i++) {
		if (get(e, at + (uint64_t)i * step, segment, need) != 0)
			return say(why, size, "cannot be read");
		const unsigned type = (unsigned)number(e, segment, 4);
		dynamic = dynamic || type == SEGMENT_DYNAMIC;
		if (type == SEGMENT_LOAD &&
		    check_span(e, word(e, segment + (wide ? 8 : 4)),
		               word(e, segment + (wide ? 32 : 16)), why, size) != 0)
			return -1;
	}
	return dynamic ? 0
	               : say(why, size,
	                     "is not a shared object (nothing to link in it); link it "
	                     "with -shared");
}

/* Linkers put the table of sections last: a file that lost its end lacks it. */
static int check_sections(const struct elf *e, const unsigned char *h, char *why,
                          size_t size)
{
	const bool wide = e->class == CLASS_64;
	const uint64_t at = word(e, h + (wide ? 40 : 32));
	const uint64_t step = number(e, h + (wide ? 58 : 46), 2);
	const uint64_t n = number(e, h + (wide ? 60 : 48), 2);
	return at ? check_span(e, at, n * step, why, size) : 0;
}

static int check_open(struct elf *e, char *why, size_t size)
{
	unsigned char h[64];
	struct stat st;
	if (fstat(e->fd, &st) != 0 || !S_ISREG(st.st_mode))
		return say(why, size, "is not a file");
	e->size = (uint64_t)st.st_size;
	if (e->size == 0)
		return say(why, size, "is empty; build the plugin again");
	memset(h, 0, sizeof h);
	const size_t have = e->size < sizeof h ? (size_t)e->size : sizeof h;
	if (get(e, 0, h, have) != 0)
		return say(why, size, "cannot be read");
	if (check_ident(e, h, why, size) != 0)
		return -1;
	if (have < (e->class == CLASS_64 ? 64U : 52U))
		return truncated(e, e->class == CLASS_64 ? 64 : 52, why, size);
	if (check_target(e, h, why, size) != 0 || check_segments(e, h, why, size) != 0)
		return -1;
	return check_sections(e, h, why, size);
}

static int open_file(const char *path)
{
	return open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
}

int elf_check(const char *path, char *why, size_t size)
{
#ifdef __ELF__
	struct elf e = {.fd = open_file(path)};
	if (e.fd < 0) {
		snprintf(why, size, "cannot be read: %s", strerror(errno));
		return -1;
	}
	const int rc = check_open(&e, why, size);
	close(e.fd);
	return rc;
#else
	(void)path;
	(void)why;
	(void)size;
	(void)check_open;
	return 0;
#endif
}

/* ---- What is in it ---- */

enum {
	SECTION_SYMBOLS = 11, /* SHT_DYNSYM */
	SEGMENT_STACK = 0x6474e551,
	EXECUTABLE = 1,
	TAG_NEEDED = 1,
	TAG_RPATH = 15,
	TAG_TEXTREL = 22,
	TAG_RUNPATH = 29,
	TAG_FLAGS = 30,
	FLAG_TEXTREL = 4,
	BOUND_GLOBAL = 1,
	MAX_TAGS = 10000,
	MAX_SYMBOLS = 1000000
};

struct facts {
	struct elf e;
	unsigned char h[64];
	bool wide;
	uint64_t strings, strings_size; /* .dynstr */
	void (*fn)(void *, enum elf_fact, const char *);
	void *user;
};

static void tell_string(const struct facts *f, enum elf_fact fact, uint64_t at)
{
	char text[256] = "";
	if (at >= f->strings_size)
		return;
	const uint64_t left = f->strings_size - at;
	const size_t n = left < sizeof text - 1 ? (size_t)left : sizeof text - 1;
	if (get(&f->e, f->strings + at, text, n) == 0)
		f->fn(f->user, fact, text);
}

/* Of section i: 64 bytes at most. */
static int get_section(const struct facts *f, unsigned i, unsigned char *s)
{
	const uint64_t at = word(&f->e, f->h + (f->wide ? 40 : 32));
	const unsigned step = (unsigned)number(&f->e, f->h + (f->wide ? 58 : 46), 2);
	const unsigned n = (unsigned)number(&f->e, f->h + (f->wide ? 60 : 48), 2);
	const unsigned need = f->wide ? 64 : 40;
	if (i >= n || step < need)
		return -1;
	return get(&f->e, at + (uint64_t)i * step, s, need);
}

static void tell_symbols(const struct facts *f, uint64_t at, uint64_t size)
{
	const unsigned step = f->wide ? 24 : 16;
	unsigned char s[24];
	for (uint64_t i = 0; i < size / step && i < MAX_SYMBOLS; i++) {
		if (get(&f->e, at + i * step, s, step) != 0)
			return;
		const unsigned info = s[f->wide ? 4 : 12], other = s[f->wide ? 5 : 13];
		const uint64_t section = number(&f->e, s + (f->wide ? 6 : 14), 2);
		if (info >> 4 == BOUND_GLOBAL && section != 0 &&
		    ((other & 3) == 0 || (other & 3) == 3))
			tell_string(f, ELF_EXPORT, number(&f->e, s, 4));
	}
}

static void tell_sections(struct facts *f)
{
	unsigned char s[64], strings[64];
	for (unsigned i = 0; get_section(f, i, s) == 0; i++) {
		if (number(&f->e, s + 4, 4) != SECTION_SYMBOLS)
			continue;
		const unsigned link = (unsigned)number(&f->e, s + (f->wide ? 40 : 24), 4);
		if (get_section(f, link, strings) != 0)
			return;
		f->strings = word(&f->e, strings + (f->wide ? 24 : 16));
		f->strings_size = word(&f->e, strings + (f->wide ? 32 : 20));
		tell_symbols(f, word(&f->e, s + (f->wide ? 24 : 16)),
		             word(&f->e, s + (f->wide ? 32 : 20)));
		return;
	}
}

static void tell_tags(const struct facts *f, uint64_t at, uint64_t size)
{
	const unsigned half = f->wide ? 8 : 4;
	unsigned char t[16];
	for (uint64_t i = 0; i < size / (2 * half) && i < MAX_TAGS; i++) {
		if (get(&f->e, at + i * 2 * half, t, 2 * half) != 0)
			return;
		const uint64_t tag = word(&f->e, t), value = word(&f->e, t + half);
		if (tag == 0)
			return;
		if (tag == TAG_NEEDED)
			tell_string(f, ELF_NEEDED, value);
		else if (tag == TAG_RPATH || tag == TAG_RUNPATH)
			tell_string(f, ELF_RPATH, value);
		else if (tag == TAG_TEXTREL || (tag == TAG_FLAGS && value & FLAG_TEXTREL))
			f->fn(f->user, ELF_TEXTREL, "");
	}
}

static void tell_segments(const struct facts *f)
{
	const bool wide = f->wide;
	const uint64_t at = word(&f->e, f->h + (wide ? 32 : 28));
	const unsigned step = (unsigned)number(&f->e, f->h + (wide ? 54 : 42), 2);
	const unsigned n = (unsigned)number(&f->e, f->h + (wide ? 56 : 44), 2);
	unsigned char s[56];
	for (unsigned i = 0; i < n && i < MAX_SEGMENTS; i++) {
		if (get(&f->e, at + (uint64_t)i * step, s, wide ? 56 : 32) != 0)
			return;
		const uint64_t type = number(&f->e, s, 4);
		if (type == SEGMENT_STACK &&
		    number(&f->e, s + (wide ? 4 : 24), 4) & EXECUTABLE)
			f->fn(f->user, ELF_EXEC_STACK, "");
		if (type == SEGMENT_DYNAMIC)
			tell_tags(f, word(&f->e, s + (wide ? 8 : 4)),
			          word(&f->e, s + (wide ? 32 : 16)));
	}
}

int elf_facts(const char *path, void (*fn)(void *, enum elf_fact, const char *text),
              void *user)
{
	struct facts f = {.fn = fn, .user = user};
	struct stat st;
	f.e.fd = open_file(path);
	if (f.e.fd < 0)
		return -1;
	const bool good = fstat(f.e.fd, &st) == 0 &&
	                  get(&f.e, 0, f.h, sizeof f.h) == 0 &&
	                  memcmp(f.h, "\177ELF", 4) == 0;
	if (good) {
		f.e.size = (uint64_t)st.st_size;
		f.e.class = f.h[4];
		f.e.order = f.h[5];
		f.wide = f.e.class == CLASS_64;
		tell_sections(&f);
		tell_segments(&f);
	}
	close(f.e.fd);
	return good ? 0 : -1;
}
