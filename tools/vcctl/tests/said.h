/* SPDX-License-Identifier: GPL-2.0 */
/* What was printed on stderr while something ran. */
#ifndef VCCTL_TESTS_SAID_H
#define VCCTL_TESTS_SAID_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char said_text[4096];
static int said_fd = -1;
static FILE *said_file;

static inline void said_begin(void)
{
	fflush(stderr);
	said_fd = dup(STDERR_FILENO);
	said_file = tmpfile();
	if (said_fd < 0 || !said_file)
		abort();
	dup2(fileno(said_file), STDERR_FILENO);
}

/* ends what said_begin() began; good until the next one */
static inline const char *said_end(void)
{
	size_t n;

	fflush(stderr);
	dup2(said_fd, STDERR_FILENO);
	close(said_fd);
	rewind(said_file);
	n = fread(said_text, 1, sizeof(said_text) - 1, said_file);
	said_text[n] = '\0';
	fclose(said_file);
	return said_text;
}

static inline void said_expect(const char *call, int status, int want,
			       const char *text)
{
	said_end();
	EXPECT(status == want, "%s is %d, expected %d", call, status, want);
	EXPECT(strstr(said_text, text), "%s says \"%s\", expected \"%s\"", call,
	       said_text, text);
}

/* EXPECT that @call exits with @status and says @text among other things */
#define EXPECT_SAYS(call, status, text)					\
	do {								\
		said_begin();						\
		said_expect(#call, call, status, text);			\
	} while (0)

#endif
