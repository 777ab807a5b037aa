// SPDX-License-Identifier: GPL-2.0
/*
 * Unit test of the allocation of a port's speed (alloc.c): Virtual Connect's
 * published examples, every branch, and what must hold for any request.
 * Prints KTAP.
 */
#include <stdlib.h>

#include "ktap.h"
#include "../../drivers/flexnic/alloc.c"

#define MBIT	1000000ULL
#define GBIT	(1000 * MBIT)
#define RANDOM_ROUNDS	200000

/* a request of 0 is automatic, a negative one disabled */
static void ask(struct flexnic_request *req, const double *gbit)
{
	unsigned int i;

	for (i = 0; i < FLEXNIC_SLOTS; i++) {
		req[i].rate = gbit[i] > 0 ? gbit[i] * 1000 * MBIT + 0.5 : 0;
		req[i].type = gbit[i] > 0 ? FLEXNIC_SPEED_CUSTOM :
			      gbit[i] < 0 ? FLEXNIC_SPEED_DISABLED :
					    FLEXNIC_SPEED_AUTO;
	}
}

static const struct {
	const char	*what;
	double		gbit[FLEXNIC_SLOTS];	/* of 10 Gb/s */
	unsigned int	steps[FLEXNIC_SLOTS];
} examples[] = {
	{ "custom ones that fit get what they ask, the rest stays free",
	  { 2, 2, 2, 2 }, { 20, 20, 20, 20 } },
	{ "automatic ones split what a custom one leaves",
	  { 1, 0, 0, 0 }, { 10, 30, 30, 30 } },
	{ "too much is scaled and the left steps go to the least",
	  { 1, 2, 4, 5 }, { 9, 17, 33, 41 } },
	{ "the least may be the last",
	  { 5, 4, 2, 1 }, { 41, 33, 17, 9 } },
	{ "a step each for automatic ones is taken from the custom ones",
	  { 2, 8, 0, 0 }, { 19, 79, 1, 1 } },
	{ "all automatic", { 0, 0, 0, 0 }, { 25, 25, 25, 25 } },
	{ "an uneven rest goes to the first",
	  { 0, 0, 0, -1 }, { 34, 33, 33, 0 } },
	{ "disabled ones get nothing", { -1, -1, -1, -1 }, { 0, 0, 0, 0 } },
	{ "one alone gets what it asks", { 3, -1, -1, -1 }, { 30, 0, 0, 0 } },
	{ "one automatic alone gets all", { 0, -1, -1, -1 }, { 100, 0, 0, 0 } },
	{ "less than a step is a step", { 0.01, 0, 0, 0 }, { 1, 33, 33, 33 } },
	{ "a rate between steps is rounded down",
	  { 1.55, -1, -1, -1 }, { 15, 0, 0, 0 } },
	{ "what scaling brings to nothing keeps a step",
	  { 0.001, 10, 10, 10 }, { 1, 33, 33, 33 } },
	{ "several that scaling brings to nothing",
	  { 0.001, 0.001, 0.001, 10 }, { 1, 1, 1, 97 } },
	{ "scaling to what is left may bring another one to nothing",
	  { 0.1, 10, 0, 0 }, { 1, 97, 1, 1 } },
	{ "the left step goes to the one furthest from its request",
	  { 5, 8, 0, 0 }, { 37, 61, 1, 1 } },
	{ "a request above the port", { 20, 0, -1, -1 }, { 99, 1, 0, 0 } },
};

static void test_examples(void)
{
	struct flexnic_request req[FLEXNIC_SLOTS];
	unsigned int steps[FLEXNIC_SLOTS], i;

	for (i = 0; i < ARRAY_SIZE(examples); i++) {
		ask(req, examples[i].gbit);
		flexnic_alloc(req, FLEXNIC_SLOTS, 10 * GBIT, steps);
		ktap_detail("%u %u %u %u", steps[0], steps[1], steps[2],
			    steps[3]);
		ktap_result(!memcmp(steps, examples[i].steps, sizeof(steps)),
			    "%s", examples[i].what);
	}
}

