// SPDX-License-Identifier: GPL-2.0
/*
 * flood - keep a class of a qdisc busy with UDP
 *
 *	flood [OPTIONS] ADDRESS
 *	  -p PRIORITY	skb->priority, e.g. 0x10001 for class 1:1
 *	  -s BYTES	of UDP payload in each packet, default 1472
 *	  -n SOCKETS	flows, default 1
 *	  -b BYTES	send buffer of each, default 400000: what can be queued
 *	  -c CPU	stay on this CPU
 *	  -e		ECN-capable
 *	  -g		let the kernel segment (UDP_SEGMENT), 8 packets at once
 *	  -o MS:MS	send for that long, pause for that long, and so on
 *
 * It sends until it is killed and sleeps while its send buffers are full, so
 * that it takes no more CPU than the qdisc lets it use.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define MAX_SOCKETS	64
#define SEGMENTS	8
#define PORT		9

struct options {
	struct sockaddr_in	to;
	unsigned long		priority;
	int			size;
	int			sockets;
	int			buffer;
	int			cpu;
	bool			ecn;
	bool			gso;
	long			on_ms;
	long			off_ms;
};

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static void set(int fd, int level, int name, int value)
{
	if (setsockopt(fd, level, name, &value, sizeof(value)))
		die("setsockopt");
}

static int open_socket(const struct options *o)
{
	int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);

	if (fd < 0)
		die("socket");
	/* IP_TOS resets the priority: first */
	if (o->ecn)
		set(fd, IPPROTO_IP, IP_TOS, 0x02);
	set(fd, SOL_SOCKET, SO_PRIORITY, o->priority);
	set(fd, SOL_SOCKET, SO_SNDBUFFORCE, o->buffer);
	if (o->gso)
		set(fd, IPPROTO_UDP, UDP_SEGMENT, o->size);
	if (connect(fd, (const struct sockaddr *)&o->to, sizeof(o->to)))
		die("connect");
	return fd;
}

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static void pause_if_off(const struct options *o, long start)
{
	long phase;

	if (!o->off_ms)
		return;
	phase = (now_ms() - start) % (o->on_ms + o->off_ms);
	if (phase >= o->on_ms)
		usleep((o->on_ms + o->off_ms - phase) * 1000);
}

/* Errors that pass: no buffers, the device is down, a queue is full */
static bool passes(int error)
{
	return error == EAGAIN || error == ENOBUFS || error == ENETDOWN ||
	       error == ENETUNREACH || error == ECONNREFUSED;
}

static void flood(const struct options *o)
{
	int length = o->gso ? o->size * SEGMENTS : o->size;
	struct pollfd fds[MAX_SOCKETS];
	char *data = calloc(1, length);
	long start = now_ms();
	int i;

	for (i = 0; i < o->sockets; i++)
		fds[i] = (struct pollfd){ .fd = open_socket(o),
					  .events = POLLOUT };
	for (;;) {
		pause_if_off(o, start);
		if (poll(fds, o->sockets, 1000) < 0)
			die("poll");
		for (i = 0; i < o->sockets; i++) {
			if (!(fds[i].revents & (POLLOUT | POLLERR)) ||
			    send(fds[i].fd, data, length, 0) >= 0)
				continue;
			if (!passes(errno))
				die("send");
			if (errno != EAGAIN)
				usleep(1000);
		}
	}
}

static void stay_on(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set))
		die("sched_setaffinity");
}

static void usage(void)
{
	fprintf(stderr, "see the top of flood.c\n");
	exit(1);
}

static bool option(struct options *o, int opt)
{
	const struct {
		int	opt;
		int	*value;
	} numbers[] = {
		{ 's', &o->size }, { 'n', &o->sockets }, { 'b', &o->buffer },
		{ 'c', &o->cpu },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (opt == numbers[i].opt) {
			*numbers[i].value = atoi(optarg);
			return true;
		}
	}
	if (opt == 'p')
		o->priority = strtoul(optarg, NULL, 0);
	o->ecn |= opt == 'e';
	o->gso |= opt == 'g';
	if (opt == 'o')
		return sscanf(optarg, "%ld:%ld", &o->on_ms, &o->off_ms) == 2;
	return opt != '?';
}

int main(int argc, char **argv)
{
	struct options o = { .size = 1472, .sockets = 1, .buffer = 400000,
			     .cpu = -1 };
	int opt;

	while ((opt = getopt(argc, argv, "p:s:n:b:c:ego:")) != -1)
		if (!option(&o, opt))
			usage();
	o.to.sin_family = AF_INET;
	o.to.sin_port = htons(PORT);
	if (optind != argc - 1 ||
	    inet_pton(AF_INET, argv[optind], &o.to.sin_addr) != 1 ||
	    o.sockets < 1 || o.sockets > MAX_SOCKETS || o.size < 1)
		usage();
	if (o.cpu >= 0)
		stay_on(o.cpu);
	flood(&o);
	return 0;
}
