// SPDX-License-Identifier: GPL-2.0
/*
 * A library to preload: one allocation in the kernel fails while a program's
 * netlink requests are carried out.
 *
 *	FAILNTH		which allocation, from 1 on
 *	FAILNTH_REPORT	a file: "hit" is left there once that one has failed
 *
 * Requests are carried out within the system call that sends them, and the
 * kernel counts a task's allocations down in /proc/self/fail-nth (see
 * Documentation/fault-injection/fault-injection.rst there). So the program's
 * other system calls are none of its business.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

typedef ssize_t (*sendmsg_fn)(int fd, const struct msghdr *msg, int flags);

static long left;

static void setup(void) __attribute__((constructor));

static void setup(void)
{
	const char *text = getenv("FAILNTH");

	left = text ? atol(text) : 0;
}

static int is_netlink(int fd)
{
	int domain = 0;
	socklen_t len = sizeof(domain);

	return !getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &len) &&
	       domain == AF_NETLINK;
}

static void tell_hit(void)
{
	const char *path = getenv("FAILNTH_REPORT");
	FILE *file = path ? fopen(path, "w") : NULL;

	if (!file || fputs("hit\n", file) == EOF || fclose(file)) {
		perror("failnth: report");
		abort();
	}
}

static void count_from(int fd, long n)
{
	char text[24];
	int len = snprintf(text, sizeof(text), "%ld", n);

	if (pwrite(fd, text, len, 0) != len) {
		perror("failnth: write");
		abort();
	}
}

static long counted_to(int fd)
{
	char text[24] = "";

	if (pread(fd, text, sizeof(text) - 1, 0) <= 0) {
		perror("failnth: read");
		abort();
	}
	return atol(text);
}

ssize_t sendmsg(int fd, const struct msghdr *msg, int flags)
{
	sendmsg_fn next = (sendmsg_fn)dlsym(RTLD_NEXT, "sendmsg");
	ssize_t sent;
	int nth;

	if (left <= 0 || !is_netlink(fd))
		return next(fd, msg, flags);
	nth = open("/proc/thread-self/fail-nth", O_RDWR | O_CLOEXEC);
	if (nth < 0) {
		perror("failnth: open");
		abort();
	}
	count_from(nth, left);
	sent = next(fd, msg, flags);
	left = counted_to(nth);
	count_from(nth, 0);
	close(nth);
	if (!left)
		tell_hit();
	return sent;
}
