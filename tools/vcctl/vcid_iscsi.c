// SPDX-License-Identifier: GPL-2.0
/* Words of an iSCSI target. */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "vcid_params.h"

static int read_text(const char *word, char *to, size_t size,
		     struct vcid_item *item, unsigned int attr)
{
	if (!*word || strlen(word) >= size)
		return -EINVAL;
	strcpy(to, word);
	item->given |= BIT(attr);
	return 0;
}

static int read_number(const char *word, uint64_t max, uint64_t *number)
{
	return uint_parse(word, number) || *number > max ? -EINVAL : 0;
}

static int read_ip(const char *word, struct bytes *ip)
{
	ip->len = strchr(word, ':') ? 16 : 4;
	if (inet_pton(ip->len == 16 ? AF_INET6 : AF_INET, word, ip->data) != 1)
		return -EINVAL;
	return 0;
}

int vcid_read_initiator(const char *word, struct vcid_item *item)
{
	return read_text(word, item->initiator, sizeof(item->initiator), item,
			 VCID_A_ITEM_INITIATOR);
}

int vcid_read_target(const char *word, struct vcid_item *item)
{
	return read_text(word, item->target, sizeof(item->target), item,
			 VCID_A_ITEM_TARGET);
}

int vcid_read_target_ip(const char *word, struct vcid_item *item)
{
	item->given |= BIT(VCID_A_ITEM_TARGET_IP);
	return read_ip(word, &item->target_ip);
}

int vcid_read_target_port(const char *word, struct vcid_item *item)
{
	uint64_t port;

	if (read_number(word, 65535, &port) || !port)
		return -EINVAL;
	item->target_port = port;
	item->given |= BIT(VCID_A_ITEM_TARGET_PORT);
	return 0;
}

int vcid_read_lun(const char *word, struct vcid_item *item)
{
	uint64_t lun;

	if (read_number(word, VCID_LUN_LIMIT, &lun))
		return -EINVAL;
	item->lun = lun;
	item->given |= BIT(VCID_A_ITEM_LUN);
	return 0;
}

int vcid_read_ip(const char *word, struct vcid_item *item)
{
	const char *slash = strchr(word, '/');
	char address[INET6_ADDRSTRLEN] = "";
	uint64_t prefix_len;

	if (!slash || slash - word >= (long)sizeof(address))
		return -EINVAL;
	memcpy(address, word, slash - word);
	if (read_ip(address, &item->ip) ||
	    read_number(slash + 1, item->ip.len * 8, &prefix_len) ||
	    !prefix_len)
		return -EINVAL;
	item->prefix_len = prefix_len;
	item->given |= BIT(VCID_A_ITEM_IP) | BIT(VCID_A_ITEM_PREFIX_LEN);
	return 0;
}

int vcid_read_gateway(const char *word, struct vcid_item *item)
{
	item->given |= BIT(VCID_A_ITEM_GATEWAY);
	return read_ip(word, &item->gateway);
}

int vcid_read_chap_name(const char *word, struct vcid_item *item)
{
	return read_text(word, item->chap_name, sizeof(item->chap_name), item,
			 VCID_A_ITEM_CHAP_NAME);
}

int vcid_read_chap_secret(const char *word, struct vcid_item *item)
{
	return read_text(word, item->chap_secret, sizeof(item->chap_secret),
			 item, VCID_A_ITEM_CHAP_SECRET);
}

void vcid_write_ip(const struct bytes *ip, char *buf, size_t size)
{
	*buf = '\0';
	inet_ntop(ip->len == 16 ? AF_INET6 : AF_INET, ip->data, buf, size);
}
