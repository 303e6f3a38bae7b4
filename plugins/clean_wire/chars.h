/* SPDX-License-Identifier: MIT */
/* chars.h - entities by name; UTF-8 that was read as something else. */
#ifndef CLEAN_WIRE_CHARS_H
#define CLEAN_WIRE_CHARS_H

#include <stdint.h>

#define ENTITY_LONGEST 8u /* bytes of a name: "thetasym" */
#define MOJIBAKE_ROOM 64u

/* The character of HTML 4's entity of this name; 0: there is none. */
uint32_t clean_wire_entity(const char *name, uint32_t size);

/* What the byte 0x80 to 0x9F is in windows-1252; others, and the five bytes
 * that are nothing there, as they are. */
uint32_t clean_wire_windows(uint32_t byte);

/* Are the characters at `at` (the first is U+0080 to U+00FF) the bytes of UTF-8,
 * read as windows-1252 or Latin-1; or a windows-1252 byte read as Latin-1?  Writes
 * what they should be to out, where they end to *to, and gives the bytes written;
 * 0: no, or not for certain. */
uint32_t clean_wire_mojibake(const char *s, uint32_t at, uint32_t end, uint32_t *to,
                             char out[MOJIBAKE_ROOM]);

#endif
