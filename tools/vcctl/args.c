// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "args.h"
#include "attrs.h"
#include "rate.h"

const char *args_peek(const struct args *a)
{
	return a->argc > 0 ? a->argv[0] : NULL;
}

const char *args_take(struct args *a)
{
	const char *word = args_peek(a);

	if (word) {
		a->argc--;
		a->argv++;
	}
	return word;
}

bool args_match(struct args *a, const char *word)
{
	const char *next = args_peek(a);

	if (!next || strcmp(next, word))
		return false;
	args_take(a);
	return true;
}

int args_fail(struct args *a, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(a->err, sizeof(a->err), fmt, ap);
	va_end(ap);
	return -EINVAL;
}

int args_value(struct args *a, const char *key, const char **value)
{
	*value = args_take(a);
	if (!*value)
		return args_fail(a, "\"%s\" wants a value", key);
	return 0;
}

/* Plain decimal: strtoull() would take signs, blanks and octal as well. */
int uint_parse(const char *text, uint64_t *value)
{
	uint64_t v = 0;

	if (!*text)
		return -EINVAL;
	for (; *text; text++) {
		if (!isdigit((unsigned char)*text))
			return -EINVAL;
		if (__builtin_mul_overflow(v, 10, &v) ||
		    __builtin_add_overflow(v, *text - '0', &v))
			return -ERANGE;
	}
	*value = v;
	return 0;
}

int args_parse_uint(struct args *a, const char *key, const char *text,
		    uint64_t max, uint64_t *value)
{
	int err = uint_parse(text, value);

	if (err == -EINVAL)
		return args_fail(a, "%s \"%s\" is not a number", key, text);
	if (err || *value > max)
		return args_fail(a, "%s \"%s\" is out of range", key, text);
	return 0;
}

int args_uint(struct args *a, const char *key, uint64_t max, uint64_t *value)
{
	const char *word;
	int err;

	err = args_value(a, key, &word);
	if (err)
		return err;
	return args_parse_uint(a, key, word, max, value);
}

int args_rate(struct args *a, const char *key, uint64_t *rate)
{
	const char *word;
	int err;

	err = args_value(a, key, &word);
	if (err)
		return err;
	err = rate_parse(word, rate);
	if (err == -ERANGE)
		return args_fail(a, "%s \"%s\" is out of range", key, word);
	if (err)
		return args_fail(a, "%s \"%s\" is not a rate", key, word);
	/* in the uAPI 0 means "none given", which has words of its own */
	if (!*rate)
		return args_fail(a, "%s \"%s\" is below 1 bit/s", key, word);
	return 0;
}

int args_rate_or(struct args *a, const char *key, const char *none,
		 uint64_t *rate)
{
	if (!args_match(a, none))
		return args_rate(a, key, rate);
	*rate = 0;
	return 0;
}

int args_on_off(struct args *a, const char *key, bool *on)
{
	const char *word;
	int err;

	err = args_value(a, key, &word);
	if (err)
		return err;
	*on = !strcmp(word, "on");
	if (!*on && strcmp(word, "off"))
		return args_fail(a, "%s \"%s\" is neither \"on\" nor \"off\"",
				 key, word);
	return 0;
}

int args_choice(struct args *a, const char *key, const char *const *names,
		unsigned int *index)
{
	char list[80] = "";
	const char *word;
	size_t len = 0;
	int err, i;

	err = args_value(a, key, &word);
	if (err)
		return err;
	for (i = 0; names[i]; i++) {
		if (!strcasecmp(word, names[i])) {
			*index = i;
			return 0;
		}
		if (len < sizeof(list))
			len += snprintf(list + len, sizeof(list) - len, "%s%s",
					i ? ", " : "", names[i]);
	}
	return args_fail(a, "%s \"%s\" is none of %s", key, word, list);
}

static int hex_digit(char c)
{
	return isdigit((unsigned char)c) ? c - '0' : (c | 0x20) - 'a' + 10;
}

int hex_parse(const char **text, uint8_t *octet)
{
	const char *s = *text;

	if (!isxdigit((unsigned char)s[0]) || !isxdigit((unsigned char)s[1]))
		return -EINVAL;
	*octet = hex_digit(s[0]) << 4 | hex_digit(s[1]);
	*text += 2;
	return 0;
}

int octets_parse(const char *text, uint8_t *octets, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (hex_parse(&text, &octets[i]) ||
		    *text++ != (i < n - 1 ? ':' : '\0'))
			return -EINVAL;
	return 0;
}

int args_parse_mac(struct args *a, const char *key, const char *text,
		   uint8_t mac[6])
{
	if (octets_parse(text, mac, 6))
		return args_fail(a, "%s \"%s\" is not a MAC address", key, text);
	return 0;
}

int args_mac(struct args *a, const char *key, uint8_t mac[6])
{
	const char *word;
	int err;

	err = args_value(a, key, &word);
	if (err)
		return err;
	return args_parse_mac(a, key, word, mac);
}

int args_list(struct args *a, const char *key,
	      int (*fn)(struct args *a, const char *key, char *part, void *to),
	      void *to)
{
	char *list, *next, *part;
	const char *word;
	int err;

	err = args_value(a, key, &word);
	if (err)
		return err;
	list = strdup(word);
	if (!list)
		return args_fail(a, "out of memory");
	next = list;
	while (!err && (part = strsep(&next, ",")))
		err = *part ? fn(a, key, part, to) :
			      args_fail(a, "%s \"%s\" has an empty part", key,
					word);
	free(list);
	return err;
}

int args_name(struct args *a, const char *key, char *name, size_t size)
{
	const char *word;
	int err;

	err = args_value(a, key, &word);
	if (err)
		return err;
	if (!*word)
		return args_fail(a, "%s is empty", key);
	if (strlen(word) >= size)
		return args_fail(a, "%s \"%s\" is longer than %zu characters",
				 key, word, size - 1);
	memcpy(name, word, strlen(word) + 1);
	return 0;
}

int args_end(struct args *a)
{
	if (!args_peek(a))
		return 0;
	return args_fail(a, "\"%s\" is not understood here", args_peek(a));
}

/* 1 if a word of the list came next, 0 if not */
static int next_word(struct args *a, const struct word *words, void *object)
{
	int err;

	for (; words->word; words++) {
		if (!args_match(a, words->word))
			continue;
		if (words->attr && attr_given(object, words->attr))
			return args_fail(a, "\"%s\" is given a second time",
					 words->word);
		if (words->attr)
			attr_give(object, words->attr);
		err = words->parse(a, words->word,
				   (char *)object + words->offset);
		return err ? err : 1;
	}
	return 0;
}

int args_words(struct args *a, const struct word *words, void *object)
{
	int ret;

	do {
		ret = next_word(a, words, object);
	} while (ret > 0);
	return ret;
}

int word_switch(struct args *a, const char *word, void *member)
{
	return args_on_off(a, word, member);
}

/*
 * Numbers are held to the size of their attribute only: what an object may
 * have is the kernel's to say, and its message is the better one.
 */
int word_u32(struct args *a, const char *word, void *member)
{
	uint64_t v = 0;
	int err = args_uint(a, word, UINT32_MAX, &v);

	*(uint32_t *)member = v;
	return err;
}

int word_u16(struct args *a, const char *word, void *member)
{
	uint64_t v = 0;
	int err = args_uint(a, word, UINT16_MAX, &v);

	*(uint16_t *)member = v;
	return err;
}

int word_rate(struct args *a, const char *word, void *member)
{
	return args_rate(a, word, member);
}

int word_mac(struct args *a, const char *word, void *member)
{
	return args_mac(a, word, member);
}
