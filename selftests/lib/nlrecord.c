// SPDX-License-Identifier: GPL-2.0
/*
 * A library to preload: it keeps the netlink requests that a program sends by
 * sendmsg(), so that they can be sent again.
 *
 *	NLRECORD	a file: of each, two 32-bit numbers, the protocol
 *			(NETLINK_GENERIC) and its length, and then the request
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/uio.h>

typedef ssize_t (*sendmsg_fn)(int fd, const struct msghdr *msg, int flags);

static unsigned int option(int fd, int name)
{
	int value = -1;
	socklen_t len = sizeof(value);

	getsockopt(fd, SOL_SOCKET, name, &value, &len);
	return value;
}

static void keep(const char *path, unsigned int protocol, const struct msghdr *msg)
{
	unsigned int head[2] = { protocol, 0 };
	FILE *file = fopen(path, "a");
	size_t i;

	for (i = 0; i < msg->msg_iovlen; i++)
		head[1] += msg->msg_iov[i].iov_len;
	if (!file || fwrite(head, sizeof(head), 1, file) != 1)
		goto fail;
	for (i = 0; i < msg->msg_iovlen; i++)
		if (fwrite(msg->msg_iov[i].iov_base, msg->msg_iov[i].iov_len,
			   1, file) != 1)
			goto fail;
	if (!fclose(file))
		return;
fail:
	perror(path);
	abort();
}

ssize_t sendmsg(int fd, const struct msghdr *msg, int flags)
{
	sendmsg_fn next = (sendmsg_fn)dlsym(RTLD_NEXT, "sendmsg");
	const char *path = getenv("NLRECORD");

	if (path && option(fd, SO_DOMAIN) == AF_NETLINK)
		keep(path, option(fd, SO_PROTOCOL), msg);
	return next(fd, msg, flags);
}
