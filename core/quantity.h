/* SPDX-License-Identifier: MIT */
/* quantity.h - numbers as people write them: "12", "0.75", "64 KiB", "5 min",
 * "80%".  The decimal point is a point in every locale.  [any] */
#ifndef CATENA_QUANTITY_H
#define CATENA_QUANTITY_H

#include <stddef.h>
#include <stdint.h>

enum quantity_result {
	QUANTITY_OK,
	QUANTITY_NOT_A_NUMBER,
	QUANTITY_UNKNOWN_UNIT, /* a number, but what follows is no unit of this */
	QUANTITY_NOT_WHOLE,
	QUANTITY_TOO_LARGE
};

/* unit: the unit of the result, as in struct catena_option; NULL: none.
 * Binary and decimal multiples of "bytes", the usual ones of "seconds" and
 * "milliseconds", "%" of "ratio"; of any other unit only its own name. */
enum quantity_result quantity_int(const char *text, const char *unit, int64_t *);
enum quantity_result quantity_float(const char *text, const char *unit, double *);

/* What may follow a number, for messages: "B, kB, MB..."; "" if nothing. */
void quantity_units(const char *unit, char *text, size_t size);

/* n in the unit, in the shortest exact form: "64 KiB", "100 words". */
void quantity_show(double n, const char *unit, char *text, size_t size);

#endif
