/* SPDX-License-Identifier: MIT */
/* no_symbol.c - exports no function of ours.
 * refused: has no function no_symbol_LTX_catena_plugin */
#include "bad.h"

const struct catena_plugin *catena_plugin_entry(void);

const struct catena_plugin *catena_plugin_entry(void)
{
	(void)bad_process;
	return NULL;
}
