// SPDX-License-Identifier: GPL-2.0
/* Bays: places for servers, with the ports that a server has there. */
#include <stdio.h>

#include "kind.h"
#include "vcid_params.h"

static int read_device(const char *text, char *stored, size_t size)
{
	struct vcid_item item = { 0 };

	if (vcid_read_device(text, &item))
		return -1;
	snprintf(stored, size, "%s", text);
	return 0;
}

static int read_port(const char *text, char *stored, size_t size)
{
	if (text[0] < '1' || text[0] > '9' || text[1])
		return -1;
	snprintf(stored, size, "%s", text);
	return 0;
}

static const struct shape device_shape = {
	.type = SHAPE_TEXT,
	.what = "a MAC address or BUS/NAME[:PORT]",
	.read = read_device,
};

static const struct shape port_number_shape = {
	.type = SHAPE_TEXT,
	.what = "a number of a port, 1 to 9",
	.read = read_port,
	.pattern = "^[1-9]$",
};

static const struct shape port_shape = {
	.type = SHAPE_OBJECT,
	.what = "a port",
	.members = (const struct shape_member[]){
		MEMBER("dev", &ifname_shape, "its device on the server", .needed = true),
		MEMBER("device", &device_shape,
		       "its burned-in address, or what it is on"),
		MEMBER("speed", &rate_shape,
		       "its speed, where the device does not tell"),
		MEMBER("downlink", &ifname_shape,
		       "port of the switch at the other end of its wire"),
		{ NULL }
	},
};

static const struct shape ports_shape = {
	.type = SHAPE_MAP,
	.what = "a map of ports by their numbers",
	.key = &port_number_shape,
	.item = &port_shape,
};

static int read_hba(const char *text, char *stored, size_t size)
{
	struct vcid_item item = { 0 };

	if (vcid_read_fc_port(text, &item))
		return -1;
	snprintf(stored, size, "%s", text);
	return 0;
}

static const struct shape hba_shape = {
	.type = SHAPE_TEXT,
	.what = "a burned-in port name or BUS/NAME[:PORT]",
	.read = read_hba,
};

static const struct shape hbas_shape = {
	.type = SHAPE_MAP,
	.what = "a map of FC ports by their numbers",
	.key = &port_number_shape,
	.item = &hba_shape,
};

static const struct shape bay_shape = {
	.type = SHAPE_OBJECT,
	.what = "a bay",
	.members = (const struct shape_member[]){
		MEMBER("model", &text_shape, "model of the server in it"),
		MEMBER("group", &name_shape,
		       "bays among which a profile may fail over"),
		MEMBER("spare", &switch_shape, "it is kept free for failover"),
		MEMBER("ports", &ports_shape, "Ethernet ports of the server"),
		MEMBER("hbas", &hbas_shape,
		       "FC ports of the server's host bus adapters"),
		MEMBER("description", &text_shape, "for people"),
		{ NULL }
	},
};

const struct kind bay_kind = {
	.name = "bay",
	.section = "bays",
	.shape = &bay_shape,
};
