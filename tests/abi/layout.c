/* SPDX-License-Identifier: MIT */
/* layout.c - prints where every field of the ABI is, as the header HEADER has
 * it: compiled once with the kept copy, once with today's.  abi.sh compares.
 *
 * Lists what 1.0 has.  A field that is left out here shows as a gap. */
#include HEADER
#include <stdio.h>

static const char *in; /* the struct at hand */
static size_t end;     /* of the field before */
static int gaps;

static void begin_struct(const char *name)
{
	in = name;
	end = 0;
}

static void field(const char *name, size_t offset, size_t size)
{
	if (offset < end || offset - end >= size) {
		fprintf(stderr, "layout.c does not list what stands before %s.%s\n", in,
		        name);
		gaps++;
	}
	end = offset + size;
	printf("field %s.%s offset %zu size %zu\n", in, name, offset, size);
}

/* Today's may have more than 1.0 had: abi.sh says where. */
static void end_struct(size_t size)
{
	if (size < end || (!MAY_GROW && size - end >= sizeof(void *))) {
		fprintf(stderr, "layout.c does not list the last of %s\n", in);
		gaps++;
	}
	printf("struct %s size %zu\n", in, size);
}

/* clang-format off */
#define F(type, f) field(#f, offsetof(type, f), sizeof(((type *)0)->f))
#define E(name) printf("constant %s value %ld\n", #name, (long)(name))

static void structs(void)
{
	begin_struct("catena_option");
	F(struct catena_option, name);
	F(struct catena_option, type);
	F(struct catena_option, initial);
	F(struct catena_option, min);
	F(struct catena_option, max);
	F(struct catena_option, choices);
	F(struct catena_option, unit);
	F(struct catena_option, help);
	end_struct(sizeof(struct catena_option));
	begin_struct("catena_column");
	F(struct catena_column, name);
	F(struct catena_column, type);
	F(struct catena_column, flags);
	F(struct catena_column, layer);
	end_struct(sizeof(struct catena_column));
	begin_struct("catena_use");
	F(struct catena_use, layer);
	F(struct catena_use, mode);
	F(struct catena_use, columns);
	end_struct(sizeof(struct catena_use));
	begin_struct("catena_layer");
	F(struct catena_layer, n);
	F(struct catena_layer, begin);
	F(struct catena_layer, end);
	F(struct catena_layer, cols);
	end_struct(sizeof(struct catena_layer));
	begin_struct("catena_writer");
	F(struct catena_writer, n);
	F(struct catena_writer, cap);
	F(struct catena_writer, begin);
	F(struct catena_writer, end);
	F(struct catena_writer, cols);
	end_struct(sizeof(struct catena_writer));
	begin_struct("catena_field");
	F(struct catena_field, name);
	F(struct catena_field, name_size);
	F(struct catena_field, type);
	F(struct catena_field, i);
	F(struct catena_field, f);
	F(struct catena_field, s);
	F(struct catena_field, size);
	end_struct(sizeof(struct catena_field));
	begin_struct("catena_map");
	F(struct catena_map, n);
	F(struct catena_map, text);
	F(struct catena_map, original);
	end_struct(sizeof(struct catena_map));
	begin_struct("catena_fact");
	F(struct catena_fact, doc);
	F(struct catena_fact, value);
	F(struct catena_fact, size);
	end_struct(sizeof(struct catena_fact));
	begin_struct("catena_ctx");
	F(struct catena_ctx, host);
	end_struct(sizeof(struct catena_ctx));
	begin_struct("catena_host");
	F(struct catena_host, size);
	F(struct catena_host, abi_major);
	F(struct catena_host, abi_minor);
	F(struct catena_host, version);
	F(struct catena_host, fail);
	F(struct catena_host, log);
	F(struct catena_host, intern);
	F(struct catena_host, symbol);
	F(struct catena_host, stopping);
	F(struct catena_host, stage);
	F(struct catena_host, schema);
	F(struct catena_host, text);
	F(struct catena_host, id);
	F(struct catena_host, source);
	F(struct catena_host, number);
	F(struct catena_host, map);
	F(struct catena_host, read);
	F(struct catena_host, write);
	F(struct catena_host, grow);
	F(struct catena_host, alloc);
	F(struct catena_host, string_add);
	F(struct catena_host, string_get);
	F(struct catena_host, field_set);
	F(struct catena_host, field_get);
	F(struct catena_host, fields);
	F(struct catena_host, field_remove);
	F(struct catena_host, edit);
	F(struct catena_host, drop);
	F(struct catena_host, stash);
	F(struct catena_host, stashed);
	F(struct catena_host, set_id);
	F(struct catena_host, set_source);
	F(struct catena_host, set_raw);
	F(struct catena_host, raw);
	F(struct catena_host, expect);
	F(struct catena_host, set_text);
	F(struct catena_host, position);
	F(struct catena_host, max_document);
	F(struct catena_host, out_open);
	F(struct catena_host, out_write);
	F(struct catena_host, emit);
	F(struct catena_host, fact);
	F(struct catena_host, assign);
	F(struct catena_host, assigned);
	F(struct catena_host, save);
	F(struct catena_host, saved);
	F(struct catena_host, extension);
	F(struct catena_host, original);
	end_struct(sizeof(struct catena_host));
	begin_struct("catena_plugin");
	F(struct catena_plugin, magic);
	F(struct catena_plugin, size);
	F(struct catena_plugin, abi_major);
	F(struct catena_plugin, abi_minor);
	F(struct catena_plugin, option_size);
	F(struct catena_plugin, use_size);
	F(struct catena_plugin, column_size);
	F(struct catena_plugin, reserved);
	F(struct catena_plugin, name);
	F(struct catena_plugin, kind);
	F(struct catena_plugin, version);
	F(struct catena_plugin, license);
	F(struct catena_plugin, summary);
	F(struct catena_plugin, options);
	F(struct catena_plugin, uses);
	F(struct catena_plugin, n_options);
	F(struct catena_plugin, n_uses);
	F(struct catena_plugin, create);
	F(struct catena_plugin, destroy);
	F(struct catena_plugin, local_new);
	F(struct catena_plugin, local_free);
	F(struct catena_plugin, serial_new);
	F(struct catena_plugin, serial_end);
	F(struct catena_plugin, process);
	F(struct catena_plugin, commit);
	F(struct catena_plugin, extension);
	end_struct(sizeof(struct catena_plugin));
	begin_struct("catena_reader");
	F(struct catena_reader, size);
	F(struct catena_reader, next);
	F(struct catena_reader, load);
	end_struct(sizeof(struct catena_reader));
	begin_struct("catena_gather");
	F(struct catena_gather, size);
	F(struct catena_gather, resolve);
	F(struct catena_gather, resolved);
	F(struct catena_gather, wanted);
	end_struct(sizeof(struct catena_gather));
	begin_struct("catena_sync");
	F(struct catena_sync, size);
	F(struct catena_sync, save);
	F(struct catena_sync, restore);
	end_struct(sizeof(struct catena_sync));
	printf("struct catena_value size %zu\n", sizeof(union catena_value));
}

