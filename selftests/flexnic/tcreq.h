/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Requests to qdiscs and classes by raw netlink, for tests that tc is too
 * polite or too slow for.
 */
#ifndef _SELFTESTS_TCREQ_H
#define _SELFTESTS_TCREQ_H

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/netlink.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>

struct request {
	struct nlmsghdr	nlh;
	struct tcmsg	tcm;
	char		attrs[4096];
};

static inline struct rtattr *put(struct request *req, int type,
				 const void *data, size_t len)
{
	struct nlmsghdr *nlh = &req->nlh;
	struct rtattr *attr = (void *)((char *)nlh +
				       NLMSG_ALIGN(nlh->nlmsg_len));

	attr->rta_type = type;
	attr->rta_len = RTA_LENGTH(len);
	if (len)
		memcpy(RTA_DATA(attr), data, len);
	nlh->nlmsg_len = NLMSG_ALIGN(nlh->nlmsg_len) + RTA_ALIGN(attr->rta_len);
	return attr;
}

static inline struct rtattr *nest_begin(struct request *req, int type)
{
	return put(req, type, NULL, 0);
}

static inline void nest_end(struct request *req, struct rtattr *nest)
{
	nest->rta_len = (char *)req + req->nlh.nlmsg_len - (char *)nest;
}

/* A change of the qdisc, or of one of its classes, with handle @handle */
static inline void request_init(struct request *req, int type, int ifindex,
				__u32 handle)
{
	memset(req, 0, sizeof(*req));
	req->nlh.nlmsg_len = NLMSG_LENGTH(sizeof(req->tcm));
	req->nlh.nlmsg_type = type;
	req->nlh.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
	req->tcm.tcm_family = AF_UNSPEC;
	req->tcm.tcm_ifindex = ifindex;
	req->tcm.tcm_handle = handle;
	req->tcm.tcm_parent = type == RTM_NEWTCLASS ? 0 : TC_H_ROOT;
	put(req, TCA_KIND, "flexnic", sizeof("flexnic"));
}

static inline void print_extack(const struct nlmsghdr *nlh)
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

static inline int request_socket(void)
{
	int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_ROUTE), on = 1;

	setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	return fd;
}

/* Return: 0, 2 if it was refused, 1 for anything else; and says why */
static inline int request_send(int fd, const struct request *req)
{
	char answer[8192];
	struct nlmsghdr *nlh = (void *)answer;
	struct nlmsgerr *err = NLMSG_DATA(nlh);

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

#endif /* _SELFTESTS_TCREQ_H */
