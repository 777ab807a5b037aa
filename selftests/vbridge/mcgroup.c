// SPDX-License-Identifier: GPL-2.0
/*
 * mcgroup - join multicast groups, send to them, and say in IGMP and MLD what
 * no host or router here would
 *
 *	mcgroup join DEV GROUP [SOURCE...]	a socket joins; prints "joined"
 *						and stays until it is killed
 *	mcgroup drop DEV GROUP SOURCE...	joins from all sources, leaves
 *						the first one and stays
 *	mcgroup send DEV GROUP PORT		three UDP datagrams
 *	mcgroup raw DEV SOURCE DEST HEX [N]	an IGMP or MLD message, with IP
 *						header, router alert and checksum;
 *						N of them, each for the next group
 *	mcgroup every DEV SOURCE DEST HEX MS	the same again and again
 *	mcgroup bad DEV SOURCE DEST HEX		the same with a wrong checksum
 *	mcgroup hello DEV SOURCE DEST		a PIM router's hello
 *
 * HEX is the message with a checksum of 0.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>

#define PROTO_IGMP	2
#define PROTO_ICMP6	58
#define PROTO_PIM	103
#define LONGEST		1024

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static unsigned int dev_index(const char *dev)
{
	unsigned int index = if_nametoindex(dev);

	if (!index)
		die(dev);
	return index;
}

/* ---- sockets ----------------------------------------------------------------- */

static struct sockaddr_storage parse_addr(const char *text, int port)
{
	struct sockaddr_storage addr = { 0 };
	struct sockaddr_in6 *ip6 = (void *)&addr;
	struct sockaddr_in *ip4 = (void *)&addr;

	if (inet_pton(AF_INET, text, &ip4->sin_addr) == 1) {
		ip4->sin_family = AF_INET;
		ip4->sin_port = htons(port);
	} else if (inet_pton(AF_INET6, text, &ip6->sin6_addr) == 1) {
		ip6->sin6_family = AF_INET6;
		ip6->sin6_port = htons(port);
	} else {
		fprintf(stderr, "%s is no address\n", text);
		exit(1);
	}
	return addr;
}

static int udp_socket(const struct sockaddr_storage *group)
{
	int fd = socket(group->ss_family, SOCK_DGRAM, 0);

	if (fd < 0)
		die("socket");
	return fd;
}

static int level_of(const struct sockaddr_storage *group)
{
	return group->ss_family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
}

static void source_option(int fd, const char *dev, const char *group,
			  const char *source, int option)
{
	struct group_source_req req = {
		.gsr_interface	= dev_index(dev),
		.gsr_group	= parse_addr(group, 0),
		.gsr_source	= parse_addr(source, 0),
	};

	if (setsockopt(fd, level_of(&req.gsr_group), option, &req, sizeof(req)))
		die("source");
}

static int cmd_join(int argc, char **argv)
{
	struct group_req req = {
		.gr_interface	= dev_index(argv[2]),
		.gr_group	= parse_addr(argv[3], 0),
	};
	int fd = udp_socket(&req.gr_group), i;

	for (i = 4; i < argc; i++)
		source_option(fd, argv[2], argv[3], argv[i],
			      MCAST_JOIN_SOURCE_GROUP);
	if (argc == 4 && setsockopt(fd, level_of(&req.gr_group),
				    MCAST_JOIN_GROUP, &req, sizeof(req)))
		die("join");
	if (!strcmp(argv[1], "drop"))
		source_option(fd, argv[2], argv[3], argv[4],
			      MCAST_LEAVE_SOURCE_GROUP);
	puts("joined");
	fflush(stdout);
	pause();
	return 0;
}

