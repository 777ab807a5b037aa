// SPDX-License-Identifier: GPL-2.0
/* Files that are there as a whole or not at all. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "db.h"

char *db_aside(const char *path)
{
	char *aside;

	if (asprintf(&aside, "%s.new.%d", path, (int)getpid()) < 0) {
		print_error("out of memory");
		return NULL;
	}
	/* of a process that had our number and was killed */
	unlink(aside);
	return aside;
}

/* the name is in the folder, which has to reach the disk as well */
static int sync_folder(const char *path)
{
	char *copy = strdup(path);
	int fd, err = 0;

	if (!copy)
		return -ENOMEM;
	fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd))
		err = -errno;
	if (fd >= 0)
		close(fd);
	free(copy);
	return err;
}

int db_show_file(const char *aside, const char *path)
{
	if (link(aside, path))
		return -errno;
	return sync_folder(path);
}
