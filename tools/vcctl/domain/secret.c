// SPDX-License-Identifier: GPL-2.0
/* Secrets of objects: kept from whoever looks, and read where nobody does. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "cmd.h"
#include "secret.h"

static unsigned int drop_in(const struct shape *shape, struct json_object *doc);

static unsigned int drop_in_object(const struct shape *shape,
				   struct json_object *doc)
{
	const struct shape_member *m;
	struct json_object *value;
	unsigned int n = 0;

	for (m = shape->members; m->name; m++) {
		if (!json_object_object_get_ex(doc, m->name, &value))
			continue;
		if (!m->secret) {
			n += drop_in(m->shape, value);
			continue;
		}
		json_object_object_del(doc, m->name);
		n++;
	}
	return n + (shape->base ? drop_in_object(shape->base, doc) : 0);
}

static unsigned int drop_in(const struct shape *shape, struct json_object *doc)
{
	unsigned int n = 0;
	size_t i;

	switch (shape->type) {
	case SHAPE_OBJECT:
		return drop_in_object(shape, doc);
	case SHAPE_MAP: {
		json_object_object_foreach(doc, name, value) {
			(void)name;
			n += drop_in(shape->item, value);
		}
		return n;
	}
	case SHAPE_LIST:
		for (i = 0; i < json_object_array_length(doc); i++)
			n += drop_in(shape->item,
				     json_object_array_get_idx(doc, i));
		return n;
	default:
		return 0;
	}
}

struct json_object *secret_drop(const struct shape *shape,
				struct json_object *doc, unsigned int *n)
{
	struct json_object *copy = NULL;

	if (json_object_deep_copy(doc, &copy, NULL))
		return NULL;
	*n += drop_in(shape, copy);
	return copy;
}

/* the first line; it may have no end */
static char *read_line(FILE *from)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t len = getline(&line, &size, from);

	if (len < 0) {
		free(line);
		return NULL;
	}
	if (len && line[len - 1] == '\n')
		line[--len] = '\0';
	return line;
}

/* from the terminal, which does not show it */
static char *ask(const char *key)
{
	struct termios before, quiet;
	bool is_terminal = !tcgetattr(STDIN_FILENO, &before);
	char *line;

	if (is_terminal) {
		quiet = before;
		quiet.c_lflag &= ~ECHO;
		fprintf(stderr, "%s: ", key);
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	line = read_line(stdin);
	if (is_terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
		fputc('\n', stderr);
	}
	return line;
}

char *secret_read(const char *key, const char *word)
{
	char *line = NULL;
	FILE *file;

	if (*word != '@' || word[1] == '@') {
		print_warning("%s on the command line is seen by others: use @FILE or @-",
			      key);
		return strdup(word + (*word == '@'));
	}
	if (!strcmp(word, "@-")) {
		line = ask(key);
		if (!line)
			print_error("%s: nothing was read", key);
		return line;
	}
	file = fopen(word + 1, "re");
	if (file)
		line = read_line(file);
	if (!line)
		print_error("%s: cannot read \"%s\": %s", key, word + 1,
			    file ? "there is nothing in it" : strerror(errno));
	if (file)
		fclose(file);
	return line;
}