static int cmd_send(char **argv)
{
	struct sockaddr_storage to = parse_addr(argv[3], atoi(argv[4]));
	struct ip_mreqn via = { .imr_ifindex = dev_index(argv[2]) };
	int fd = udp_socket(&to), i;

	if (to.ss_family == AF_INET ?
	    setsockopt(fd, IPPROTO_IP, IP_MULTICAST_IF, &via, sizeof(via)) :
	    setsockopt(fd, IPPROTO_IPV6, IPV6_MULTICAST_IF, &via.imr_ifindex,
		       sizeof(via.imr_ifindex)))
		die("interface");
	for (i = 0; i < 3; i++)
		if (sendto(fd, "data", 4, 0, (void *)&to, sizeof(to)) < 0)
			die("sendto");
	return 0;
}

/* ---- messages ------------------------------------------------------------------ */

/**
 * struct packet - an Ethernet frame
 * @data: its bytes
 * @ip: offset of the IP header
 * @msg: offset of the message
 * @len: bytes
 * @ip4: is it IPv4?
 */
struct packet {
	unsigned char	data[LONGEST];
	unsigned int	ip;
	unsigned int	msg;
	unsigned int	len;
	bool		ip4;
};

static unsigned int sum(const unsigned char *data, unsigned int len)
{
	unsigned int total = 0;
	unsigned int i;

	for (i = 0; i < len; i++)
		total += i % 2 ? data[i] : data[i] << 8;
	return total;
}

static void put_sum(unsigned char *at, unsigned int total)
{
	while (total >> 16)
		total = (total & 0xffff) + (total >> 16);
	total = ~total;
	at[0] = total >> 8;
	at[1] = total;
}

static void put_ethernet(struct packet *p, const struct sockaddr_storage *dest)
{
	static const unsigned char source[6] = { 2, 0, 0, 0, 0, 0x77 };
	const unsigned char *group;

	if (p->ip4) {
		group = (void *)&((struct sockaddr_in *)dest)->sin_addr;
		memcpy(p->data, "\x01\x00\x5e", 3);
		memcpy(p->data + 3, group + 1, 3);
		p->data[3] &= 0x7f;
	} else {
		group = (void *)&((struct sockaddr_in6 *)dest)->sin6_addr;
		memcpy(p->data, "\x33\x33", 2);
		memcpy(p->data + 2, group + 12, 4);
	}
	memcpy(p->data + 6, source, 6);
	memcpy(p->data + 12, p->ip4 ? "\x08\x00" : "\x86\xdd", 2);
	p->ip = ETH_HLEN;
}

/* RFC 2113: router alert */
static void put_ip4(struct packet *p, const struct sockaddr_storage *source,
		    const struct sockaddr_storage *dest, int proto)
{
	static const unsigned char alert[4] = { 0x94, 4, 0, 0 };
	unsigned char *ip = p->data + p->ip;

	p->msg = p->ip + 24;
	ip[0] = 0x46;
	ip[1] = 0xc0;
	ip[8] = 1;
	ip[9] = proto;
	memcpy(ip + 12, &((struct sockaddr_in *)source)->sin_addr, 4);
	memcpy(ip + 16, &((struct sockaddr_in *)dest)->sin_addr, 4);
	memcpy(ip + 20, alert, 4);
}

/* RFC 2711: router alert in a hop-by-hop header; PIM has none */
static void put_ip6(struct packet *p, const struct sockaddr_storage *source,
		    const struct sockaddr_storage *dest, int proto)
{
	const unsigned char alert[8] = { proto, 0, 5, 2, 0, 0, 1, 0 };
	unsigned char *ip = p->data + p->ip;
	bool hop = proto == PROTO_ICMP6;

	p->msg = p->ip + 40 + (hop ? 8 : 0);
	ip[0] = 0x60;
	ip[6] = hop ? 0 : proto;
	ip[7] = 1;
	memcpy(ip + 8, &((struct sockaddr_in6 *)source)->sin6_addr, 16);
	memcpy(ip + 24, &((struct sockaddr_in6 *)dest)->sin6_addr, 16);
	if (hop)
		memcpy(ip + 40, alert, 8);
}

static void put_message(struct packet *p, const char *hex)
{
	unsigned int byte;

	for (p->len = p->msg; p->len < LONGEST && hex[0] && hex[1]; hex += 2) {
		if (sscanf(hex, "%2x", &byte) != 1)
			break;
		p->data[p->len++] = byte;
	}
}

