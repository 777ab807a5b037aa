/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the modules' pure arithmetic needs of the kernel, for unit tests in
 * user space: cc -I selftests/unit/shim -I include
 */
#ifndef _KSHIM_H
#define _KSHIM_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
/* <errno.h> asks for <linux/errno.h>, which is this file here */
#include <asm/errno.h>
#include <asm/types.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s32 s32;
typedef __s64 s64;
typedef __u16 __be16;
typedef __u32 __be32;

#define S64_MAX			INT64_MAX
#define NSEC_PER_SEC		1000000000L
#define NSEC_PER_MSEC		1000000L
#define NSEC_PER_USEC		1000L
#define USEC_PER_SEC		1000000L
#define BIT(n)			(1UL << (n))
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
#define fallthrough		__attribute__((__fallthrough__))
#define DIV_ROUND_UP(n, d)	({ __auto_type _d = (d); ((n) + _d - 1) / _d; })
#define ____cacheline_aligned_in_smp	__attribute__((__aligned__(64)))

#define __pick(a, b, op) ({						\
	__auto_type _a = (a);						\
	__auto_type _b = (b);						\
	_a op _b ? _a : _b;						\
})
#define min(a, b)		__pick(a, b, <)
#define max(a, b)		__pick(a, b, >)
#define min_t(type, a, b)	({ type _x = (a); min(_x, (type)(b)); })
#define max_t(type, a, b)	({ type _x = (a); max(_x, (type)(b)); })
#define max3(a, b, c)		max(max(a, b), c)
#define clamp(v, lo, hi)	min(max(v, lo), hi)

static inline u64 div_u64(u64 a, u32 b) { return a / b; }
static inline s64 div_s64(s64 a, s32 b) { return a / b; }
static inline u64 div64_u64(u64 a, u64 b) { return a / b; }

static inline u64 mul_u64_u32_shr(u64 a, u32 mul, unsigned int shift)
{
	return (u64)(((__uint128_t)a * mul) >> shift);
}

static inline u64 mul_u64_u32_div(u64 a, u32 mul, u32 div)
{
	return (u64)((__uint128_t)a * mul / div);
}

typedef struct { s64 counter; } atomic64_t;
typedef struct { int counter; } atomic_t;

#define atomic64_read(v)	((v)->counter)
#define atomic64_set(v, n)	((v)->counter = (n))
#define atomic64_add(n, v)	((v)->counter += (n))
#define atomic_read(v)		((v)->counter)
#define atomic_inc(v)		((v)->counter++)
#define atomic_dec(v)		((v)->counter--)

static inline bool atomic64_try_cmpxchg(atomic64_t *v, s64 *old, s64 new)
{
	if (v->counter != *old) {
		*old = v->counter;
		return false;
	}
	v->counter = new;
	return true;
}

#endif /* _KSHIM_H */
