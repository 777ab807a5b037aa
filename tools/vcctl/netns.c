// SPDX-License-Identifier: GPL-2.0
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd.h"
#include "nl.h"

#define NETNS_RUN_DIR	"/var/run/netns"

int netns_enter(const char *name)
{
	char path[512];
	int fd;

	/* a path, such as /proc/1234/ns/net, serves as well as a name */
	snprintf(path, sizeof(path), "%s%s",
		 strchr(name, '/') ? "" : NETNS_RUN_DIR "/", name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		print_error("cannot open network namespace \"%s\": %s", name,
			    strerror(errno));
		return errno == ENOENT ? EXIT_USAGE : EXIT_REFUSED;
	}
	if (setns(fd, CLONE_NEWNET)) {
		print_error("cannot enter network namespace \"%s\": %s", name,
			    strerror(errno));
		close(fd);
		return EXIT_REFUSED;
	}
	close(fd);
	return EXIT_OK;
}
