/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VCCTL_DOMAIN_WHO_H
#define VCCTL_DOMAIN_WHO_H

#define WHO_SIZE	80

/*
 * Who calls, for the log: the user who logged in, and "as USER" if the process
 * is another's by now. The kernel tells it (/proc/self/loginuid), which
 * sudo and su leave alone. Returns @who.
 */
const char *who_am_i(char who[WHO_SIZE]);

#endif
