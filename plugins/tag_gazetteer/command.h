/* SPDX-License-Identifier: MIT */
/* command.h - the commands `catena gazetteer ...`, and the choices of options that
 * the stage has too. */
#ifndef CATENA_TAG_GAZETTEER_COMMAND_H
#define CATENA_TAG_GAZETTEER_COMMAND_H

#include <catena/plugin.h>

extern const char *const tag_gazetteer_cases[]; /* by CASE_..., NULL-ended */
extern const struct catena_commands tag_gazetteer_commands;

#define TAG_GAZETTEER_TYPE \
	{ \
		"type", CATENA_STRING, "", \
		    .help = "Type of the names for which the list gives none." \
	}
#define TAG_GAZETTEER_CASE \
	{ \
		"case", CATENA_CHOICE, "smart", \
		    .choices = tag_gazetteer_cases, \
		    .help = "Must case be that of the list (exact), does it not count " \
		            "(fold), or " \
		            "must capitals of the list be capitals (smart)." \
	}
#define TAG_GAZETTEER_FOLD \
	{ \
		"fold", CATENA_STRINGS, "", \
		    .help = "What does not count either: diacritics, hyphens, " \
		            "apostrophes, spaces (beside punctuation)." \
	}

#endif
