/* SPDX-License-Identifier: GPL-2.0 */
/*
 * KTAP for unit tests in C: ktap_begin(), any number of ktap_result(), and
 * `return ktap_end()` from main().
 */
#ifndef _UNIT_KTAP_H
#define _UNIT_KTAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#ifndef __printf
#define __printf(a, b)	__attribute__((__format__(printf, a, b)))
#endif

static unsigned int ktap_tests, ktap_failed;
static char ktap_diag[512];

static inline void ktap_begin(void)
{
	printf("TAP version 13\n");
}

/* more about the next result, printed below it; several are put together */
static inline void __printf(1, 2)
ktap_detail(const char *fmt, ...)
{
	size_t used = strlen(ktap_diag);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(ktap_diag + used, sizeof(ktap_diag) - used, fmt, ap);
	va_end(ap);
}

static inline bool __printf(2, 3)
ktap_result(bool ok, const char *fmt, ...)
{
	va_list ap;

	printf("%sok %u ", ok ? "" : "not ", ++ktap_tests);
	va_start(ap, fmt);
	vprintf(fmt, ap);
	va_end(ap);
	printf("\n");
	if (ktap_diag[0])
		printf("# %s\n", ktap_diag);
	ktap_diag[0] = '\0';
	ktap_failed += !ok;
	return ok;
}

/* the plan comes last: nobody need count the tests by hand */
static inline int ktap_end(void)
{
	printf("1..%u\n", ktap_tests);
	return ktap_failed ? 1 : 0;
}

#endif /* _UNIT_KTAP_H */
