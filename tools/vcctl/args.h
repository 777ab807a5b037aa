/* SPDX-License-Identifier: GPL-2.0 */
/* A command line being read, and what is wrong with it. Pure. */
#ifndef VCCTL_ARGS_H
#define VCCTL_ARGS_H

#include <stdbool.h>
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
int args_rate(struct args *a, const char *key, uint64_t *rate);
int args_on_off(struct args *a, const char *key, bool *on);
/* index of the value among @names, a NULL-terminated list */
int args_choice(struct args *a, const char *key, const char *const *names,
		unsigned int *index);
int args_mac(struct args *a, const char *key, uint8_t mac[6]);

#endif
