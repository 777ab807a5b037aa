/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Booting from an iSCSI target, as a profile has it.
 */
#ifndef _VCID_ISCSI_H
#define _VCID_ISCSI_H

#include "vcid.h"

/**
 * struct vcid_ip - an IP address
 * @len: 4 or 16 bytes; 0 if it is not set
 * @addr: in network order
 */
struct vcid_ip {
	u8	len;
	u8	addr[16];
};

/**
 * struct vcid_iscsi - one target, and the way to it
 * @initiator: name that the server has
 * @target: name of the target
 * @chap_name: name for CHAP; empty: no CHAP
 * @chap_secret: secret for CHAP
 * @target_ip: address of the target
 * @ip: the server's own; not set: by DHCP
 * @gateway: on the way; may be not set
 * @lun: logical unit, 0 to 255
 * @prefix_len: of @ip, bits
 * @target_port: TCP port of the target
 *
 * Filled with zeros where not used: two of them are compared as bytes.
 */
struct vcid_iscsi {
	char		initiator[VCID_ISCSI_NAME_LEN + 1];
	char		target[VCID_ISCSI_NAME_LEN + 1];
	char		chap_name[VCID_CHAP_LEN + 1];
	char		chap_secret[VCID_CHAP_LEN + 1];
	struct vcid_ip	target_ip;
	struct vcid_ip	ip;
	struct vcid_ip	gateway;
	u32		lun;
	u32		prefix_len;
	u16		target_port;
};

#endif /* _VCID_ISCSI_H */
