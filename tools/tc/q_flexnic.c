// SPDX-License-Identifier: GPL-2.0
/*
 * tc's plugin for the qdisc "flexnic": its options, its classes' options, and
 * its statistics. See tc-flexnic(8).
 */
#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <linux/flexnic.h>

#include "rate.h"
#include "tc_abi.h"

#define ARRAY_SIZE(a)	(sizeof(a) / sizeof((a)[0]))

/* tc's request has room for this much; more is refused by addattr_l() */
#define MAX_REQUEST	4096

/* longest text of a time, as sprint_time() needs it */
#define TIME_STRLEN	64

#define BITS_PER_BYTE	8

/* Class 1 is FlexNIC a; the class after the last FlexNIC is the port's own. */
#define CLASS_MIN	1
#define CLASS_MAX	FLEXNIC_SLOTS

static void explain(void)
{
	fprintf(stderr,
		"Usage: ... flexnic [ rate { RATE | unlimited } ] [ burst TIME ]\n"
		"                   [ batch TIME ] [ overhead BYTES ]\n"
		"                   [ limit { SIZE | auto } ] [ target { TIME | auto } ]\n"
		"                   [ interval { TIME | auto } ] [ ecn | noecn ]\n"
		"                   [ class { a | b | c | d } CLASS ]...\n"
		"CLASS := [ min RATE ] [ max { RATE | port } ] [ prio 0..%d ]\n",
		FLEXNIC_PRIO_MAX);
}

static void explain_class(void)
{
	fprintf(stderr,
		"Usage: tc class change dev DEV classid HANDLE:{ 1 | 2 | 3 | 4 }\n"
		"       flexnic [ min RATE ] [ max { RATE | port } ] [ prio 0..%d ]\n",
		FLEXNIC_PRIO_MAX);
}

/*
 * Options are keywords with a value. A table says which attribute each
 * becomes, how the value is read, and how it is shown.
 */
enum option_kind {
	OPTION_RATE,	/* u64, bit/s */
	OPTION_TIME,	/* u32, us */
	OPTION_SIZE,	/* u32, bytes, with a unit */
	OPTION_UINT,	/* u32 */
};

struct option {
	const char *word;
	enum option_kind kind;
	int attr;
	const char *zero;	/* what 0 means, where it is no number */
};

static const struct option qdisc_options[] = {
	{ "rate",	OPTION_RATE,	TCA_FLEXNIC_RATE,	"unlimited" },
	{ "burst",	OPTION_TIME,	TCA_FLEXNIC_BURST,	NULL },
	{ "batch",	OPTION_TIME,	TCA_FLEXNIC_BATCH,	NULL },
	{ "overhead",	OPTION_UINT,	TCA_FLEXNIC_OVERHEAD,	NULL },
	{ "limit",	OPTION_SIZE,	TCA_FLEXNIC_LIMIT,	"auto" },
	{ "target",	OPTION_TIME,	TCA_FLEXNIC_TARGET,	"auto" },
	{ "interval",	OPTION_TIME,	TCA_FLEXNIC_INTERVAL,	"auto" },
};

static const struct option class_options[] = {
	{ "min",	OPTION_RATE,	TCA_FLEXNIC_CLASS_MIN,	NULL },
	{ "max",	OPTION_RATE,	TCA_FLEXNIC_CLASS_MAX,	"port" },
	{ "prio",	OPTION_UINT,	TCA_FLEXNIC_CLASS_PRIO,	NULL },
};

static int get_uint(unsigned int *value, const char *str)
{
	unsigned long long v;
	char *end;

	/* strtoull() would take a sign and blanks */
	if (*str < '0' || *str > '9')
		return -1;
	errno = 0;
	v = strtoull(str, &end, 0);
	if (*end || errno || v > UINT32_MAX)
		return -1;
	*value = v;
	return 0;
}

static int add_rate(struct nlmsghdr *n, int attr, const char *value)
{
	uint64_t rate;

	if (rate_parse(value, &rate))
		return -EINVAL;
	return addattr_l(n, MAX_REQUEST, attr, &rate, sizeof(rate));
}

