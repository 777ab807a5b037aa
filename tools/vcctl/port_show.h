/* SPDX-License-Identifier: GPL-2.0 */
/* Showing ports and FlexNICs. */
#ifndef VCCTL_PORT_SHOW_H
#define VCCTL_PORT_SHOW_H

#include <json-c/json.h>

#include "cmd.h"
#include "port_msg.h"

/**
 * struct flexnic_row - a FlexNIC with the port that it is on
 * @port: the port
 * @nic: the FlexNIC
 */
struct flexnic_row {
	const struct port *port;
	const struct flexnic *nic;
};

void port_show_text(const struct port *port, const struct options *opts);
struct json_object *port_to_json(const struct port *port,
				 const struct options *opts);

void flexnics_show_text(const struct flexnic_row *rows, size_t n_rows,
			const struct options *opts);
struct json_object *flexnic_to_json(const struct flexnic_row *row,
				    const struct options *opts);

#endif
