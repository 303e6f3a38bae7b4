/* SPDX-License-Identifier: MIT */
/* catena/plugin.h - the whole contract between catena and a plugin.
 *
 * A plugin includes this file and links to nothing of ours: it exports one
 * function (CATENA_PLUGIN, below) and calls back only through ctx->host.
 *
 * Text is UTF-8.  Offsets count bytes; rows are half-open, [begin, end), never
 * empty, and begin and end between characters.
 * Who allocates frees: the plugin never frees what the host gave it.
 * Strings that carry a size need no final NUL and may hold one inside.
 *
 * Tags say which threads may be inside a function:
 *   [setup]   one thread, before the first or after the last document;
 *   [worker]  many at once, each with its own document and its own `local`;
 *   [serial]  one at a time, documents in input order;
 *   [any]     any of these.
 * `const` in a callback means: shared between workers, do not write.
 *
 * ABI history; fields are only ever added, and only at the end.
 *   1.0  first release (until it is out, this header may still change)
 */
#ifndef CATENA_PLUGIN_H
#define CATENA_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#define CATENA_ABI_MAJOR 1      /* changed: older binaries are refused */
#define CATENA_ABI_MINOR 0      /* changed: something was added */
#define CATENA_MAGIC 0x31544143 /* "CAT1", first word of a descriptor */