/* lengths and checksums, once all else is there */
static void finish(struct packet *p, bool bad)
{
	unsigned char *ip = p->data + p->ip, *msg = p->data + p->msg;
	unsigned int len = p->len - p->msg;
	unsigned int total;

	memset(msg + 2, 0, 2);
	total = sum(msg, len) + bad;
	if (p->ip4) {
		ip[2] = (p->len - p->ip) >> 8;
		ip[3] = p->len - p->ip;
		memset(ip + 10, 0, 2);
		put_sum(ip + 10, sum(ip, 24));
	} else {
		ip[4] = (p->len - p->ip - 40) >> 8;
		ip[5] = p->len - p->ip - 40;
		total += sum(ip + 8, 32) + len +
			 (ip[6] ? PROTO_PIM : PROTO_ICMP6);
	}
	put_sum(msg + 2, total);
}

static struct packet build(char **argv, const char *hex, bool pim)
{
	struct sockaddr_storage source = parse_addr(argv[3], 0);
	struct sockaddr_storage dest = parse_addr(argv[4], 0);
	struct packet p = { .ip4 = dest.ss_family == AF_INET };

	put_ethernet(&p, &dest);
	if (p.ip4)
		put_ip4(&p, &source, &dest, pim ? PROTO_PIM : PROTO_IGMP);
	else
		put_ip6(&p, &source, &dest, pim ? PROTO_PIM : PROTO_ICMP6);
	put_message(&p, hex);
	return p;
}

static void emit(const struct packet *p, const char *dev)
{
	struct sockaddr_ll to = {
		.sll_family	= AF_PACKET,
		.sll_protocol	= htons(p->ip4 ? ETH_P_IP : ETH_P_IPV6),
		.sll_ifindex	= dev_index(dev),
	};
	static int fd = -1;

	if (fd < 0)
		fd = socket(AF_PACKET, SOCK_RAW, 0);
	if (fd < 0)
		die("packet socket");
	if (sendto(fd, p->data, p->len, 0, (void *)&to, sizeof(to)) < 0)
		die("sendto");
}

/* the last two bytes of the group, which ends the message, count up */
static int cmd_raw(int argc, char **argv, bool bad)
{
	struct packet p = build(argv, argv[5], false);
	int i, n = argc > 6 ? atoi(argv[6]) : 1;

	for (i = 0; i < n; i++) {
		finish(&p, bad);
		emit(&p, argv[2]);
		/* receivers have queues of a thousand frames */
		if (n > 1)
			usleep(500);
		if (!++p.data[p.len - 1])
			p.data[p.len - 2]++;
	}
	return 0;
}

static void cmd_every(char **argv)
{
	struct packet p = build(argv, argv[5], false);

	finish(&p, false);
	for (;;) {
		emit(&p, argv[2]);
		usleep(atoi(argv[6]) * 1000);
	}
}

static int cmd_hello(char **argv)
{
	struct packet p = build(argv, "20000000000100020069", true);

	finish(&p, false);
	emit(&p, argv[2]);
	return 0;
}

int main(int argc, char **argv)
{
	const char *cmd = argc > 3 ? argv[1] : "";

	if (!strcmp(cmd, "join") || (!strcmp(cmd, "drop") && argc > 4))
		return cmd_join(argc, argv);
	if (!strcmp(cmd, "send") && argc == 5)
		return cmd_send(argv);
	if (!strcmp(cmd, "raw") && argc > 5)
		return cmd_raw(argc, argv, false);
	if (!strcmp(cmd, "bad") && argc == 6)
		return cmd_raw(argc, argv, true);
	if (!strcmp(cmd, "every") && argc == 7)
		cmd_every(argv);
	if (!strcmp(cmd, "hello") && argc == 5)
		return cmd_hello(argv);
	fprintf(stderr, "see the head of mcgroup.c\n");
	return 1;
}
