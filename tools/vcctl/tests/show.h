/* SPDX-License-Identifier: GPL-2.0 */
/* What is printed, for tests. */
#ifndef VCCTL_TESTS_SHOW_H
#define VCCTL_TESTS_SHOW_H

#include <stdio.h>
#include <unistd.h>
#include <json-c/json.h>

#include "ktap.h"

/* what @show prints, in @buf */
static inline void capture(void (*show)(void), char *buf, size_t size)
{
	FILE *file = tmpfile();
	int keep = dup(STDOUT_FILENO);
	size_t n;

	fflush(stdout);
	dup2(fileno(file), STDOUT_FILENO);
	show();
	fflush(stdout);
	dup2(keep, STDOUT_FILENO);
	close(keep);
	rewind(file);
	n = fread(buf, 1, size - 1, file);
	buf[n] = '\0';
	fclose(file);
}

static inline void expect_file(const char *got, const char *name)
{
	char path[64], want[4096];
	FILE *file;
	size_t n;

	snprintf(path, sizeof(path), "tests/expected/%s", name);
	file = fopen(path, "r");
	EXPECT(file, "cannot open %s", path);
	if (!file)
		return;
	n = fread(want, 1, sizeof(want) - 1, file);
	want[n] = '\0';
	fclose(file);
	EXPECT_STR(got, want);
}

static inline void expect_json(struct json_object *json, const char *name)
{
	int flags = JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED;

	expect_file(json_object_to_json_string_ext(json, flags), name);
	json_object_put(json);
}

#endif