static int add_u32(struct nlmsghdr *n, int attr, enum option_kind kind,
		   const char *value)
{
	unsigned int v = 0;
	int err;

	/* tc's own readers let a sign pass */
	if (*value == '-')
		return -EINVAL;
	if (kind == OPTION_TIME)
		err = get_time(&v, value);
	else if (kind == OPTION_SIZE)
		err = get_size(&v, value);
	else
		err = get_uint(&v, value);
	if (err)
		return -EINVAL;
	return addattr_l(n, MAX_REQUEST, attr, &v, sizeof(v));
}

static int add_option(struct nlmsghdr *n, const struct option *o,
		      const char *value)
{
	if (o->zero && !strcmp(value, o->zero))
		value = "0";
	if (o->kind == OPTION_RATE)
		return add_rate(n, o->attr, value);
	return add_u32(n, o->attr, o->kind, value);
}

/* Returns the number of words taken: 0 if they are no option, -1 if bad. */
static int parse_option(const struct option *options, size_t n_options,
			int argc, char **argv, struct nlmsghdr *n)
{
	const struct option *o;

	for (o = options; o < options + n_options; o++)
		if (!strcmp(argv[0], o->word))
			break;
	if (o == options + n_options)
		return 0;
	if (argc < 2) {
		fprintf(stderr, "flexnic: \"%s\" wants a value\n", argv[0]);
		return -1;
	}
	if (add_option(n, o, argv[1])) {
		fprintf(stderr, "flexnic: invalid %s \"%s\"\n", argv[0],
			argv[1]);
		return -1;
	}
	return 2;
}

static int parse_minor(const char *word, __u32 *minor)
{
	char first = strlen(word) == 1 ? *word : '\0';

	if (first >= 'a' && first < 'a' + FLEXNIC_SLOTS)
		*minor = first - 'a' + CLASS_MIN;
	else if (first >= '0' + CLASS_MIN && first <= '0' + CLASS_MAX)
		*minor = first - '0';
	else
		return -1;
	return 0;
}

/* class { a | b | c | d } CLASS */
static int parse_class(int argc, char **argv, struct nlmsghdr *n)
{
	struct rtattr *nest;
	int taken = 2, more;
	__u32 minor;

	if (argc < 2 || parse_minor(argv[1], &minor)) {
		fprintf(stderr, "flexnic: \"class\" wants one of a, b, c, d\n");
		return -1;
	}
	nest = addattr_nest(n, MAX_REQUEST, TCA_FLEXNIC_CLASS | NLA_F_NESTED);
	addattr_l(n, MAX_REQUEST, TCA_FLEXNIC_CLASS_MINOR, &minor,
		  sizeof(minor));
	while (taken < argc) {
		more = parse_option(class_options, ARRAY_SIZE(class_options),
				    argc - taken, argv + taken, n);
		if (more < 0)
			return -1;
		if (!more)
			break;
		taken += more;
	}
	addattr_nest_end(n, nest);
	return taken;
}

static int parse_ecn(char **argv, struct nlmsghdr *n)
{
	__u8 ecn = !strcmp(argv[0], "ecn");

	if (!ecn && strcmp(argv[0], "noecn"))
		return 0;
	addattr_l(n, MAX_REQUEST, TCA_FLEXNIC_ECN, &ecn, sizeof(ecn));
	return 1;
}

static int parse_qdisc_word(int argc, char **argv, struct nlmsghdr *n)
{
	int taken;

	taken = parse_option(qdisc_options, ARRAY_SIZE(qdisc_options), argc,
			     argv, n);
	if (!taken)
		taken = parse_ecn(argv, n);
	if (!taken && !strcmp(argv[0], "class"))
		taken = parse_class(argc, argv, n);
	return taken;
}

static int parse_class_word(int argc, char **argv, struct nlmsghdr *n)
{
	return parse_option(class_options, ARRAY_SIZE(class_options), argc,
			    argv, n);
}

