/* SPDX-License-Identifier: MIT */
/* lint_elf.c - what a plugin's file exports and needs. */
#include "build.h"

#include "lint.h"
#include "module_elf.h"

#include <stdio.h>
#include <string.h>

struct file {
	const char *name; /* of the plugin */
	char symbol[300]; /* the one that it may export */
	lint_sink sink;
	void *user;
	unsigned exports;
};

enum {
	EXPORTS_SAID = 3
};

/* Linkers of old put these into every table. */
static bool is_linkers(const char *symbol)
{
	static const char *const all[] = {"_init", "_fini",       "_edata",
	                                  "_end",  "__bss_start", "_bss_end__"};
	for (size_t i = 0; i < sizeof all / sizeof *all; i++)
		if (strcmp(symbol, all[i]) == 0)
			return true;
	return false;
}

static void see_export(struct file *f, const char *symbol)
{
	char what[400];
	if (strcmp(symbol, f->symbol) == 0 || is_linkers(symbol) ||
	    f->exports++ >= EXPORTS_SAID)
		return;
	snprintf(what, sizeof what,
	         "exports \"%.100s\": another plugin could call it, or yours call "
	         "another's; make it static, or compile with -fvisibility=hidden",
	         symbol);
	f->sink(f->user, "exports", what);
}

static void see_needed(struct file *f, const char *library)
{
	char what[400];
	if (strncmp(library, "libcatena", 9) != 0 &&
	    strncmp(library, "libltdl", 7) != 0)
		return;
	snprintf(what, sizeof what,
	         "is linked with %.100s; a plugin calls back through ctx->host only: "
	         "link it with nothing of catena's",
	         library);
	f->sink(f->user, "linked", what);
}

static void see_rpath(struct file *f, const char *path)
{
	char what[400];
	if (strncmp(path, "$ORIGIN", 7) == 0)
		return;
	snprintf(what, sizeof what,
	         "looks for libraries in %.200s: whoever can write there runs code in "
	         "it; link without -rpath",
	         path);
	f->sink(f->user, "rpath", what);
}

static void see(void *user, enum elf_fact fact, const char *text)
{
	struct file *f = user;
	if (fact == ELF_EXPORT)
		see_export(f, text);
	else if (fact == ELF_NEEDED)
		see_needed(f, text);
	else if (fact == ELF_RPATH)
		see_rpath(f, text);
	else if (fact == ELF_TEXTREL)
		f->sink(f->user, "textrel",
		        "its code is changed when it is loaded; compile it with -fPIC");
	else
		f->sink(f->user, "execstack",
		        "wants a stack that can be executed; link with -Wl,-z,noexecstack, "
		        "and avoid pointers to nested functions");
}

void lint_elf(const char *path, const char *name, lint_sink sink, void *user)
{
	struct file f = {.name = name, .sink = sink, .user = user};
	snprintf(f.symbol, sizeof f.symbol, "%.200s_LTX_catena_plugin", name);
	for (char *c = f.symbol; *c; c++)
		if (*c == '-')
			*c = '_';
#ifdef __ELF__
	elf_facts(path, see, &f);
#else
	(void)see;
	(void)path;
#endif
	if (f.exports > EXPORTS_SAID) {
		char what[100];
		snprintf(what, sizeof what, "%u more symbols are exported",
		         f.exports - EXPORTS_SAID);
		sink(user, "exports", what);
	}
}
