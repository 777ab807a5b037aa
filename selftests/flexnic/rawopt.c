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
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tcreq.h"

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

	request_init(req, class ? RTM_NEWTCLASS : RTM_NEWQDISC,
		     if_nametoindex(argv[1]), strtoul(argv[3], NULL, 0));
	if (argc > 5)
		len = from_hex(argv[5], data, sizeof(data));
	options = nest_begin(req, TCA_OPTIONS);
	put(req, strtoul(argv[4], NULL, 0), data, len);
	nest_end(req, options);
}

int main(int argc, char **argv)
{
	struct request req;

	if (argc < 5 || !if_nametoindex(argv[1])) {
		fprintf(stderr, "see the top of rawopt.c\n");
		return 1;
	}
	build(&req, argc, argv);
	return request_send(request_socket(), &req);
}
