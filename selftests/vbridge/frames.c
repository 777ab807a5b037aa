// SPDX-License-Identifier: GPL-2.0
/*
 * frames - send Ethernet frames of any kind, or measure a stream of them
 *
 *	frames [OPTIONS] DEV
 *	  -n COUNT	frames, default 1; 0 is until killed
 *	  -s MAC	source; the first one of several
 *	  -S COUNT	sources, taken in turn, default 1
 *	  -d MAC	destination, default broadcast; the first one of several
 *	  -D COUNT	destinations, taken in turn, default 1
 *	  -t TPID:TCI	a tag, in hexadecimal; several, the outermost first
 *	  -e TYPE	ethertype, in hexadecimal, default 9950
 *	  -l BYTES	length without tags and FCS, default 60
 *	  -i USEC	pause between frames; 0, the default, is none at all
 *	frames -r [-e TYPE] DEV
 *	  receive what another sends with one ethertype. For each place where
 *	  frames are missing it prints, when it ends, "lost COUNT gap MS", and
 *	  then "received COUNT ms MS", from the first to the last
 *
 * The frames have a number each, by which -r knows that some are missing. When
 * it has sent all, it prints "sent COUNT ms MS".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_packet.h>
#include <linux/types.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

#define MAX_TAGS	4
#define TAG_LEN		4
#define MAX_LEN		9000
#define BATCH		64
#define MAX_GAPS	1000

struct options {
	unsigned long	count;
	unsigned long	interval;
	__u64	source;
	unsigned long	sources;
	__u64	dest;
	unsigned long	dests;
	__u16	tags[MAX_TAGS][2];
	unsigned int	n_tags;
	__u16	type;
	unsigned long	length;
	bool		receive;
};

struct frame {
	unsigned char	data[MAX_LEN + MAX_TAGS * TAG_LEN];
	unsigned int	length;
	unsigned int	number_at;
};

/* where frames were missing */
struct gap {
	__u32	lost;
	double		ms;
};

/* signals that end it are blocked, and asked for between frames */
static void block_end(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

static bool ended(void)
{
	sigset_t set;

	sigpending(&set);
	return sigismember(&set, SIGINT) || sigismember(&set, SIGTERM);
}

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static double now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1e3 + ts.tv_nsec / 1e6;
}

static int open_socket(const char *dev, __u16 type)
{
	struct sockaddr_ll to = { .sll_family = AF_PACKET };
	int fd;

	fd = socket(AF_PACKET, SOCK_RAW, 0);
	if (fd < 0)
		die("socket");
	to.sll_ifindex = if_nametoindex(dev);
	if (!to.sll_ifindex)
		die(dev);
	to.sll_protocol = htons(type);
	if (bind(fd, (struct sockaddr *)&to, sizeof(to)))
		die("bind");
	return fd;
}

/* ---- send ----------------------------------------------------------------- */

static void put_mac(unsigned char *to, __u64 mac)
{
	int i;

	for (i = ETH_ALEN - 1; i >= 0; i--, mac >>= 8)
		to[i] = mac;
}

static unsigned char *put_16(unsigned char *to, __u16 value)
{
	*to++ = value >> 8;
	*to++ = value;
	return to;
}

static void put_32(unsigned char *to, __u32 value)
{
	put_16(put_16(to, value >> 16), value);
}

static void fill_frame(const struct options *o, struct frame *f)
{
	unsigned char *p = f->data + 2 * ETH_ALEN;
	unsigned int i;

	for (i = 0; i < o->n_tags; i++) {
		p = put_16(p, o->tags[i][0]);
		p = put_16(p, o->tags[i][1]);
	}
	p = put_16(p, o->type);
	f->number_at = p - f->data;
	f->length = o->length + o->n_tags * TAG_LEN;
}

static void number_frame(const struct options *o, struct frame *f,
			 unsigned long n)
{
	put_mac(f->data, o->dest + n % o->dests);
	put_mac(f->data + ETH_ALEN, o->source + n % o->sources);
	put_32(f->data + f->number_at, n);
}

