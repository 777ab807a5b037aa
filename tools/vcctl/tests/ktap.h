/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tests as the kernel's own report them: a list of cases, KTAP on stdout,
 * exit status 1 if one failed.
 */
#ifndef VCCTL_TESTS_KTAP_H
#define VCCTL_TESTS_KTAP_H

#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "util.h"

struct test_case {
	const char *name;
	void (*run)(void);
};

static int test_failures;

/* messages of one case that are printed; a loop may fail very often */
#define TEST_MESSAGES	20

#define EXPECT(cond, fmt, ...)						\
	do {								\
		if (!(cond) && test_failures++ < TEST_MESSAGES)		\
			printf("# %s:%d: " fmt "\n", __FILE__, __LINE__,\
			       ##__VA_ARGS__);				\
	} while (0)

#define EXPECT_INT(got, want)						\
	do {								\
		long long got_ = (got), want_ = (want);			\
		EXPECT(got_ == want_, "%s is %lld, expected %lld",	\
		       #got, got_, want_);				\
	} while (0)

#define EXPECT_STR(got, want)						\
	do {								\
		const char *got_ = (got), *want_ = (want);		\
		EXPECT(!strcmp(got_, want_),				\
		       "%s is \"%s\", expected \"%s\"", #got, got_, want_);\
	} while (0)

static inline int run_tests(const struct test_case *cases, size_t n)
{
	int failed = 0;
	size_t i;

	printf("TAP version 13\n1..%zu\n", n);
	for (i = 0; i < n; i++) {
		test_failures = 0;
		cases[i].run();
		printf("%sok %zu %s\n", test_failures ? "not " : "", i + 1,
		       cases[i].name);
		failed += !!test_failures;
	}
	return failed ? 1 : 0;
}

/* reproducible noise for fuzzing */
static inline unsigned int noise(void)
{
	static uint64_t state = 0x9e3779b97f4a7c15ULL;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state >> 32;
}

#endif
