// SPDX-License-Identifier: GPL-2.0
/*
 * Allocation of a port's speed to its FlexNICs, as HPE Virtual Connect does
 * it for Flex-10 (Virtual Connect user guide, "Bandwidth assignment"):
 *
 *  1. Custom (and preferred) rates are served first. If together they exceed
 *     the port, each is scaled down in proportion and rounded down to a step;
 *     the steps left over go to those with the least, one each.
 *  2. Automatic ones split what is left evenly, in steps.
 *  3. Every FlexNIC keeps at least one step. If that takes steps away from the
 *     others, those are scaled to what is left and rounded down, and each
 *     step left over goes to the one furthest from its request.
 */
#include <linux/kernel.h>
#include <linux/math64.h>

#include "alloc.h"

struct flexnic_alloc {
	const struct flexnic_request	*req;
	unsigned int			count;
	u64				speed;
	unsigned int			*steps;
};

static bool is_custom(const struct flexnic_alloc *a, unsigned int i)
{
	return a->req[i].type == FLEXNIC_SPEED_CUSTOM ||
	       a->req[i].type == FLEXNIC_SPEED_PREFERRED;
}

static bool is_auto(const struct flexnic_alloc *a, unsigned int i)
{
	return a->req[i].type == FLEXNIC_SPEED_AUTO;
}

static unsigned int steps_used(const struct flexnic_alloc *a)
{
	unsigned int i, sum = 0;

	for (i = 0; i < a->count; i++)
		sum += a->steps[i];
	return sum;
}

/* the one of @mask with the fewest steps, the lowest slot first */
static unsigned int least_of(const struct flexnic_alloc *a, unsigned int mask)
{
	unsigned int i, best = a->count;

	for (i = 0; i < a->count; i++)
		if (mask & BIT(i) &&
		    (best == a->count || a->steps[i] < a->steps[best]))
			best = i;
	return best;
}

/* the one of @mask whose request is furthest above what it has */
static unsigned int furthest_of(const struct flexnic_alloc *a,
				unsigned int mask)
{
	unsigned int i, best = a->count;
	s64 gap, widest = 0;

	for (i = 0; i < a->count; i++) {
		if (!(mask & BIT(i)))
			continue;
		gap = (s64)(a->req[i].rate * FLEXNIC_STEPS) -
		      (s64)(a->steps[i] * a->speed);
		if (best == a->count || gap > widest) {
			best = i;
			widest = gap;
		}
	}
	return best;
}

/* scale the requests in @mask to @budget steps; true if any came to nothing */
static bool scale(const struct flexnic_alloc *a, unsigned int mask,
		  unsigned int budget)
{
	bool zero = false;
	unsigned int i;
	u64 sum = 0;

	for (i = 0; i < a->count; i++)
		if (mask & BIT(i))
			sum += a->req[i].rate;
	for (i = 0; i < a->count; i++) {
		if (!(mask & BIT(i)))
			continue;
		a->steps[i] = div64_u64(a->req[i].rate * budget, sum);
		zero |= !a->steps[i];
	}
	return zero;
}

static void alloc_custom(const struct flexnic_alloc *a)
{
	unsigned int i, mask = 0, left;
	u64 sum = 0;

	for (i = 0; i < a->count; i++) {
		if (!is_custom(a, i))
			continue;
		mask |= BIT(i);
		sum += a->req[i].rate;
		a->steps[i] = div64_u64(a->req[i].rate * FLEXNIC_STEPS,
					a->speed);
		/* less than one step is not to be had */
		if (!a->steps[i])
			a->steps[i] = 1;
	}
	if (sum <= a->speed)
		return;

	scale(a, mask, FLEXNIC_STEPS);
	for (left = FLEXNIC_STEPS - steps_used(a); left; left--) {
		i = least_of(a, mask);
		a->steps[i]++;
		mask &= ~BIT(i);
	}
}

static void alloc_auto(const struct flexnic_alloc *a)
{
	unsigned int i, mask = 0, n = 0, used = steps_used(a), left;

	for (i = 0; i < a->count; i++) {
		if (is_auto(a, i)) {
			mask |= BIT(i);
			n++;
		}
	}
	if (!n || used >= FLEXNIC_STEPS)
		return;

	left = FLEXNIC_STEPS - used;
	for (i = 0; i < a->count; i++)
		if (mask & BIT(i))
			a->steps[i] = left / n;
	for (left %= n; left; left--)
		a->steps[least_of(a, mask)]++;
}

static void alloc_floor(const struct flexnic_alloc *a)
{
	unsigned int i, floor, left, others = 0;

	for (i = 0; i < a->count; i++) {
		if (a->req[i].type == FLEXNIC_SPEED_DISABLED)
			continue;
		/* an automatic one gives way to a request first */
		if (a->steps[i] > 1)
			others |= BIT(i);
		else
			a->steps[i] = 1;
	}
	if (steps_used(a) <= FLEXNIC_STEPS)
		return;

	/*
	 * Only requests are left to take from: automatic ones got no more than
	 * a step, or the sum would have been within the port. Those that
	 * scaling brings to nothing keep a step and leave the rest less.
	 */
	do {
		floor = 0;
		for (i = 0; i < a->count; i++) {
			if (!(others & BIT(i)) && a->steps[i]) {
				a->steps[i] = 1;
				floor++;
			}
		}
		if (!scale(a, others, FLEXNIC_STEPS - floor))
			break;
		for (i = 0; i < a->count; i++) {
			if (others & BIT(i) && !a->steps[i]) {
				others &= ~BIT(i);
				a->steps[i] = 1;
			}
		}
	} while (true);

	for (left = FLEXNIC_STEPS - steps_used(a); left; left--)
		a->steps[furthest_of(a, others)]++;
}

/**
 * flexnic_alloc() - share out a port's speed
 * @req: what each FlexNIC asks
 * @count: FlexNICs, at most FLEXNIC_SLOTS
 * @speed: of the port, bit/s, not 0
 * @steps: filled with each one's share, in 1/FLEXNIC_STEPS of @speed
 *
 * The sum of the shares does not exceed FLEXNIC_STEPS; every FlexNIC that is
 * not disabled gets at least one.
 *
 * Context: Any.
 */
void flexnic_alloc(const struct flexnic_request *req, unsigned int count,
		   u64 speed, unsigned int *steps)
{
	const struct flexnic_alloc a = {
		.req = req,
		.count = count,
		.speed = speed,
		.steps = steps,
	};
	unsigned int i;

	for (i = 0; i < count; i++)
		steps[i] = 0;
	alloc_custom(&a);
	alloc_auto(&a);
	alloc_floor(&a);
}