static u64 random_rate(u64 speed)
{
	u64 r = ((u64)random() << 31 | (u64)random()) % (speed + speed / 4) + 1;

	/* whole steps, tiny ones and anything */
	switch (random() % 3) {
	case 0:
		return (r % FLEXNIC_STEPS + 1) * (speed / FLEXNIC_STEPS);
	case 1:
		return r % (speed / FLEXNIC_STEPS) + 1;
	default:
		return r;
	}
}

static void random_request(struct flexnic_request *req, unsigned int count,
			   u64 speed)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		req[i].type = random() % 4;
		req[i].rate = req[i].type == FLEXNIC_SPEED_CUSTOM ||
			      req[i].type == FLEXNIC_SPEED_PREFERRED ?
			      random_rate(speed) : 0;
	}
}

static const char *broken_rule(const struct flexnic_request *req,
			       unsigned int count, u64 speed,
			       const unsigned int *steps)
{
	unsigned int i, j, sum = 0, autos = 0, lo = FLEXNIC_STEPS, hi = 0;
	u64 asked = 0;

	for (i = 0; i < count; i++) {
		bool custom = req[i].rate;

		sum += steps[i];
		asked += req[i].rate;
		if (req[i].type == FLEXNIC_SPEED_DISABLED) {
			if (steps[i])
				return "a disabled one got a share";
			continue;
		}
		if (!steps[i])
			return "one got nothing";
		if (custom && steps[i] > 1 &&
		    (steps[i] - 1) * speed >= req[i].rate * FLEXNIC_STEPS)
			return "one got more than it asked";
		if (!custom) {
			autos++;
			lo = steps[i] < lo ? steps[i] : lo;
			hi = steps[i] > hi ? steps[i] : hi;
		}
	}
	if (sum > FLEXNIC_STEPS)
		return "more than the port was given";
	if (autos && hi - lo > 1)
		return "automatic ones are not even";
	if (autos && sum != FLEXNIC_STEPS)
		return "automatic ones left something";
	if (asked > speed && sum != FLEXNIC_STEPS)
		return "too much was asked and something was left";
	for (i = 0; i < count; i++)
		for (j = 0; j < count; j++)
			if (req[i].rate > req[j].rate && req[j].rate &&
			    steps[i] + 1 < steps[j])
				return "who asked more got less";
	if (!autos && asked <= speed)
		for (i = 0; i < count; i++)
			if (req[i].rate * FLEXNIC_STEPS / speed > steps[i] &&
			    sum < FLEXNIC_STEPS)
				return "a request that fits was cut";
	return NULL;
}

static void test_random(u64 speed)
{
	struct flexnic_request req[FLEXNIC_SLOTS];
	unsigned int steps[FLEXNIC_SLOTS], i, count;
	const char *broken = NULL;

	srandom(speed / MBIT);
	for (i = 0; i < RANDOM_ROUNDS && !broken; i++) {
		count = random() % FLEXNIC_SLOTS + 1;
		memset(req, 0, sizeof(req));
		memset(steps, 0, sizeof(steps));
		random_request(req, count, speed);
		flexnic_alloc(req, count, speed, steps);
		broken = broken_rule(req, count, speed, steps);
	}
	if (broken)
		ktap_detail("%s: round %u of %u: ask %llu %llu %llu %llu get %u %u %u %u",
			    broken, i, count, req[0].rate, req[1].rate,
			    req[2].rate, req[3].rate, steps[0], steps[1],
			    steps[2], steps[3]);
	ktap_result(!broken, "%u random requests of %llu Mb/s", RANDOM_ROUNDS,
		    speed / MBIT);
}

int main(void)
{
	static const u64 speeds[] = { 10 * MBIT, 200 * MBIT, GBIT, 10 * GBIT,
				      25 * GBIT, 40 * GBIT, 100 * GBIT,
				      10000 * GBIT };
	unsigned int i;

	ktap_begin();
	test_examples();
	for (i = 0; i < ARRAY_SIZE(speeds); i++)
		test_random(speeds[i]);
	return ktap_end();
}