#ifdef __cplusplus
extern "C" {
#endif

#ifdef __GNUC__
#define CATENA_EXPORT __attribute__((visibility("default")))
#define CATENA_FORMAT(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define CATENA_EXPORT
#define CATENA_FORMAT(fmt, args)
#endif

/* Negative: failure, explained with host->fail before returning. */
typedef int32_t catena_status;
enum {
	CATENA_OK = 0,
	CATENA_DROP = 1,      /* take this document out of the chain (host->drop) */
	CATENA_END = 2,       /* a reader, or host->fact: there is no more */
	CATENA_E_CONFIG = -1, /* the options make no sense: nothing runs */
	CATENA_E_INPUT = -2,  /* this document cannot be processed, others can */
	CATENA_E_IO = -3,     /* reading or writing failed: the run stops */
	CATENA_E_NOMEM = -4,  /* the run stops */
	CATENA_E_BUG = -5     /* host or plugin broke this contract: as E_INPUT */
};

/* ---- Options: one table checks, converts and documents them ---- */

enum {
	CATENA_BOOL,  /* true or false */
	CATENA_INT,   /* 64 bits; "64 KiB" where unit is "bytes", "5 min" where
	               * it is "seconds" */
	CATENA_FLOAT, /* as INT; also "80%" where unit is "ratio" */
	CATENA_STRING,
	CATENA_CHOICE,  /* one of `choices` */
	CATENA_PATH,    /* a file to read; relative to the config file */
	CATENA_STRINGS, /* a list of strings; one string counts as a list of one */
	CATENA_PATHS,   /* a list of PATH */
	CATENA_OUTPUT   /* a file to write; no two stages may name the same */
};

struct catena_option {
	const char *name; /* key in the stage's group: "min_words" */
	uint32_t type;
	const char *initial;        /* as written in a config, lists as "a, b"; NULL:
	                             * required; "": empty string or empty list */
	double min, max;            /* of INT and FLOAT, inclusive; both 0: any */
	const char *const *choices; /* of CHOICE, NULL-ended */
	const char *unit; /* "bytes", "seconds", "ratio", "words"; NULL: none */
	const char *help; /* one sentence */
};

union catena_value { /* values[i] is the value of options[i] */
	int64_t i;       /* BOOL, INT, CHOICE (index in choices) */
	double f;        /* FLOAT */
	const char *s;   /* STRING; PATH and OUTPUT, made absolute ("-" stays) */
	const char *const *list; /* STRINGS, PATHS, NULL-ended */
};

/* ---- Layers: stand-off tables over the text, one array per column ---- */

enum {
	CATENA_U8,
	CATENA_U32,
	CATENA_I64,
	CATENA_F64,
	CATENA_SYM, /* uint32_t from intern: for closed vocabularies; lives as
	             * long as the run; the number differs from run to run */
	CATENA_STR, /* uint32_t from string_add: lives as long as the document; 0: none
	             */
	CATENA_ROW /* uint32_t, a row of the layer named in `layer`; UINT32_MAX: none */
};

struct catena_column {
	const char *name;
	uint32_t type;
	uint32_t flags;    /* CATENA_OPTIONAL: cols[k] may be NULL */
	const char *layer; /* of ROW */
};

enum {
	CATENA_READ = 1,
	CATENA_WRITE = 2,    /* adds rows; those of earlier stages stay */
	CATENA_OPTIONAL = 4, /* with READ: the layer may be missing */
	CATENA_REPLACE = 8   /* with WRITE: earlier rows are thrown away */
};

/* Checked against the whole chain before anything runs.  layer "*" with READ
 * is every layer made so far; layer "text" with WRITE announces edits, which
 * must come before any layer is written. */
struct catena_use {
	const char *layer; /* "token", "sentence", "entity"... */
	uint32_t mode;
	const struct catena_column *columns; /* read or made; name NULL ends;
	                                      * NULL: none */
};

struct catena_layer { /* frozen; valid until the callback returns */
	uint32_t n;
	const uint32_t *begin, *end; /* by begin, longest first */
	const void *const *cols;     /* cols[k]: array for columns[k], or NULL if
	                              * optional and nobody made it */
};

struct catena_writer { /* rows [0, n) are filled in, any order */
	uint32_t n, cap;
	uint32_t *begin, *end;
	void **cols; /* cols[k] is NULL if no later stage reads
	              * columns[k]: skip it */
};

/* The layers whose meaning is shared by all plugins.
 *   token      kind U8 (CATENA_TOKEN_*), flags U8 (CATENA_F_*), hash U32:
 *              of the case-folded text of the token as <catena/fold.h> makes
 *              it; equal after folding means equal hash, not the reverse
 *   sentence   -
 *   paragraph  -
 *   entity     type SYM ("PERSON"), name STR (canonical name), id STR (of a
 *              gazetteer), score F64 (0 to 1), by SYM (the stage), fields STR
 *              (what else is known: a JSON object, {"value":"2020-01-03"})
 *   copy       of STR (document id), of_begin U32, of_end U32 (in bytes of that
 *              document's text), words U32, similarity F64; and, so that
 *              exporters that count otherwise need not know that text, the
 *              same in code points, of_begin_chars U32, of_end_chars U32, and
 *              in UTF-16 units, of_begin_utf16 U32, of_end_utf16 U32; quote U8
 *              (1: stands in quotation marks), speaker STR (of the quote) */
enum {
	CATENA_TOKEN_WORD,
	CATENA_TOKEN_NUMBER,
	CATENA_TOKEN_PUNCT,
	CATENA_TOKEN_SYMBOL,
	CATENA_TOKEN_URL,
	CATENA_TOKEN_EMAIL,
	CATENA_TOKEN_MENTION,
	CATENA_TOKEN_HASHTAG,
	CATENA_TOKEN_EMOJI,
	CATENA_TOKEN_OTHER,
	CATENA_TOKEN_KINDS
};
enum {
	CATENA_F_CAPITALISED = 1, /* first letter is upper or title case */
	CATENA_F_ALL_CAPS = 2,    /* two letters or more, all upper case */
	CATENA_F_HAS_DIGIT = 4,
	CATENA_F_SENTENCE_START = 8,
	CATENA_F_SPACE_AFTER = 16 /* white space, or the end of the text */
};

/* ---- Fields: named scalars of a document ---- */

enum {
	CATENA_FIELD_NULL,
	CATENA_FIELD_BOOL,
	CATENA_FIELD_INT,
	CATENA_FIELD_FLOAT,
	CATENA_FIELD_STRING,
	CATENA_FIELD_JSON /* JSON text of an object, array or long number */
};

/* Names that exporters know: duplicate_of, duplicate_similarity,
 * duplicate_containment, duplicate_group, duplicate_by (the stage),
 * duplicate_rule ("similarity >= 0.5"), story; date, dateline, agency,
 * language. */
struct catena_field {
	const char *name; /* ends with NUL */
	uint32_t name_size;
	uint32_t type;
	int64_t i;     /* INT, BOOL */
	double f;      /* FLOAT */
	const char *s; /* STRING, JSON */
	uint32_t size;
};

/* ---- What else the host hands over ---- */

/* Where the text stands in the bytes that were read: from `text` on, up to
 * the next row, an offset t is `original` + (t - text), never beyond the
 * next row's original.  Both columns rise; n is 0 when nothing was edited.  For
 * the end of a span map the byte before it and add 1, to stay before what was
 * removed behind it. */
struct catena_map {
	uint32_t n;
	const uint32_t *text, *original;
};

struct catena_fact {
	uint64_t doc;
	const void *value;
	uint32_t size;
};

enum {
	CATENA_ERROR,
	CATENA_WARN,
	CATENA_INFO,
	CATENA_DEBUG
};

struct catena_out; /* a file being written by the host */

/* A call in progress: which stage and, in load, process and commit, which
 * document.  The host's own fields follow; never copy or keep one. */
typedef struct catena_ctx {
	const struct catena_host *host;
} catena_ctx;

/* ---- Host: append-only; test fields newer than 1.0 with CATENA_HAS ---- */

struct catena_host {
	uint32_t size; /* of this struct, in the host */
	uint16_t abi_major, abi_minor;
	const char *version; /* for messages only */

	/* [any].  fail returns code: `return h->fail(ctx, CATENA_E_IO, "...");`
	 * intern gives the number of a string, 0 when out of memory; symbol the
	 * string, NUL-ended, valid for the run.  stopping is nonzero when the
	 * user wants the run to end: a long loop returns CATENA_OK then.
	 * CATENA_ERROR is logged, one for each mistake, by a create or a command
	 * that then fails; in other calls it is shown as a warning. */
	catena_status (*fail)(catena_ctx *, catena_status code, const char *fmt, ...)
	    CATENA_FORMAT(3, 4);
	void (*log)(catena_ctx *, uint32_t level, const char *fmt, ...)
	    CATENA_FORMAT(3, 4);
	uint32_t (*intern)(catena_ctx *, const char *s, size_t size);
	const char *(*symbol)(catena_ctx *, uint32_t sym, size_t *size);
	int (*stopping)(catena_ctx *);
	/* The stage's name in this chain: what `by` says. */
	const char *(*stage)(catena_ctx *);

	/* uses[] as resolved for this chain, "*" expanded to every layer made so
	 * far; `use` below indexes it.  Not in create. */
	const struct catena_use *(*schema)(catena_ctx *, uint32_t *n);

	/* The document at hand: [worker, serial].  text[size] is 0.  number is
	 * unique and rises in input order. */
	const char *(*text)(catena_ctx *, uint32_t *size);
	const char *(*id)(catena_ctx *, uint32_t *size);     /* NUL-ended too */
	const char *(*source)(catena_ctx *, uint32_t *size); /* NUL-ended too */
	uint64_t (*number)(catena_ctx *);
	void (*map)(catena_ctx *, struct catena_map *);

	/* Layers.  read gives NULL for an optional layer that nobody made; write
	 * and grow, when out of memory.  write makes room for `rows` rows; grow
	 * for at least `rows` more.  A layer is checked, sorted and frozen when
	 * the callback that wrote it returns CATENA_OK, else thrown away. */
	const struct catena_layer *(*read)(catena_ctx *, uint32_t use);
	struct catena_writer *(*write)(catena_ctx *, uint32_t use, uint32_t rows);
	catena_status (*grow)(catena_ctx *, struct catena_writer *, uint32_t rows);

	/* Memory and strings that last as long as the document.  alloc and
	 * string_add give NULL and 0 when out of memory (an empty string is 0
	 * too); what string_get gives ends with NUL and holds until the next
	 * string_add. */
	void *(*alloc)(catena_ctx *, size_t size, size_t align);
	uint32_t (*string_add)(catena_ctx *, const char *s, size_t size);
	const char *(*string_get)(catena_ctx *, uint32_t str, uint32_t *size);

	/* Fields.  set copies name and value and replaces one of that name; get
	 * gives NULL when there is none; fields gives all, in the order they were
	 * first set.  Pointers hold until the next set or remove. */
	catena_status (*field_set)(catena_ctx *, const struct catena_field *);
	const struct catena_field *(*field_get)(catena_ctx *, const char *name);
	const struct catena_field *(*fields)(catena_ctx *, uint32_t *n);
	void (*field_remove)(catena_ctx *, const char *name);

	/* Replaces [begin, end) of the text; calls come in rising order and do
	 * not overlap; bytes are copied; takes effect when process returns OK. */
	catena_status (*edit)(catena_ctx *, uint32_t begin, uint32_t end,
	                      const char *bytes, uint32_t size);

	/* `return h->drop(ctx, "exact duplicate", "of %s", id);`  The reason is
	 * one of few: the summary counts by it; the detail is for explain.
	 * Returns CATENA_DROP. */
	catena_status (*drop)(catena_ctx *, const char *reason, const char *fmt, ...)
	    CATENA_FORMAT(3, 4);

	/* Bytes that process leaves for its own commit: a second call adds to the
	 * first.  stashed gives NULL and 0 when there are none. */
	catena_status (*stash)(catena_ctx *, const void *bytes, size_t size);
	const void *(*stashed)(catena_ctx *, size_t *size); /* [serial] */

	/* A reader's own (next and load).  What they are given is not copied: it
	 * is from alloc, or lives until serial_end.  raw is the document as read,
	 * for load and for the quarantine; expect says how many bytes load will
	 * read (the host shares out work by it).  text: bytes[size] must be 0. */
	catena_status (*set_id)(catena_ctx *, const char *s, size_t size); /* copied */
	catena_status (*set_source)(catena_ctx *, const char *s,
	                            size_t size); /* copied */
	catena_status (*set_raw)(catena_ctx *, const void *bytes, size_t size);
	const void *(*raw)(catena_ctx *, size_t *size);
	catena_status (*expect)(catena_ctx *, uint64_t bytes);
	catena_status (*set_text)(catena_ctx *, const char *bytes, size_t size);
	/* Bytes read so far and in all (0: unknown), for the progress line. */
	void (*position)(catena_ctx *, uint64_t done, uint64_t total);
	uint64_t (*max_document)(catena_ctx *); /* bytes; larger is E_INPUT */

	/* Files written through the host appear under their name only when the
	 * run ends well, and can be resumed.  "-" is standard output.  The host
	 * closes them.  open in serial_new, write in commit and serial_end. */
	struct catena_out *(*out_open)(catena_ctx *, const char *path);
	catena_status (*out_write)(catena_ctx *, struct catena_out *, const void *bytes,
	                           size_t size);

	/* Gathering (catena_gather, below).  What fact gives holds until the next
	 * fact; values are handed back at a multiple of 8 bytes. */
	catena_status (*emit)(catena_ctx *, const void *key, uint32_t key_size,
	                      const void *value, uint32_t size);   /* in process */
	catena_status (*fact)(catena_ctx *, struct catena_fact *); /* in resolve */
	catena_status (*assign)(catena_ctx *, uint64_t doc, const void *value,
	                        uint32_t size); /* in resolve and resolved */
	/* In commit: the k-th value assigned to this document, NULL: no more. */
	const void *(*assigned)(catena_ctx *, uint32_t k, uint32_t *size);

	/* Checkpoints (catena_sync, below). */
	catena_status (*save)(catena_ctx *, const void *bytes, size_t size);
	const void *(*saved)(catena_ctx *, size_t *size);

	const void *(*extension)(catena_ctx *, const char *id); /* [setup] */

	/* The text as it was read, before the first edit: what the map's
	 * `original` counts in; it may be no UTF-8.  [worker, serial] */
	const char *(*original)(catena_ctx *, uint32_t *size);

	/* The name of this run, which no other has; one that is resumed keeps it.
	 * NULL outside of runs.  replaced: that of the run that was cut off and that
	 * this one takes the place of, from the start; NULL: of none.  [any] */
	const char *(*run)(catena_ctx *);
	const char *(*replaced)(catena_ctx *);

	/* The k-th of the files that this run writes, or removes when it has nothing
	 * to write there: an absolute path; NULL: no more.  A reader that finds them
	 * in a folder leaves them out.  [any] */
	const char *(*written)(catena_ctx *, uint32_t k);
};

#define CATENA_HAS(h, f) \
	(offsetof(struct catena_host, f) + sizeof((h)->f) <= (h)->size && (h)->f)

/* ---- Plugin ---- */

struct catena_plugin {
	uint32_t magic, size;          /* CATENA_MAGIC, sizeof this struct */
	uint16_t abi_major, abi_minor; /* minor: the oldest that will do */
	uint16_t option_size, use_size, column_size, reserved; /* strides */
	const char *name; /* = file name = name in the chain */
	const char *kind; /* reader, cleaner, tokenizer, tagger,
	                   * deduplicator, exporter, filter */
	const char *version, *license, *summary;
	const struct catena_option *options;
	const struct catena_use *uses;
	uint32_t n_options, n_uses;

	/* Any callback may be NULL.  self is fixed once create returns; local
	 * belongs to one worker; serial is seen by commit (and next, resolve,
	 * save) alone.  values and their strings live until destroy.  create may
	 * open files for reading; `catena check` calls it too.  serial_end: failed
	 * is nonzero when the run did not end well. */
	catena_status (*create)(catena_ctx *, const union catena_value *values,
	                        void **self); /* [setup] */
	void (*destroy)(void *self);          /* [setup] */
	catena_status (*local_new)(catena_ctx *, const void *self,
	                           void **local); /* [setup] */
	void (*local_free)(void *local);          /* [setup] */
	catena_status (*serial_new)(catena_ctx *, const void *self,
	                            void **serial); /* [setup] */
	catena_status (*serial_end)(catena_ctx *, const void *self, void *serial,
	                            int failed); /* [setup] */

	catena_status (*process)(catena_ctx *, const void *self,
	                         void *local); /* [worker] */
	catena_status (*commit)(catena_ctx *, const void *self,
	                        void *serial);    /* [serial] */
	const void *(*extension)(const char *id); /* [any] */
};

/* extension("catena.reader/1"): kind "reader", first stage of a chain.
 * next makes the next document: an id at least.  It answers CATENA_END after
 * the last one; CATENA_E_INPUT quarantines this document and goes on.  load,
 * if given, turns what next left (raw, or private bytes by stash) into the
 * text and the fields; without it next does all of it, or raw is the text. */
struct catena_reader {
	uint32_t size; /* sizeof this struct */
	catena_status (*next)(catena_ctx *, const void *self, void *serial);
	catena_status (*load)(catena_ctx *, const void *self, void *local);
};

/* extension("catena.gather/1"): process emits facts (key, value); when the
 * last document has passed, resolve is called once for each key, in byte
 * order of keys, and draws the key's facts from host->fact, in input order;
 * then resolved, once; then the documents pass commit, which sees what was
 * assigned to each.  wanted, if given, is asked once create is done: 0 says
 * that with these options the stage does not gather (nothing is spooled, no
 * resolve, commit follows process as usual).  [serial] */
struct catena_gather {
	uint32_t size;
	catena_status (*resolve)(catena_ctx *, const void *self, void *serial,
	                         const void *key, uint32_t key_size);
	catena_status (*resolved)(catena_ctx *, const void *self, void *serial);
	int (*wanted)(const void *self); /* [setup] NULL: always */
};

/* extension("catena.sync/1"): save writes the state of commit (and of next)
 * through host->save, whenever the host makes a checkpoint; restore, called
 * after serial_new, brings it back from host->saved.  A chain in which every
 * stage with a serial state has this is resumed where it stopped; any other
 * runs again from the start.  [serial] */
struct catena_sync {
	uint32_t size;
	catena_status (*save)(catena_ctx *, const void *self, void *serial);
	catena_status (*restore)(catena_ctx *, const void *self, void *serial);
};

/* extension("catena.index/1"): a stage that remembers documents from run to
 * run, in the folder that its option "index" of type PATH names, no two stages
 * the same.  What a run adds must be on the disk when serial_end
 * returns, under the run's name, and be a part of the index only when settle
 * says so: done is 1 once the run's outputs are in place, 0 when they never
 * will be.  A run that was cut off, and is not resumed, calls neither: the next
 * to open the index takes back what it had added.  With several indexes some may
 * have been told: what the run host->replaced had added is taken back even then.
 * settle comes after serial_end, or, if only the last steps were left to do,
 * without serial_new before it.
 *
 * The others are for `catena index`, which finds the plugin by the line "plugin
 * NAME" in the file "catena-index" in the folder; there is no create before
 * them.  say hands over a line of what was found.  [setup] */
typedef void (*catena_say)(void *user, const char *name, const char *value);
struct catena_index {
	uint32_t size; /* sizeof this struct */
	catena_status (*settle)(catena_ctx *, const void *self, int done);
	catena_status (*info)(catena_ctx *, const char *path, catena_say, void *user);
	/* Reads all of it; called in a process of its own. */
	catena_status (*check)(catena_ctx *, const char *path, catena_say, void *user);
	catena_status (*compact)(catena_ctx *, const char *path, catena_say,
	                         void *user);
	/* Forgets documents; ids that it does not have are told by say. */
	catena_status (*forget)(catena_ctx *, const char *path, const char *const *ids,
	                        size_t n, catena_say, void *user);
};

/* extension("catena.command/1"): commands of the program that the plugin
 * brings: `catena WORD NAME [OPTION...] [ARGUMENT...]`, as in `catena gazetteer
 * compile names.tsv -o names.gaz`.  Several plugins may share a word; the name of
 * the plugin does in its place.  An option is written --its-name VALUE (true or
 * false: --its-name alone is true; a list: once for each item; -o is the first
 * OUTPUT); paths of options are made absolute, arguments are given as they are.
 * --help and --quiet are the program's own.  There is no create before run.
 * Files, and "-", are written by host->out_open and out_write: they appear when
 * run returns CATENA_OK.  log tells how it goes (CATENA_INFO), on standard error.
 * The id stands in the plugin's file as text, as a string literal does: files
 * without it are not opened to look for commands.
 *
 * A plugin that learns has the word "train" and one command, called as the plugin:
 * `catena train NAME [OPTION...] FILE... -o MODEL`. */
struct catena_command {
	const char *name;    /* "compile" */
	const char *args;    /* for its --help: "LIST..."; NULL: takes none */
	const char *summary; /* one line, small letter first */
	const struct catena_option *options;
	uint32_t n_options;
	uint32_t min_args, max_args; /* max UINT32_MAX: any number */
	catena_status (*run)(catena_ctx *, const union catena_value *values,
	                     const char *const *args); /* [setup] args: NULL-ended */
};
struct catena_commands {
	uint32_t size; /* sizeof this struct */
	/* sizeof(struct catena_command), sizeof(struct catena_option) */
	uint16_t command_size, option_size;
	const char *word; /* "gazetteer" */
	const struct catena_command *commands;
	uint32_t n;
};

/* extension("catena.tune/1"): an option whose value is to be chosen by looking at
 * data, such as a threshold.  `catena run --tune` runs the chain up to this stage
 * with the option at `lowest` and all of `set`, and reads what the stage writes
 * to the file that its option `report` names: for each pair of documents it
 * finds a line "later id, earlier id, figures", with tabs between, all pairs of
 * a later document together; `figures` names them, the first is what the option
 * is a bound of.  `sample` is the option that says which part of the documents
 * is compared with all before it: those in the sample of <catena/sample.h>. */
struct catena_tune {
	uint32_t size;
	const char *option, *report, *sample;
	const char *const *set; /* "action=mark"..., NULL-ended */
	const char *const *figures;
	double lowest;
};

/* CATENA_PLUGIN(tok_space) { return host_major == 1 ? &descriptor : NULL; }
 * in tok_space.so.  Arguments: the host's ABI.  NULL: refuse that host. */
#define CATENA_PLUGIN(module) \
	CATENA_EXPORT const struct catena_plugin *module##_LTX_catena_plugin( \
	    uint16_t host_major, uint16_t host_minor); \
	const struct catena_plugin *module##_LTX_catena_plugin(uint16_t host_major, \
	                                                       uint16_t host_minor)

/* The first fields of a descriptor.  minor: the oldest that will do; the plain
 * one is for 1.0. */
#define CATENA_DESCRIPTOR_MINOR(minor) \
	CATENA_MAGIC, (uint32_t)sizeof(struct catena_plugin), CATENA_ABI_MAJOR, minor, \
	    (uint16_t)sizeof(struct catena_option), \
	    (uint16_t)sizeof(struct catena_use), \
	    (uint16_t)sizeof(struct catena_column), 0
#define CATENA_DESCRIPTOR_HEAD CATENA_DESCRIPTOR_MINOR(0)

/* Append a row without a call, save when the table is full. */
static inline catena_status catena_row(catena_ctx *ctx, struct catena_writer *w,
                                       uint32_t begin, uint32_t end)
{
	if (w->n == w->cap && ctx->host->grow(ctx, w, 1) != CATENA_OK)
		return CATENA_E_NOMEM;
	w->begin[w->n] = begin;
	w->end[w->n++] = end;
	return CATENA_OK;
}

#ifdef __cplusplus
}
#endif
#endif /* CATENA_PLUGIN_H */
