/* SPDX-License-Identifier: GPL-2.0 */
/* What a command line asks of a port and of its FlexNICs. Pure. */
#ifndef VCCTL_PARAMS_H
#define VCCTL_PARAMS_H

#include <net/if.h>
#include <stdbool.h>
#include <stdint.h>
#include <linux/flexnic.h>

#include "args.h"

/**
 * struct flexnic_params - what is asked of one FlexNIC
 * @given: bit n is set if attribute n of enum flexnic_attr is to be sent
 * @vid_word: "channel" or "vlan", whichever introduced @vid
 * @vid: channel or access VLAN
 * @speed_type: enum flexnic_speed_type
 * @requested: bit/s
 * @max: bit/s, 0 for the port's speed
 * @prio: order of borrowing
 * @link: administrative link
 * @mac: address
 */
struct flexnic_params {
	uint64_t given;
	const char *vid_word;
	uint16_t vid;
	unsigned int speed_type;
	uint64_t requested;
	uint64_t max;
	uint32_t prio;
	bool link;
	uint8_t mac[6];
};

/**
 * struct port_params - what is asked of a port
 * @given: bit n is set if attribute n of enum flexnic_port_attr is to be sent
 * @dev: the port, by name
 * @base: FlexNICs are named after it
 * @mode: enum flexnic_mode
 * @tag_proto: ethertype
 * @count: FlexNICs wanted
 * @speed_fixed: bit/s, 0 to follow the device
 * @slots: bit n is set if flexnic[n] is to be sent
 * @flexnic: by slot
 */
struct port_params {
	uint64_t given;
	const char *dev;
	const char *base;
	unsigned int mode;
	uint16_t tag_proto;
	uint32_t count;
	uint64_t speed_fixed;
	unsigned int slots;
	struct flexnic_params flexnic[FLEXNIC_SLOTS];
};

/* names of enum flexnic_mode and flexnic_speed_type, NULL-terminated */
extern const char *const mode_names[];
extern const char *const speed_type_names[];

/* for struct word: 802.1ad or 802.1Q; the member is a uint16_t */
int word_proto(struct args *a, const char *word, void *member);

/* "a".."d" to 0..3, else -1 */
int slot_parse(const char *word);

/* the words in capitals of what is set of a FlexNIC, for the help */
#define PARAMS_HELP							\
	"PARAMS := [ speed { auto | disabled | RATE | preferred RATE } ]\n"\
	"\t[ max { RATE | port } ] [ prio 0..7 ] [ { channel | vlan } VID ]\n"\
	"\t[ link { on | off } ] [ address MAC ]\n"			\
	"RATE := number and unit, as tc has them: 2.5G, 100mbit, 1gbit\n"

/* All return 0, or -EINVAL with a->err filled in. */
int params_dev(struct args *a, const char **dev);
int params_flexnic(struct args *a, struct flexnic_params *p);
int params_port_add(struct args *a, struct port_params *p);
int params_port_set(struct args *a, struct port_params *p);

#endif
