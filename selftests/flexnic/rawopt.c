// SPDX-License-Identifier: GPL-2.0
/*
 * rawopt - send one raw attribute as the options of a qdisc or class
 *
 *	rawopt DEV qdisc|class HANDLE ATTR [HEX]
 *
 * HANDLE is a number (0x10000 for 1:, 0x10001 for class 1:1), ATTR the type of
 * the attribute inside TCA_OPTIONS, HEX its payload: what tc would never send.
 * Prints the kernel's extack text; exit status 0 if it was accepted, 2 if it
 * was refused, 1 for anything else.
 */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/netlink.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>

struct request {
	struct nlmsghdr	nlh;
	struct tcmsg	tcm;
	char		attrs[4096];
};

static struct rtattr *put(struct nlmsghdr *nlh, int type, const void *data,
			  size_t len)
{
	struct rtattr *attr = (void *)((char *)nlh +
				       NLMSG_ALIGN(nlh->nlmsg_len));

	attr->rta_type = type;
	attr->rta_len = RTA_LENGTH(len);
	if (len)
		memcpy(RTA_DATA(attr), data, len);
	nlh->nlmsg_len = NLMSG_ALIGN(nlh->nlmsg_len) + RTA_ALIGN(attr->rta_len);
	return attr;
}

static size_t from_hex(const char *hex, unsigned char *data, size_t room)
{
	size_t len = 0;
	unsigned int byte;

	for (; len < room && sscanf(hex, "%2x", &byte) == 1; hex += 2) {
		data[len++] = byte;
		if (!hex[0] || !hex[1])
			break;
	}
	return len;
}

static void build(struct request *req, int argc, char **argv)
{
	int class = !strcmp(argv[2], "class");
	unsigned char data[1024];
	struct rtattr *options;
	size_t len = 0;

	memset(req, 0, sizeof(*req));
	req->nlh.nlmsg_len = NLMSG_LENGTH(sizeof(req->tcm));
	req->nlh.nlmsg_type = class ? RTM_NEWTCLASS : RTM_NEWQDISC;
	req->nlh.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	req->tcm.tcm_family = AF_UNSPEC;
	req->tcm.tcm_ifindex = if_nametoindex(argv[1]);
	req->tcm.tcm_handle = strtoul(argv[3], NULL, 0);
	req->tcm.tcm_parent = class ? 0 : TC_H_ROOT;
	put(&req->nlh, TCA_KIND, "flexnic", sizeof("flexnic"));
	if (argc > 5)
		len = from_hex(argv[5], data, sizeof(data));
	options = put(&req->nlh, TCA_OPTIONS, NULL, 0);
	put(&req->nlh, strtoul(argv[4], NULL, 0), data, len);
	options->rta_len = (char *)&req->nlh + req->nlh.nlmsg_len -
			   (char *)options;
}

static void print_extack(const struct nlmsghdr *nlh)
{
	const struct nlmsgerr *err = NLMSG_DATA(nlh);
	const char *end = (const char *)nlh + nlh->nlmsg_len;
	const struct rtattr *attr;
	size_t left;

	if (!(nlh->nlmsg_flags & NLM_F_ACK_TLVS))
		return;
	attr = (const void *)((const char *)(err + 1) +
			      (nlh->nlmsg_flags & NLM_F_CAPPED ? 0 :
			       NLMSG_ALIGN(err->msg.nlmsg_len) - NLMSG_HDRLEN));
	left = end - (const char *)attr;
	for (; RTA_OK(attr, left); attr = RTA_NEXT(attr, left))
		if (attr->rta_type == NLMSGERR_ATTR_MSG)
			printf("%s\n", (const char *)RTA_DATA(attr));
}

static int talk(const struct request *req)
{
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), on = 1;
	char answer[8192];
	struct nlmsghdr *nlh = (void *)answer;
	struct nlmsgerr *err = NLMSG_DATA(nlh);

	if (fd < 0)
		return 1;
	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	if (send(fd, req, req->nlh.nlmsg_len, 0) < 0 ||
	    recv(fd, answer, sizeof(answer), 0) < 0 ||
	    nlh->nlmsg_type != NLMSG_ERROR) {
		perror("netlink");
		return 1;
	}
	print_extack(nlh);
	if (!err->error)
		return 0;
	printf("refused: %s\n", strerror(-err->error));
	return 2;
}

int main(int argc, char **argv)
{
	struct request req;

	if (argc < 5 || !if_nametoindex(argv[1])) {
		fprintf(stderr, "see the top of rawopt.c\n");
		return 1;
	}
	build(&req, argc, argv);
	return talk(&req);
}
