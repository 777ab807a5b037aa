/* SPDX-License-Identifier: GPL-2.0 */
/* Words that name devices and identities, read and written. Pure. */
#ifndef VCCTL_VCID_PARAMS_H
#define VCCTL_VCID_PARAMS_H

#include "args.h"
#include "vcid_msg.h"

/*
 * Read one word into an item. All return 0, or -EINVAL if it is none such. A
 * device is a MAC address or BUS/NAME[:PORT], and the port is what stands
 * behind the last colon if that is a decimal number.
 */
int vcid_read_device(const char *word, struct vcid_item *item);
int vcid_read_slot(const char *word, struct vcid_item *item);
int vcid_read_mac(const char *word, struct vcid_item *item);
int vcid_read_serial(const char *word, struct vcid_item *item);
int vcid_read_uuid(const char *word, struct vcid_item *item);
/* ... an FC port: as a device, or the port name that it comes with */
int vcid_read_fc_port(const char *word, struct vcid_item *item);
int vcid_read_wwnn(const char *word, struct vcid_item *item);
int vcid_read_wwpn(const char *word, struct vcid_item *item);
/* true or false */
int vcid_read_npiv(const char *word, struct vcid_item *item);

int vcid_read_pxe(const char *word, struct vcid_item *item);
int vcid_read_fc_boot(const char *word, struct vcid_item *item);
int vcid_read_target_wwpn(const char *word, struct vcid_item *item);

int vcid_read_initiator(const char *word, struct vcid_item *item);
int vcid_read_target(const char *word, struct vcid_item *item);
int vcid_read_target_ip(const char *word, struct vcid_item *item);
int vcid_read_target_port(const char *word, struct vcid_item *item);
int vcid_read_lun(const char *word, struct vcid_item *item);
/* ADDRESS/PREFIXLEN */
int vcid_read_ip(const char *word, struct vcid_item *item);
int vcid_read_gateway(const char *word, struct vcid_item *item);
int vcid_read_chap_name(const char *word, struct vcid_item *item);
int vcid_read_chap_secret(const char *word, struct vcid_item *item);

/* what words are, for who says that one is not */
#define VCID_LUN_WHAT		"a LUN, 0 to 255"
#define VCID_PXE_WHAT		"enabled, disabled or use-bios"
#define VCID_FC_BOOT_WHAT	"primary, secondary, disabled or use-bios"

/* 20:00:52:54:00:12:00:01, or as sysfs has it, 0x2000525400120001 */
int vcid_read_wwn(const char *word, uint64_t *wwn);

/* ... and write it back; @size 64 and 6 more are enough for all */
void vcid_write_device(const struct vcid_item *item, char *buf, size_t size);
void vcid_write_wwn(uint64_t wwn, char *buf, size_t size);
void vcid_write_ip(const struct bytes *ip, char *buf, size_t size);
void vcid_write_uuid(const uint8_t uuid[16], char *buf, size_t size);

/*
 * ITEM := { mac | fc | iscsi | pxe | fc-boot } DEVICE [ slot SLOT ] | serial |
 * uuid, with @set followed by its value. Returns 0, or -EINVAL with a->err filled in.
 */
int vcid_params_item(struct args *a, struct vcid_item *item, bool set);

#endif
