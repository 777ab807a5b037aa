/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How a port's speed is shared out among its FlexNICs. Pure arithmetic: no
 * net_device, no lock, no allocation, so that a user-space test reaches every
 * branch.
 */
#ifndef _FLEXNIC_ALLOC_H
#define _FLEXNIC_ALLOC_H

#include <linux/types.h>
#include <linux/flexnic.h>

/**
 * struct flexnic_request - what one FlexNIC asks of its port
 * @type: how it asks
 * @rate: bit/s, with FLEXNIC_SPEED_PREFERRED and FLEXNIC_SPEED_CUSTOM
 */
struct flexnic_request {
	enum flexnic_speed_type	type;
	u64			rate;
};

void flexnic_alloc(const struct flexnic_request *req, unsigned int count,
		   u64 speed, unsigned int *steps);

#endif /* _FLEXNIC_ALLOC_H */
