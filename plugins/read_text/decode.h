/* SPDX-License-Identifier: MIT */
/* decode.h - text in other encodings, made UTF-8 by iconv */
#ifndef READ_TEXT_DECODE_H
#define READ_TEXT_DECODE_H

#include <catena/plugin.h>
#include <stdbool.h>

/* Whether it names UTF-8 (or ASCII, a part of it): nothing to convert. */
bool read_text_is_utf8(const char *encoding);

/* Whether iconv can convert it; whether LF ends lines in it. */
bool read_text_decode_known(const char *encoding);
bool read_text_decode_has_lines(const char *encoding);

struct read_text_decoder; /* one thread's */

struct read_text_decoder *read_text_decoder_new(const char *encoding);
void read_text_decoder_free(struct read_text_decoder *); /* NULL is fine */

/* Gives the document at hand its text.  Bytes that mean nothing in the encoding
 * become bytes that mean nothing in UTF-8, so that the host's own rule for
 * invalid text (repair, or quarantine) holds for them too. */
catena_status read_text_decode(catena_ctx *, struct read_text_decoder *,
                               const char *bytes, size_t size);

#endif