static int parse_all(int argc, char **argv, struct nlmsghdr *n,
		     int (*word)(int argc, char **argv, struct nlmsghdr *n),
		     void (*help)(void))
{
	struct rtattr *options;
	int taken;

	options = addattr_nest(n, MAX_REQUEST, TCA_OPTIONS | NLA_F_NESTED);
	for (; argc > 0; argc -= taken, argv += taken) {
		taken = word(argc, argv, n);
		if (taken < 0)
			return -1;
		if (taken)
			continue;
		if (strcmp(argv[0], "help"))
			fprintf(stderr, "flexnic: unknown option \"%s\"\n",
				argv[0]);
		help();
		return -1;
	}
	addattr_nest_end(n, options);
	return 0;
}

static int flexnic_parse_qopt(struct qdisc_util *qu, int argc, char **argv,
			      struct nlmsghdr *n, const char *dev)
{
	(void)qu;
	(void)dev;
	return parse_all(argc, argv, n, parse_qdisc_word, explain);
}

static int flexnic_parse_copt(struct qdisc_util *qu, int argc, char **argv,
			      struct nlmsghdr *n, const char *dev)
{
	(void)qu;
	(void)dev;
	return parse_all(argc, argv, n, parse_class_word, explain_class);
}

/* Text comes as "word value ", the blank behind each parts it from the next. */
static void print_text(const char *text)
{
	print_color_string(PRINT_FP, COLOR_NONE, NULL, "%s ", text);
}

static void print_rate_option(const struct option *o, struct rtattr *attr)
{
	uint64_t rate;

	if (RTA_PAYLOAD(attr) < sizeof(rate))
		return;
	memcpy(&rate, RTA_DATA(attr), sizeof(rate));
	print_text(o->word);
	if (!rate && o->zero)
		print_text(o->zero);
	else
		tc_print_rate(PRINT_FP, NULL, "%s ", rate / BITS_PER_BYTE);
	tc_print_rate(PRINT_JSON, o->word, NULL, rate / BITS_PER_BYTE);
}

static void print_u32_option(const struct option *o, struct rtattr *attr)
{
	char text[TIME_STRLEN];
	__u32 value;

	if (RTA_PAYLOAD(attr) < sizeof(value))
		return;
	memcpy(&value, RTA_DATA(attr), sizeof(value));
	print_color_uint(PRINT_JSON, COLOR_NONE, o->word, NULL, value);
	if (!value && o->zero)
		snprintf(text, sizeof(text), "%s", o->zero);
	else if (o->kind == OPTION_TIME)
		sprint_time(value, text);
	else
		snprintf(text, sizeof(text), "%u%s", value,
			 o->kind == OPTION_SIZE ? "b" : "");
	print_text(o->word);
	print_text(text);
}

static void print_options(const struct option *options, size_t n_options,
			  struct rtattr **tb)
{
	const struct option *o;

	for (o = options; o < options + n_options; o++) {
		if (!tb[o->attr])
			continue;
		if (o->kind == OPTION_RATE)
			print_rate_option(o, tb[o->attr]);
		else
			print_u32_option(o, tb[o->attr]);
	}
}

static void print_ecn(struct rtattr *attr)
{
	bool ecn;

	if (!attr || RTA_PAYLOAD(attr) < 1)
		return;
	ecn = *(__u8 *)RTA_DATA(attr);
	print_color_bool(PRINT_JSON, COLOR_NONE, "ecn", NULL, ecn);
	if (ecn)
		print_text("ecn");
}

static void print_class_nest(struct rtattr *nest)
{
	struct rtattr *tb[TCA_FLEXNIC_CLASS_ATTR_MAX + 1];
	char name[2] = "?";
	__u32 minor = 0;

	parse_rtattr_flags(tb, TCA_FLEXNIC_CLASS_ATTR_MAX, RTA_DATA(nest),
			   RTA_PAYLOAD(nest), NLA_F_NESTED);
	if (tb[TCA_FLEXNIC_CLASS_MINOR] &&
	    RTA_PAYLOAD(tb[TCA_FLEXNIC_CLASS_MINOR]) >= sizeof(minor))
		memcpy(&minor, RTA_DATA(tb[TCA_FLEXNIC_CLASS_MINOR]),
		       sizeof(minor));
	if (minor >= CLASS_MIN && minor <= CLASS_MAX)
		name[0] = 'a' + minor - CLASS_MIN;
	print_nl();
	open_json_object(NULL);
	print_color_string(PRINT_JSON, COLOR_NONE, "class", NULL, name);
	print_color_string(PRINT_FP, COLOR_NONE, NULL, "  class %s ", name);
	print_options(class_options, ARRAY_SIZE(class_options), tb);
	close_json_object();
}