/* what passes: the queue is full, the device or its other end is down */
static bool passes(int error)
{
	return error == ENOBUFS || error == EAGAIN || error == ENETDOWN ||
	       error == EINTR || error == ENXIO;
}

/* as many as went; those that did not for a reason that passes are lost */
static unsigned int send_batch(int fd, struct mmsghdr *msgs, unsigned int n,
			       bool insist)
{
	unsigned int done = 0;
	int got;

	while (done < n && !ended()) {
		got = sendmmsg(fd, msgs + done, n - done, 0);
		if (got < 0 && !passes(errno))
			die("sendmmsg");
		if (got > 0)
			done += got;
		else if (insist)
			usleep(100);
		else
			done = n;
	}
	return done;
}

/* sleep until *@next; who is late does not hurry to make up for it */
static void wait_until(double *next)
{
	double now = now_ms();
	struct timespec ts = {
		.tv_sec = *next / 1e3,
		.tv_nsec = (*next - (long)(*next / 1e3) * 1e3) * 1e6,
	};

	if (*next > now)
		clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &ts, NULL);
	else
		*next = now;
}

static void send_frames(const struct options *o, int fd)
{
	unsigned int batch = o->interval ? 1 : BATCH;
	static struct frame frames[BATCH];
	struct mmsghdr msgs[BATCH] = {};
	struct iovec iov[BATCH];
	double start = now_ms(), next = start;
	unsigned long n = 0;
	unsigned int i;

	for (i = 0; i < BATCH; i++) {
		fill_frame(o, &frames[i]);
		iov[i].iov_base = frames[i].data;
		iov[i].iov_len = frames[i].length;
		msgs[i].msg_hdr.msg_iov = &iov[i];
		msgs[i].msg_hdr.msg_iovlen = 1;
	}
	while (!ended() && (!o->count || n < o->count)) {
		if (o->count && o->count - n < batch)
			batch = o->count - n;
		for (i = 0; i < batch; i++)
			number_frame(o, &frames[i], n + i);
		n += send_batch(fd, msgs, batch, !o->interval);
		next += o->interval / 1e3;
		if (o->interval)
			wait_until(&next);
	}
	printf("sent %lu ms %.1f\n", n, now_ms() - start);
}

/* ---- receive -------------------------------------------------------------- */

/* when the kernel received it */
static double stamp_of(struct msghdr *msg)
{
	struct cmsghdr *cmsg;
	struct timespec ts;

	for (cmsg = CMSG_FIRSTHDR(msg); cmsg; cmsg = CMSG_NXTHDR(msg, cmsg)) {
		if (cmsg->cmsg_level != SOL_SOCKET ||
		    cmsg->cmsg_type != SO_TIMESTAMPNS)
			continue;
		memcpy(&ts, CMSG_DATA(cmsg), sizeof(ts));
		return ts.tv_sec * 1e3 + ts.tv_nsec / 1e6;
	}
	return 0;
}

/* the number of a frame; false if there is none */
static bool receive_one(int fd, __u32 *number, double *stamp)
{
	union {
		char		data[CMSG_SPACE(sizeof(struct timespec))];
		struct cmsghdr	align;
	} control;
	unsigned char data[64];
	struct iovec iov = { data, sizeof(data) };
	struct sockaddr_ll from;
	struct msghdr msg = {
		.msg_name = &from, .msg_namelen = sizeof(from),
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};

	if (recvmsg(fd, &msg, 0) < ETH_HLEN + (int)sizeof(*number) ||
	    from.sll_pkttype == PACKET_OUTGOING)
		return false;
	memcpy(number, data + ETH_HLEN, sizeof(*number));
	*number = ntohl(*number);
	*stamp = stamp_of(&msg);
	return true;
}

