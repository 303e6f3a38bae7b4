/* SPDX-License-Identifier: MIT */
/* open.c - what run, check and show begin with. */
#include "build.h"

#include "main.h"
#include "open.h"

#include <stdio.h>

static int open_parts(struct opened *o, const struct open_options *k)
{
	const struct module_options places = {.trust_environment = true};
	o->config = config_load(k->config, k->sets, k->n_sets, o->diag);
	if (!o->config)
		return -1;
	o->config->also_written = k->also_written;
	o->modules = modules_new(&places, o->diag);
	if (!o->modules)
		return -1;
	o->chain = chain_build(o->config, o->modules, k->paths, k->flags, o->diag);
	return o->chain ? 0 : -1;
}

int open_chain(struct opened *o, const struct open_options *k)
{
	*o = (struct opened){.diag = main_diag(k->level)};
	if (!o->diag) {
		fputs("catena: out of memory\n", stderr);
		return -1;
	}
	/* The parts find their errors in turn; people read a file from the top. */
	diag_hold(o->diag);
	const int result = open_parts(o, k);
	diag_release(o->diag);
	return result;
}

void open_close(struct opened *o)
{
	chain_free(o->chain);
	modules_free(o->modules);
	config_free(o->config);
	diag_free(o->diag);
	*o = (struct opened){0};
}
