/* SPDX-License-Identifier: GPL-2.0 */
/* A command line being read, and what is wrong with it. Pure. */
#ifndef VCCTL_ARGS_H
#define VCCTL_ARGS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "util.h"

/**
 * struct args - words left to read
 * @argc: how many
 * @argv: the next one is argv[0]
 * @err: the first error found, a sentence without its full stop
 */
struct args {
	int argc;
	char **argv;
	char err[160];
};

/* the next word, or NULL; args_take() consumes it */
const char *args_peek(const struct args *a);
const char *args_take(struct args *a);
/* consume the next word if it is @word */
bool args_match(struct args *a, const char *word);

/* All that follow return 0, or -EINVAL with a->err filled in. */
__printf(2, 3)
int args_fail(struct args *a, const char *fmt, ...);
/* the value that must follow keyword @key */
int args_value(struct args *a, const char *key, const char **value);
int args_uint(struct args *a, const char *key, uint64_t max, uint64_t *value);
/* the same of @text, which was a part of a word */
int args_parse_uint(struct args *a, const char *key, const char *text,
		    uint64_t max, uint64_t *value);
int args_rate(struct args *a, const char *key, uint64_t *rate);
/* the same, or @none for 0 */
int args_rate_or(struct args *a, const char *key, const char *none,
		 uint64_t *rate);
int args_on_off(struct args *a, const char *key, bool *on);
/* index of the value among @names, a NULL-terminated list */
int args_choice(struct args *a, const char *key, const char *const *names,
		unsigned int *index);
int args_mac(struct args *a, const char *key, uint8_t mac[6]);
int args_parse_mac(struct args *a, const char *key, const char *text,
		   uint8_t mac[6]);
/* a name, with its terminating zero @size bytes at most */
int args_name(struct args *a, const char *key, char *name, size_t size);
/* hand each part of a value that commas divide to @fn */
int args_list(struct args *a, const char *key,
	      int (*fn)(struct args *a, const char *key, char *part, void *to),
	      void *to);
/* the line must end here */
int args_end(struct args *a);

/*
 * Parts of words. They return 0, or -EINVAL if @text is none such; uint_parse()
 * -ERANGE if the number is too large.
 */
/* plain decimal */
int uint_parse(const char *text, uint64_t *value);
/* two hexadecimal digits; moves on behind them */
int hex_parse(const char **text, uint8_t *octet);
/* @n such with colons between them, and nothing behind them */
int octets_parse(const char *text, uint8_t *octets, size_t n);

/**
 * struct word - a keyword and what follows it
 * @word: the keyword; a list of words ends with NULL
 * @attr: attribute number that it sets, see attr_give(). If not 0, the word may
 *	stand once
 * @parse: reads what follows
 * @offset: of the member that @parse is given, from the start of the structure
 */
struct word {
	const char *word;
	unsigned int attr;
	int (*parse)(struct args *a, const char *word, void *member);
	size_t offset;
};

/* read words into @object until something else comes */
int args_words(struct args *a, const struct word *words, void *object);

/* for struct word: members are bool, uint32_t, uint16_t, uint64_t (bit/s) */
int word_switch(struct args *a, const char *word, void *member);
int word_u32(struct args *a, const char *word, void *member);
int word_u16(struct args *a, const char *word, void *member);
int word_rate(struct args *a, const char *word, void *member);
int word_mac(struct args *a, const char *word, void *member);

#endif
