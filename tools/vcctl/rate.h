/* SPDX-License-Identifier: GPL-2.0 */
/* Rates as tc writes them. Pure: no I/O, no netlink. */
#ifndef VCCTL_RATE_H
#define VCCTL_RATE_H

#include <stddef.h>
#include <stdint.h>

#define RATE_STRLEN	32

/**
 * rate_parse() - read a rate in tc's notation
 * @str: decimal number and an optional unit: bit, kbit .. tbit, kibit ..
 *	tibit, bps .. tbps (bytes), or K, M, G, T for kbit .. tbit
 * @rate: result in bit/s, parts of a bit dropped
 *
 * Return: 0, -EINVAL if @str is no rate, -ERANGE if it does not fit.
 */
int rate_parse(const char *str, uint64_t *rate);

/* The way tc prints a rate: 2500Mbit, 10Gbit. Returns @buf. */
const char *rate_format(uint64_t rate, char *buf, size_t len);

/* For a rate that changes all the time: 94.3M, 9.4G. Returns @buf. */
const char *rate_format_short(uint64_t rate, char *buf, size_t len);

/* The exact number of Mb/s, such as 0.5 or 10000. Returns @buf. */
const char *rate_format_mbit(uint64_t rate, char *buf, size_t len);

#endif
