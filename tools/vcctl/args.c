// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "args.h"
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
static int parse_uint(const char *s, uint64_t *value)
{
	uint64_t v = 0;

	if (!*s)
		return -EINVAL;
	for (; *s; s++) {
		if (!isdigit((unsigned char)*s))
			return -EINVAL;
		if (__builtin_mul_overflow(v, 10, &v) ||
		    __builtin_add_overflow(v, *s - '0', &v))
			return -ERANGE;
	}
	*value = v;
	return 0;
}

int args_uint(struct args *a, const char *key, uint64_t max, uint64_t *value)
{
	const char *word;
	int err;

	err = args_value(a, key, &word);
	if (err)
		return err;
	err = parse_uint(word, value);
	if (err == -EINVAL)
		return args_fail(a, "%s \"%s\" is not a number", key, word);
	if (err || *value > max)
		return args_fail(a, "%s \"%s\" is out of range", key, word);
	return 0;
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

static int parse_mac(const char *s, uint8_t mac[6])
{
	int i;

	for (i = 0; i < 6; i++, s += 3) {
		if (!isxdigit((unsigned char)s[0]) ||
		    !isxdigit((unsigned char)s[1]) ||
		    s[2] != (i < 5 ? ':' : '\0'))
			return -EINVAL;
		mac[i] = hex_digit(s[0]) << 4 | hex_digit(s[1]);
	}
	return 0;
}

int args_mac(struct args *a, const char *key, uint8_t mac[6])
{
	const char *word;
	int err;

	err = args_value(a, key, &word);
	if (err)
		return err;
	if (parse_mac(word, mac))
		return args_fail(a, "%s \"%s\" is not a MAC address", key, word);
	return 0;
}
