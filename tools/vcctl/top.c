// SPDX-License-Identifier: GPL-2.0
/* vcctl top: what each FlexNIC sends, against what it is promised */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <linux/rtnetlink.h>
#include <sys/ioctl.h>

#include "args.h"
#include "output.h"
#include "port_list.h"
#include "rate.h"
#include "top.h"

#define NS_PER_S	1000000000ULL
#define NS_PER_MS	1000000ULL

/* ms between two looks */
#define INTERVAL	1000
#define INTERVAL_MIN	100
#define INTERVAL_MAX	3600000

/* characters of a line without the bar, about; and how long that may be */
#define BESIDE_BAR	66
#define BAR_MIN		20
#define BAR_USUAL	40
#define BAR_MAX		100

/* to the corner, and nothing below it */
#define CLEAR_SCREEN	"\033[H\033[J"

/**
 * struct watch - the command
 * @opts: options
 * @interval: ms between two looks
 * @count: how many tables, 0 for no end
 * @genl: to the FlexNICs
 * @route: to the qdiscs
 * @stop: signals that end it
 * @screen: standard output is a terminal, of which each table takes the place
 *	of the one before
 */
struct watch {
	const struct options *opts;
	uint64_t interval;
	uint64_t count;
	struct vcnl genl;
	struct vcnl route;
	sigset_t stop;
	bool screen;
};

static uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

static int out_of_memory(void)
{
	print_error("out of memory");
	return EXIT_REFUSED;
}

/* one dump of the ports, and one of the classes of each */
static int take_sample(struct watch *w, struct top_sample *sample)
{
	const struct port *port;
	struct class_stats *c;
	int status;
	size_t i;

	memset(sample, 0, sizeof(*sample));
	sample->ns = now_ns();
	status = port_list_dump(&w->genl, &sample->ports);
	for (i = 0; !status && i < sample->ports.n; i++) {
		port = list_at(&sample->ports, i);
		c = list_add(&sample->classes, sizeof(*c));
		if (!c)
			return out_of_memory();
		status = class_stats_get(&w->route, port->ifindex, c);
	}
	return status;
}

static unsigned int bar_width(const struct watch *w)
{
	struct winsize size;
	int width;

	if (!w->screen || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) ||
	    !size.ws_col)
		return BAR_USUAL;
	width = size.ws_col - BESIDE_BAR;
	return width < BAR_MIN ? BAR_MIN : width > BAR_MAX ? BAR_MAX : width;
}

static int show(const struct watch *w, const struct top_sample *before,
		const struct top_sample *now, bool first)
{
	struct list rows = { 0 };

	if (top_compare(before, now, &rows)) {
		list_free(&rows);
		return out_of_memory();
	}
	if (w->opts->json) {
		json_show(top_to_json(&rows, now->ns - before->ns), w->opts);
	} else {
		if (w->screen)
			fputs(CLEAR_SCREEN, stdout);
		else if (!first)
			putchar('\n');
		top_show_text(&rows, bar_width(w));
	}
	list_free(&rows);
	/* who reads it may have gone: main() says so */
	return fflush(stdout) ? EXIT_REFUSED : EXIT_OK;
}

/* wait until @then; true if it is to end */
static bool wait_until(const struct watch *w, uint64_t then)
{
	uint64_t now = now_ns(), left = then > now ? then - now : 0;
	struct timespec ts = { left / NS_PER_S, left % NS_PER_S };

	while (sigtimedwait(&w->stop, NULL, &ts) < 0)
		if (errno != EINTR)
			return false;
	return true;
}

static int watch(struct watch *w)
{
	struct top_sample before, now = { 0 };
	uint64_t shown, start;
	int status;

	status = take_sample(w, &before);
	start = before.ns;
	for (shown = 0; !status && (!w->count || shown < w->count); shown++) {
		/* by the first look, or the pauses would add up */
		if (wait_until(w, start + (shown + 1) * w->interval *
			       NS_PER_MS))
			break;
		status = take_sample(w, &now);
		if (!status)
			status = show(w, &before, &now, !shown);
		top_sample_free(&before);
		before = now;
		memset(&now, 0, sizeof(now));
	}
	top_sample_free(&before);
	return status;
}

/*
 * What ends it waits until it is asked for, so that no table is cut in the
 * middle and nothing is left behind.
 */
static void hold_signals(struct watch *w)
{
	sigemptyset(&w->stop);
	sigaddset(&w->stop, SIGINT);
	sigaddset(&w->stop, SIGTERM);
	sigprocmask(SIG_BLOCK, &w->stop, NULL);
}

static int open_and_watch(struct watch *w)
{
	int status = vcnl_open(&w->genl, &flexnic_family);

	if (status)
		return status;
	status = vcnl_open_route(&w->route, RTM_NEWTCLASS);
	if (!status) {
		hold_signals(w);
		w->screen = !w->opts->json && w->count != 1 &&
			    isatty(STDOUT_FILENO);
		status = watch(w);
		vcnl_close(&w->route);
	}
	vcnl_close(&w->genl);
	return status;
}

/* seconds, with decimals, as ms: thousands of them are read as such of a rate */
static int parse_interval(struct args *a, uint64_t *ms)
{
	char thousands[RATE_STRLEN];
	const char *text;

	if (args_value(a, "interval", &text))
		return -EINVAL;
	snprintf(thousands, sizeof(thousands), "%.28sk", text);
	if (strspn(text, "0123456789.") != strlen(text) ||
	    rate_parse(thousands, ms) || *ms < INTERVAL_MIN ||
	    *ms > INTERVAL_MAX)
		return args_fail(a, "interval \"%s\" is none of 0.1 to 3600 seconds",
				 text);
	return 0;
}

static int parse(struct args *a, struct watch *w)
{
	int err = 0;

	while (!err && args_peek(a)) {
		if (args_match(a, "--once") || args_match(a, "-once"))
			w->count = 1;
		else if (args_match(a, "interval"))
			err = parse_interval(a, &w->interval);
		else if (args_match(a, "count"))
			err = args_uint(a, "count", UINT32_MAX, &w->count);
		else
			return args_end(a);
	}
	return err;
}

static int top_run(const struct options *opts, int argc, char **argv)
{
	struct args a = { .argc = argc, .argv = argv };
	struct watch w = { .opts = opts, .interval = INTERVAL };

	if (parse(&a, &w))
		return usage_error(&top_object, &a);
	return open_and_watch(&w);
}

static const struct command commands[] = {
	{ "", "[ interval SECONDS ] [ count N | --once ]",
	  "show what each FlexNIC sends and receives, until interrupted",
	  top_run },
};

const struct object top_object = {
	.name = "top",
	.help = "what FlexNICs send now, against min and max",
	.terms =
	"SECONDS := 0.1 to 3600, 1 if nothing is said\n"
	"The bar is the port's speed: # sent on the own min, + borrowed,\n"
	"| where min is, ] where max is.\n",
	.commands = commands,
	.n_commands = ARRAY_SIZE(commands),
};