/* parse_rtattr() keeps one of each: the classes are many */
static void print_classes(struct rtattr *options)
{
	int left = RTA_PAYLOAD(options);
	struct rtattr *attr;

	open_json_array(PRINT_JSON, "classes");
	for (attr = RTA_DATA(options); RTA_OK(attr, left);
	     attr = RTA_NEXT(attr, left))
		if ((attr->rta_type & NLA_TYPE_MASK) == TCA_FLEXNIC_CLASS)
			print_class_nest(attr);
	close_json_array(PRINT_JSON, NULL);
}

static int flexnic_print_qopt(struct qdisc_util *qu, FILE *f,
			      struct rtattr *opt)
{
	struct rtattr *tb[TCA_FLEXNIC_MAX + 1];

	(void)qu;
	(void)f;
	if (!opt)
		return 0;
	parse_rtattr_flags(tb, TCA_FLEXNIC_MAX, RTA_DATA(opt),
			   RTA_PAYLOAD(opt), NLA_F_NESTED);
	print_options(qdisc_options, ARRAY_SIZE(qdisc_options), tb);
	print_ecn(tb[TCA_FLEXNIC_ECN]);
	if (tb[TCA_FLEXNIC_CLASS])
		print_classes(opt);
	return 0;
}

static int flexnic_print_copt(struct qdisc_util *qu, FILE *f,
			      struct rtattr *opt)
{
	struct rtattr *tb[TCA_FLEXNIC_CLASS_ATTR_MAX + 1];

	(void)qu;
	(void)f;
	if (!opt)
		return 0;
	parse_rtattr_flags(tb, TCA_FLEXNIC_CLASS_ATTR_MAX, RTA_DATA(opt),
			   RTA_PAYLOAD(opt), NLA_F_NESTED);
	print_options(class_options, ARRAY_SIZE(class_options), tb);
	return 0;
}

static void print_count(const char *key, const char *fmt, uint64_t count)
{
	print_color_lluint(PRINT_ANY, COLOR_NONE, key, fmt, count);
}

static void print_delay(uint32_t us)
{
	char text[TIME_STRLEN];

	print_color_uint(PRINT_JSON, COLOR_NONE, "delay", NULL, us);
	print_color_string(PRINT_FP, COLOR_NONE, NULL, " delay %s",
			   sprint_time(us, text));
}

static int flexnic_print_xstats(struct qdisc_util *qu, FILE *f,
				struct rtattr *xstats)
{
	struct tc_flexnic_xstats st = { 0 };
	size_t len;

	(void)qu;
	(void)f;
	if (!xstats)
		return 0;
	/* another version of the kernel may have fewer or more of them */
	len = RTA_PAYLOAD(xstats);
	memcpy(&st, RTA_DATA(xstats), len < sizeof(st) ? len : sizeof(st));

	print_count("guaranteed", " guaranteed %llub", st.guaranteed);
	print_count("borrowed", " borrowed %llub", st.borrowed);
	print_color_uint(PRINT_ANY, COLOR_NONE, "queues", " queues %u",
			 st.queues);
	print_delay(st.delay_us);
	print_nl();
	print_count("codel_drops", " codel-drops %llu", st.codel_drops);
	print_count("ecn_marks", " ecn-marks %llu", st.ecn_marks);
	print_count("overlimit_drops", " overlimit-drops %llu",
		    st.overlimit_drops);
	return 0;
}

/* the one symbol that tc looks for */
extern struct qdisc_util flexnic_qdisc_util;

__attribute__((visibility("default")))
struct qdisc_util flexnic_qdisc_util = {
	.id = "flexnic",
	.parse_qopt = flexnic_parse_qopt,
	.print_qopt = flexnic_print_qopt,
	.print_xstats = flexnic_print_xstats,
	.parse_copt = flexnic_parse_copt,
	.print_copt = flexnic_print_copt,
};