static void print_gaps(const struct gap *gaps, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		printf("lost %u gap %.1f\n", gaps[i].lost, gaps[i].ms);
}

static void receive_frames(int fd)
{
	static struct gap gaps[MAX_GAPS];
	unsigned long received = 0;
	__u32 number, last = 0;
	double stamp = 0, before = 0, first = 0;
	unsigned int n = 0;
	/* so often it looks whether it is to end */
	struct timeval pause = { .tv_usec = 100000 };
	/* what comes while others have the CPU is not to be missed */
	int buffer = 64 << 20;
	int on = 1;

	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &buffer,
		       sizeof(buffer)) ||
	    setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on)) ||
	    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &pause, sizeof(pause)))
		die("setsockopt");
	puts("listening");
	fflush(stdout);
	while (!ended()) {
		if (!receive_one(fd, &number, &stamp))
			continue;
		if (received && number > last + 1 && n < MAX_GAPS)
			gaps[n++] = (struct gap){ number - last - 1,
						  stamp - before };
		/* what comes twice or late is not what is measured here */
		if (!received || number > last)
			last = number;
		before = stamp;
		if (!received++)
			first = stamp;
	}
	print_gaps(gaps, n);
	printf("received %lu ms %.1f\n", received, before - first);
}

/* ---- options -------------------------------------------------------------- */

static void usage(void)
{
	fprintf(stderr, "see the top of frames.c\n");
	exit(1);
}

static __u64 parse_mac(const char *text)
{
	unsigned int b[ETH_ALEN];
	__u64 mac = 0;
	unsigned int i;

	if (sscanf(text, "%x:%x:%x:%x:%x:%x", &b[0], &b[1], &b[2], &b[3], &b[4],
		   &b[5]) != ETH_ALEN)
		usage();
	for (i = 0; i < ETH_ALEN; i++)
		mac = mac << 8 | (b[i] & 0xff);
	return mac;
}

static void parse_tag(struct options *o, const char *text)
{
	unsigned int tpid, tci;

	if (o->n_tags == MAX_TAGS || sscanf(text, "%x:%x", &tpid, &tci) != 2)
		usage();
	o->tags[o->n_tags][0] = tpid;
	o->tags[o->n_tags++][1] = tci;
}

static bool parse_number(struct options *o, int opt)
{
	const struct {
		int		opt;
		unsigned long	*value;
	} numbers[] = {
		{ 'n', &o->count }, { 'S', &o->sources }, { 'D', &o->dests },
		{ 'l', &o->length }, { 'i', &o->interval },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		if (opt == numbers[i].opt) {
			*numbers[i].value = strtoul(optarg, NULL, 0);
			return true;
		}
	}
	return false;
}

static void parse_option(struct options *o, int opt)
{
	if (parse_number(o, opt))
		return;
	if (opt == 's')
		o->source = parse_mac(optarg);
	else if (opt == 'd')
		o->dest = parse_mac(optarg);
	else if (opt == 't')
		parse_tag(o, optarg);
	else if (opt == 'e')
		o->type = strtoul(optarg, NULL, 16);
	else if (opt == 'r')
		o->receive = true;
	else
		usage();
}

int main(int argc, char **argv)
{
	struct options o = {
		.count = 1, .source = 0x020000000001, .sources = 1,
		.dest = 0xffffffffffff, .dests = 1, .type = 0x9950,
		.length = ETH_ZLEN,
	};
	int opt, fd;

	while ((opt = getopt(argc, argv, "n:s:S:d:D:t:e:l:i:r")) != -1)
		parse_option(&o, opt);
	if (optind != argc - 1 || !o.sources || !o.dests ||
	    o.length < ETH_ZLEN || o.length > MAX_LEN)
		usage();
	block_end();
	/* a sender wants to receive nothing */
	fd = open_socket(argv[optind], o.receive ? o.type : 0);
	if (o.receive)
		receive_frames(fd);
	else
		send_frames(&o, fd);
	return 0;
}