static void constants(void)
{
	E(CATENA_ABI_MAJOR);
	E(CATENA_MAGIC);
	E(CATENA_OK);
	E(CATENA_DROP);
	E(CATENA_END);
	E(CATENA_E_CONFIG);
	E(CATENA_E_INPUT);
	E(CATENA_E_IO);
	E(CATENA_E_NOMEM);
	E(CATENA_E_BUG);
	E(CATENA_BOOL);
	E(CATENA_INT);
	E(CATENA_FLOAT);
	E(CATENA_STRING);
	E(CATENA_CHOICE);
	E(CATENA_PATH);
	E(CATENA_STRINGS);
	E(CATENA_PATHS);
	E(CATENA_OUTPUT);
	E(CATENA_U8);
	E(CATENA_U32);
	E(CATENA_I64);
	E(CATENA_F64);
	E(CATENA_SYM);
	E(CATENA_STR);
	E(CATENA_ROW);
	E(CATENA_READ);
	E(CATENA_WRITE);
	E(CATENA_OPTIONAL);
	E(CATENA_REPLACE);
	E(CATENA_TOKEN_WORD);
	E(CATENA_TOKEN_NUMBER);
	E(CATENA_TOKEN_PUNCT);
	E(CATENA_TOKEN_SYMBOL);
	E(CATENA_TOKEN_URL);
	E(CATENA_TOKEN_EMAIL);
	E(CATENA_TOKEN_MENTION);
	E(CATENA_TOKEN_HASHTAG);
	E(CATENA_TOKEN_EMOJI);
	E(CATENA_TOKEN_OTHER);
	E(CATENA_F_CAPITALISED);
	E(CATENA_F_ALL_CAPS);
	E(CATENA_F_HAS_DIGIT);
	E(CATENA_F_SENTENCE_START);
	E(CATENA_F_SPACE_AFTER);
	E(CATENA_FIELD_NULL);
	E(CATENA_FIELD_BOOL);
	E(CATENA_FIELD_INT);
	E(CATENA_FIELD_FLOAT);
	E(CATENA_FIELD_STRING);
	E(CATENA_FIELD_JSON);
	E(CATENA_ERROR);
	E(CATENA_WARN);
	E(CATENA_INFO);
	E(CATENA_DEBUG);
}
/* clang-format on */

int main(void)
{
	structs();
	constants();
	return gaps ? 1 : 0;
}
