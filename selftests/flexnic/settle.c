// SPDX-License-Identifier: GPL-2.0
/*
 * settle - how soon a change of shares is in force
 *
 *	settle FAR-DEV NETNS DEV RATE CHANGES TOLERANCE
 *
 * Turns the mins of the qdisc 1: on DEV, in the network namespace NETNS, from
 * 10/20/30/40% of RATE (bit/s) to 40/30/20/10% and back, CHANGES times in all,
 * and looks at the frames that come to FAR-DEV, in the current one, meanwhile.
 * A frame is of class N if its IPv4 destination ends in N.
 *
 * Prints a line for each change:
 *
 *	MS OFF TOTAL A B C D
 *
 * MS is when the first WINDOW_MS began, counted from the kernel's answer, in
 * which no class's part was off by more than TOLERANCE percent of all; -1 if
 * none did in time. OFF, TOTAL and A to D are of the window that begins
 * DEADLINE_MS after the answer: by how much the part of the worst class is off,
 * all frames in percent of RATE, and the parts.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <math.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/flexnic.h>

#include "tcreq.h"

#define CLASSES		4
#define BIN_MS		10
#define WINDOW_MS	100
#define DEADLINE_MS	100
#define PERIOD_MS	400		/* from one change to the next */
#define BINS		(PERIOD_MS / BIN_MS)
#define WINDOW_BINS	(WINDOW_MS / BIN_MS)
#define SOCKET_BUFFER	(16 << 20)	/* bytes */
#define NS_PER_MS	1000000LL
#define NS_PER_SEC	(1000 * NS_PER_MS)

/* beside each frame on the wire: preamble, FCS, gap */
#define OVERHEAD	24
#define IP_DST_END	(ETH_HLEN + 19)

static const int shares[2][CLASSES] = {
	{ 10, 20, 30, 40 }, { 40, 30, 20, 10 },
};

/* wire bytes of each class in each BIN_MS since the change */
static double bins[CLASSES][BINS];

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static long long now_ns(void)
{
	struct timespec ts;

	/* the clock of the frames' time stamps */
	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec * NS_PER_SEC + ts.tv_nsec;
}

static int open_far(const char *dev)
{
	struct sockaddr_ll addr = {
		.sll_family	= AF_PACKET,
		.sll_protocol	= htons(ETH_P_IP),
		.sll_ifindex	= if_nametoindex(dev),
	};
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0);
	int on = 1, buffer = SOCKET_BUFFER;

	if (fd < 0 ||
	    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer,
		       sizeof(buffer)) ||
	    bind(fd, (struct sockaddr *)&addr, sizeof(addr)))
		die(dev);
	return fd;
}

static void enter(const char *netns)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/run/netns/%s", netns);
	fd = open(path, O_RDONLY);
	if (fd < 0 || setns(fd, CLONE_NEWNET))
		die(path);
	close(fd);
}

static long long stamp_of(struct msghdr *msg)
{
	struct cmsghdr *cmsg;
	struct timespec ts;

	for (cmsg = CMSG_FIRSTHDR(msg); cmsg; cmsg = CMSG_NXTHDR(msg, cmsg)) {
		if (cmsg->cmsg_level != SOL_SOCKET ||
		    cmsg->cmsg_type != SCM_TIMESTAMPNS)
			continue;
		memcpy(&ts, CMSG_DATA(cmsg), sizeof(ts));
		return ts.tv_sec * NS_PER_SEC + ts.tv_nsec;
	}
	return 0;
}

/* Return: whether there was a frame; it is counted from @since on */
static int take_frame(int fd, long long since)
{
	unsigned char head[64], control[128];
	struct iovec iov = { head, sizeof(head) };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	ssize_t len = recvmsg(fd, &msg, MSG_TRUNC);
	long long after;
	int class;

	if (len < 0)
		return 0;
	after = stamp_of(&msg) - since;
	class = len > IP_DST_END ? head[IP_DST_END] % 10 : 0;
	if (class < 1 || class > CLASSES || after < 0 ||
	    after >= PERIOD_MS * NS_PER_MS)
		return 1;
	if (len < ETH_ZLEN)
		len = ETH_ZLEN;
	bins[class - 1][after / (BIN_MS * NS_PER_MS)] += len + OVERHEAD;
	return 1;
}

/* Until all frames of the period that begins at @since are counted */
static void watch(int fd, long long since)
{
	struct pollfd pfd = { .fd = fd, .events = POLLIN };
	long long end = since + PERIOD_MS * NS_PER_MS;

	memset(bins, 0, sizeof(bins));
	do {
		poll(&pfd, 1, BIN_MS);
		while (take_frame(fd, since))
			;
	} while (now_ns() < end);
}

static double window_sum(int class, int first)
{
	double sum = 0;
	int i;

	for (i = first; i < first + WINDOW_BINS; i++)
		sum += bins[class][i];
	return sum;
}

/* Return: by how much the worst class is off; the parts and the sum of bytes */
static double look(int first, const int *want, double *part, double *sum)
{
	double off = 0;
	int c;

	*sum = 0;
	for (c = 0; c < CLASSES; c++)
		*sum += part[c] = window_sum(c, first);
	for (c = 0; c < CLASSES; c++) {
		part[c] = *sum ? part[c] * 100 / *sum : 0;
		off = fmax(off, fabs(part[c] - want[c]));
	}
	return off;
}

static int settled(const int *want, double tolerance)
{
	double part[CLASSES], sum;
	int first;

	for (first = 0; first + WINDOW_BINS <= BINS; first++)
		if (look(first, want, part, &sum) <= tolerance)
			return first * BIN_MS;
	return -1;
}

static void report(const int *want, double rate, double tolerance)
{
	double part[CLASSES], sum, off;

	off = look(DEADLINE_MS / BIN_MS, want, part, &sum);
	printf("%d %.2f %.2f %.2f %.2f %.2f %.2f\n", settled(want, tolerance),
	       off, sum * 8 * 1000 / WINDOW_MS / rate * 100,
	       part[0], part[1], part[2], part[3]);
	fflush(stdout);
}

/* One operation for all four classes, as a change through FlexNICs is */
static void build(struct request *req, int ifindex, const int *percent,
		  unsigned long long rate)
{
	struct rtattr *options, *nest;
	__u32 minor;
	__u64 min;

	request_init(req, RTM_NEWQDISC, ifindex, 0x10000);
	options = nest_begin(req, TCA_OPTIONS);
	for (minor = 1; minor <= CLASSES; minor++) {
		min = rate / 100 * percent[minor - 1];
		nest = nest_begin(req, TCA_FLEXNIC_CLASS | NLA_F_NESTED);
		put(req, TCA_FLEXNIC_CLASS_MINOR, &minor, sizeof(minor));
		put(req, TCA_FLEXNIC_CLASS_MIN, &min, sizeof(min));
		nest_end(req, nest);
	}
	nest_end(req, options);
}

int main(int argc, char **argv)
{
	unsigned long long rate;
	struct request req;
	int far, nl, i;

	if (argc != 7) {
		fprintf(stderr, "see the top of settle.c\n");
		return 1;
	}
	rate = strtoull(argv[4], NULL, 0);
	far = open_far(argv[1]);
	enter(argv[2]);
	nl = request_socket();
	for (i = 1; i <= atoi(argv[5]); i++) {
		const int *want = shares[i & 1];

		build(&req, if_nametoindex(argv[3]), want, rate);
		if (request_send(nl, &req))
			return 1;
		watch(far, now_ns());
		report(want, rate, atof(argv[6]));
	}
	return 0;
}
