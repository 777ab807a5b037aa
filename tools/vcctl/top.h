/* SPDX-License-Identifier: GPL-2.0 */
/* What FlexNICs send and receive now. */
#ifndef VCCTL_TOP_H
#define VCCTL_TOP_H

#include <json-c/json.h>

#include "class_stats.h"
#include "cmd.h"
#include "list.h"
#include "port_msg.h"

/**
 * struct top_sample - all counters at one time
 * @ns: the time, of a clock that never jumps
 * @ports: of struct port
 * @classes: of struct class_stats, in the order of @ports
 */
struct top_sample {
	uint64_t ns;
	struct list ports;
	struct list classes;
};

/**
 * struct top_row - a FlexNIC between two samples
 * @port: the port as it is now
 * @nic: the FlexNIC as it is now
 * @rated: what follows is known: it was there before
 * @tx: bit/s on the wire; without the qdisc, of the device
 * @borrowed: of this, what was sent beyond the FlexNIC's min
 * @rx: bit/s, of the device
 */
struct top_row {
	const struct port *port;
	const struct flexnic *nic;
	bool rated;
	uint64_t tx;
	uint64_t borrowed;
	uint64_t rx;
};

/* bytes in @ns as bit/s; 0 if no time has passed */
uint64_t top_rate(uint64_t bytes, uint64_t ns);

/*
 * What became of the FlexNICs of @now since @before, in an empty list of struct
 * top_row, which points into @now. Returns 0 or -ENOMEM.
 */
int top_compare(const struct top_sample *before, const struct top_sample *now,
		struct list *rows);
void top_sample_free(struct top_sample *sample);

/* bars are @width characters for the whole port, see vcctl-top(8) */
void top_show_text(const struct list *rows, unsigned int width);
struct json_object *top_to_json(const struct list *rows, uint64_t ns);

#endif
