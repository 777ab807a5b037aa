// SPDX-License-Identifier: GPL-2.0
/* vcctl batch: several changes of the switch as one */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netlink/genl/genl.h>

#include "batch.h"

#define BLANKS	" \t\r\n"

static const struct vb_kind *const kinds[] = {
	&network_kind, &conn_kind, &uplinkset_kind,
};

static const struct vb_kind *find_kind(const char *word)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		if (!strcmp(word, kinds[i]->object->name))
			return kinds[i];
	return NULL;
}

static int parse_item(struct args *a, struct list *items)
{
	const struct vb_kind *kind;
	const struct vb_verb *verb;
	struct item *item;
	int err;

	kind = find_kind(args_peek(a));
	if (!kind)
		return args_fail(a, "\"%s\" is none of network, connection, uplinkset",
				 args_peek(a));
	args_take(a);
	verb = args_peek(a) ? vb_find_verb(kind, args_peek(a)) : NULL;
	if (!verb)
		return args_fail(a, "%s has no such change",
				 kind->object->name);
	args_take(a);
	item = list_add(items, sizeof(*item));
	if (!item)
		return args_fail(a, "out of memory");
	attr_give(item, VBRIDGE_A_ITEM_CMD);
	attr_give(item, kind->item);
	item->cmd = verb->cmd;
	err = verb->parse(a, (void *)attr_member(&item_space, kind->item,
						 item));
	return err ? err : args_end(a);
}

/* all words but those behind a "#"; returns how many, or -EINVAL */
static int split(char *line, char **words, int room)
{
	char *save, *word;
	int n = 0;

	line[strcspn(line, "#")] = '\0';
	for (word = strtok_r(line, BLANKS, &save); word;
	     word = strtok_r(NULL, BLANKS, &save)) {
		if (n == room)
			return -EINVAL;
		words[n++] = word;
	}
	return n;
}

int batch_line(struct args *a, char *line, unsigned int number,
	       struct batch_file *file)
{
	char *words[BATCH_WORDS];
	unsigned int *kept;
	int n, err;

	n = split(line, words, BATCH_WORDS);
	if (n < 0)
		return args_fail(a, "the line has too many words");
	if (!n)
		return 0;
	a->argc = n;
	a->argv = words;
	err = parse_item(a, &file->batch.items);
	if (err)
		return err;
	kept = list_add(&file->lines, sizeof(*kept));
	if (!kept)
		return args_fail(a, "out of memory");
	*kept = number;
	return 0;
}

void batch_free(struct batch_file *file)
{
	attrs_free(&batch_space, &file->batch);
	list_free(&file->lines);
}

unsigned int batch_line_at(const struct batch_file *file,
			   struct nlmsghdr *request, uint32_t offs)
{
	const char *target = (const char *)request + offs;
	struct nlattr *attr;
	size_t i = 0;
	int left;

	nla_for_each_attr(attr, nlmsg_attrdata(request, GENL_HDRLEN),
			  nlmsg_attrlen(request, GENL_HDRLEN), left) {
		if (target >= (char *)attr &&
		    target < (char *)attr + attr->nla_len &&
		    i < file->lines.n)
			return *(unsigned int *)list_at(&file->lines, i);
		i++;
	}
	return 0;
}

static int read_file(FILE *from, const char *name, struct batch_file *file)
{
	unsigned int number = 0;
	struct args a = { 0 };
	char *line = NULL;
	size_t size = 0;
	int err = 0;

	while (!err && getline(&line, &size, from) >= 0)
		err = batch_line(&a, line, ++number, file);
	free(line);
	if (err)
		print_error("%s:%u: %s", name, number, a.err);
	return err ? EXIT_USAGE : EXIT_OK;
}

static int open_and_read(const char *name, struct batch_file *file)
{
	FILE *from;
	int status;

	if (!strcmp(name, "-"))
		return read_file(stdin, "standard input", file);
	from = fopen(name, "re");
	if (!from) {
		print_error("cannot open \"%s\": %s", name, strerror(errno));
		return EXIT_USAGE;
	}
	status = read_file(from, name, file);
	fclose(from);
	return status;
}

static int send_batch(struct vcnl *nl, const char *name,
		      const struct batch_file *file)
{
	struct nl_msg *msg;
	unsigned int line;
	int status;

	msg = vcnl_request_of(nl, VBRIDGE_CMD_BATCH, &file->batch);
	if (!msg)
		return EXIT_REFUSED;
	/* to see afterwards what was refused */
	nlmsg_get(msg);
	status = vcnl_talk(nl, msg, NULL, NULL);
	line = nl->refused_at ? batch_line_at(file, nlmsg_hdr(msg),
					      nl->refused_at) : 0;
	if (status && line)
		fprintf(stderr, "Nothing was changed: refused is %s:%u\n", name,
			line);
	nlmsg_free(msg);
	return status;
}

static int change(const char *name, const struct batch_file *file)
{
	struct vcnl nl;
	int status;

	if (!file->lines.n)
		return EXIT_OK;
	status = vcnl_open(&nl, &vbridge_family);
	if (status)
		return status;
	status = send_batch(&nl, name, file);
	vcnl_close(&nl);
	return status;
}

static int batch_run(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct batch_file file = { 0 };
	const char *name;
	int status;

	(void)opts;
	name = args_take(&a);
	if (!name) {
		args_fail(&a, "no file is given");
		return usage_error(&batch_object, &a);
	}
	if (args_end(&a))
		return usage_error(&batch_object, &a);
	status = open_and_read(name, &file);
	if (!status)
		status = change(name, &file);
	batch_free(&file);
	return status;
}

static const struct command commands[] = {
	{ "", "{ FILE | - }", "make the changes in FILE, all of them or none",
	  batch_run },
};

const struct object batch_object = {
	.name = "batch",
	.help = "several changes of the switch as one",
	.terms =
	"FILE has a line for each change, without \"vcctl\" before it:\n"
	"\t{ network | connection | uplinkset } { add | set | del } ...\n",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
