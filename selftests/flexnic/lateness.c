// SPDX-License-Identifier: GPL-2.0
/*
 * lateness SECONDS - how much time this machine lost
 *
 * Sleeps for 5 ms again and again and adds up by how much it woke later than
 * the qdisc could make good. Prints that as a percentage: a measurement of
 * rates is worth nothing on a machine that stood still in between.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SLEEP_NS	5000000L
#define GRACE_NS	60000000L

static long long now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

int main(int argc, char **argv)
{
	const struct timespec nap = { .tv_nsec = SLEEP_NS };
	long long start = now_ns(), before = start, now, lost = 0, end;

	if (argc != 2)
		return 1;
	end = start + atoll(argv[1]) * 1000000000LL;
	do {
		nanosleep(&nap, NULL);
		now = now_ns();
		if (now - before > SLEEP_NS + GRACE_NS)
			lost += now - before - SLEEP_NS;
		before = now;
	} while (now < end);
	printf("%.2f\n", 100.0 * lost / (now - start));
	return 0;
}
