/* SPDX-License-Identifier: MIT */
/* show.h - one document, printed for reading in a terminal. */
#ifndef CATENA_SHOW_H
#define CATENA_SHOW_H

#include "chain.h"
#include "doc.h"

struct show_options {
	bool colour; /* else marks in brackets */
	bool tokens; /* list them */
};

void show_document(const struct chain *, const struct doc *,
                   const struct show_options *, FILE *);

#endif
