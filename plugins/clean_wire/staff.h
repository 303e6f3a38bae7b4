/* SPDX-License-Identifier: MIT */
/* staff.h - who else worked on an item: notes at the end of it, or of a paragraph.
 */
#ifndef CLEAN_WIRE_STAFF_H
#define CLEAN_WIRE_STAFF_H

#include "header.h"

/* Where in the line s[at, end) a note begins that goes to its end; `end`: nowhere.
 * last: the line is among the last of the document, where less is needed to be
 * certain.  who: what the note says, without brackets and dashes. */
uint32_t clean_wire_staff(const char *s, uint32_t at, uint32_t end, bool last,
                          struct span *who);

#endif
