// SPDX-License-Identifier: GPL-2.0
/*
 * Netlink options of the qdisc "flexnic" and of its classes.
 */
#include <linux/module.h>
#include <net/netlink.h>

#include "sch_flexnic.h"

/* All but NLA_F_NESTED on the outermost, which tc does not set */
#define FLEXQ_STRICT	(NL_VALIDATE_STRICT & ~NL_VALIDATE_NESTED)

static const struct nla_policy flexq_policy[TCA_FLEXNIC_MAX + 1] = {
	[TCA_FLEXNIC_RATE]	= { .type = NLA_U64 },
	[TCA_FLEXNIC_BURST]	= NLA_POLICY_RANGE(NLA_U32, 100, 32000),
	[TCA_FLEXNIC_BATCH]	= NLA_POLICY_RANGE(NLA_U32, 1, 10000),
	[TCA_FLEXNIC_OVERHEAD]	= NLA_POLICY_MAX(NLA_U32, 256),
	[TCA_FLEXNIC_LIMIT]	= { .type = NLA_U32 },
	[TCA_FLEXNIC_TARGET]	= { .type = NLA_U32 },
	[TCA_FLEXNIC_INTERVAL]	= { .type = NLA_U32 },
	[TCA_FLEXNIC_ECN]	= NLA_POLICY_MAX(NLA_U8, 1),
	[TCA_FLEXNIC_CLASS]	= { .type = NLA_NESTED },
};

static const struct nla_policy
flexq_class_policy[TCA_FLEXNIC_CLASS_ATTR_MAX + 1] = {
	[TCA_FLEXNIC_CLASS_MINOR] = NLA_POLICY_RANGE(NLA_U32, 1, FLEXNIC_SLOTS),
	[TCA_FLEXNIC_CLASS_MIN]	= { .type = NLA_U64 },
	[TCA_FLEXNIC_CLASS_MAX]	= { .type = NLA_U64 },
	[TCA_FLEXNIC_CLASS_PRIO] = NLA_POLICY_MAX(NLA_U32, FLEXNIC_PRIO_MAX),
};

#define FLEXQ_LIMIT_MIN	4096U	/* bytes: two full frames and more */
#define FLEXQ_CODEL_MAX	(10 * USEC_PER_SEC)	/* us */

/* What a refusal is about, for the extack's attribute offset */
struct flexq_opts_at {
	const struct nlattr	*rate;
	const struct nlattr	*batch;
	const struct nlattr	*min[FLEXNIC_SLOTS];
	const struct nlattr	*max[FLEXNIC_SLOTS];
};

static int flexq_refuse_at(enum flexq_refusal refusal, unsigned int class,
			   const struct flexq_opts_at *at,
			   struct netlink_ext_ack *extack)
{
	const struct nlattr *min = at->min[class], *max = at->max[class];

	switch (refusal) {
	case FLEXQ_FITS:
		return 0;
	case FLEXQ_RATE_RANGE:
		NL_SET_ERR_MSG_ATTR(extack, at->rate,
				    "rate is not within 8 kbit/s and 10 Tbit/s");
		return -ERANGE;
	case FLEXQ_MIN_RANGE:
		NL_SET_ERR_MSG_ATTR(extack, min,
				    "min is not within 8 kbit/s and 10 Tbit/s");
		return -ERANGE;
	case FLEXQ_MAX_RANGE:
		NL_SET_ERR_MSG_ATTR(extack, max,
				    "max is not within 8 kbit/s and 10 Tbit/s");
		return -ERANGE;
	case FLEXQ_MIN_OVER_MAX:
		NL_SET_ERR_MSG_ATTR(extack, min ?: max,
				    "min exceeds the max of the class");
		return -EINVAL;
	case FLEXQ_MIN_OVER_RATE:
		NL_SET_ERR_MSG_ATTR(extack, min ?: at->rate,
				    "the mins together exceed the rate of the port");
		return -EINVAL;
	case FLEXQ_PRIO_RANGE:
		NL_SET_ERR_MSG(extack, "prio is not within 0 and 7");
		return -ERANGE;
	case FLEXQ_BATCH_OVER_BURST:
		NL_SET_ERR_MSG_ATTR(extack, at->batch,
				    "batch is longer than burst");
		return -EINVAL;
	}
	return -EINVAL;
}

/**
 * flexq_refuse() - say why a configuration is refused
 * @refusal: from flexq_conf_check()
 * @class: from there too
 * @extack: takes the text
 *
 * Return: a negative error code; 0 if @refusal is none.
 */
int flexq_refuse(enum flexq_refusal refusal, unsigned int class,
		 struct netlink_ext_ack *extack)
{
	static const struct flexq_opts_at nowhere;

	return flexq_refuse_at(refusal, class, &nowhere, extack);
}

static int flexq_opts_check(const struct flexq_conf *conf,
			    const struct flexq_opts_at *at,
			    struct netlink_ext_ack *extack)
{
	enum flexq_refusal refusal;
	unsigned int class;

	refusal = flexq_conf_check(conf, &class);
	return flexq_refuse_at(refusal, min(class, FLEXNIC_SLOTS - 1U), at,
			       extack);
}

static void flexq_opts_ask(struct nlattr *tb[], unsigned int class,
			   struct flexq_conf *conf, struct flexq_opts_at *at)
{
	struct flexq_ask *ask = &conf->ask[class];

	at->min[class] = tb[TCA_FLEXNIC_CLASS_MIN];
	at->max[class] = tb[TCA_FLEXNIC_CLASS_MAX];
	if (tb[TCA_FLEXNIC_CLASS_MIN])
		ask->min = nla_get_u64(tb[TCA_FLEXNIC_CLASS_MIN]);
	if (tb[TCA_FLEXNIC_CLASS_MAX])
		ask->max = nla_get_u64(tb[TCA_FLEXNIC_CLASS_MAX]);
	if (tb[TCA_FLEXNIC_CLASS_PRIO])
		ask->prio = nla_get_u32(tb[TCA_FLEXNIC_CLASS_PRIO]);
}

static int flexq_class_attrs(const struct nlattr *nest, struct nlattr *tb[],
			     struct netlink_ext_ack *extack)
{
	return __nla_parse(tb, TCA_FLEXNIC_CLASS_ATTR_MAX, nla_data(nest),
			   nla_len(nest), flexq_class_policy, FLEXQ_STRICT,
			   extack);
}

/* One TCA_FLEXNIC_CLASS of the qdisc's options */
static int flexq_opts_nest(const struct nlattr *nest, struct flexq_conf *conf,
			   struct flexq_opts_at *at,
			   struct netlink_ext_ack *extack)
{
	struct nlattr *tb[TCA_FLEXNIC_CLASS_ATTR_MAX + 1];
	int err;

	err = flexq_class_attrs(nest, tb, extack);
	if (err)
		return err;
	if (!tb[TCA_FLEXNIC_CLASS_MINOR]) {
		NL_SET_ERR_MSG_ATTR(extack, nest, "class without its minor");
		return -EINVAL;
	}
	flexq_opts_ask(tb, nla_get_u32(tb[TCA_FLEXNIC_CLASS_MINOR]) - 1, conf,
		       at);
	return 0;
}

static int flexq_opts_limit(const struct nlattr *attr, struct flexq_conf *conf,
			    struct netlink_ext_ack *extack)
{
	u32 limit = nla_get_u32(attr);

	if (limit && (limit < FLEXQ_LIMIT_MIN || limit > S32_MAX / 2)) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "limit is not within 4 KiB and 1 GiB");
		return -ERANGE;
	}
	conf->limit = limit;
	return 0;
}

static int flexq_opts_codel(struct nlattr *tb[], struct flexq_conf *conf,
			    struct netlink_ext_ack *extack)
{
	struct nlattr *target = tb[TCA_FLEXNIC_TARGET];
	struct nlattr *interval = tb[TCA_FLEXNIC_INTERVAL];

	if (target)
		conf->target = nla_get_u32(target);
	if (interval)
		conf->interval = nla_get_u32(interval);
	if (conf->target > FLEXQ_CODEL_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, target, "target exceeds 10 s");
		return -ERANGE;
	}
	if (conf->interval > FLEXQ_CODEL_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, interval, "interval exceeds 10 s");
		return -ERANGE;
	}
	return 0;
}

static int flexq_opts_own(struct nlattr *tb[], struct flexq_conf *conf,
			  struct flexq_opts_at *at,
			  struct netlink_ext_ack *extack)
{
	int err;

	at->rate = tb[TCA_FLEXNIC_RATE];
	at->batch = tb[TCA_FLEXNIC_BATCH] ?: tb[TCA_FLEXNIC_BURST];
	if (tb[TCA_FLEXNIC_RATE])
		conf->rate = nla_get_u64(tb[TCA_FLEXNIC_RATE]);
	if (tb[TCA_FLEXNIC_BURST])
		conf->burst = nla_get_u32(tb[TCA_FLEXNIC_BURST]);
	if (tb[TCA_FLEXNIC_BATCH])
		conf->batch = nla_get_u32(tb[TCA_FLEXNIC_BATCH]);
	if (tb[TCA_FLEXNIC_OVERHEAD])
		conf->overhead = nla_get_u32(tb[TCA_FLEXNIC_OVERHEAD]);
	if (tb[TCA_FLEXNIC_ECN])
		conf->ecn = nla_get_u8(tb[TCA_FLEXNIC_ECN]);
	err = flexq_opts_codel(tb, conf, extack);
	if (!err && tb[TCA_FLEXNIC_LIMIT])
		err = flexq_opts_limit(tb[TCA_FLEXNIC_LIMIT], conf, extack);
	return err;
}

/**
 * flexq_opts_parse() - read the options of the qdisc
 * @opt: TCA_OPTIONS
 * @conf: what is in force; changed to what is asked for
 * @extack: says why not
 *
 * Return: 0 if @conf can be put in force, else a negative error code.
 */
int flexq_opts_parse(struct nlattr *opt, struct flexq_conf *conf,
		     struct netlink_ext_ack *extack)
{
	struct nlattr *tb[TCA_FLEXNIC_MAX + 1], *nest;
	struct flexq_opts_at at = {};
	int err, rem;

	err = __nla_parse(tb, TCA_FLEXNIC_MAX, nla_data(opt), nla_len(opt),
			  flexq_policy, FLEXQ_STRICT, extack);
	if (err)
		return err;
	err = flexq_opts_own(tb, conf, &at, extack);
	if (err)
		return err;
	nla_for_each_nested(nest, opt, rem) {
		if (nla_type(nest) != TCA_FLEXNIC_CLASS)
			continue;
		err = flexq_opts_nest(nest, conf, &at, extack);
		if (err)
			return err;
	}
	return flexq_opts_check(conf, &at, extack);
}

/**
 * flexq_opts_parse_class() - read the options of one class
 * @opt: TCA_OPTIONS
 * @class: the class, 0..3
 * @conf: what is in force; changed to what is asked for
 * @extack: says why not
 *
 * Return: 0 if @conf can be put in force, else a negative error code.
 */
int flexq_opts_parse_class(struct nlattr *opt, unsigned int class,
			   struct flexq_conf *conf,
			   struct netlink_ext_ack *extack)
{
	struct nlattr *tb[TCA_FLEXNIC_CLASS_ATTR_MAX + 1];
	struct flexq_opts_at at = {};
	int err;

	err = flexq_class_attrs(opt, tb, extack);
	if (err)
		return err;
	if (tb[TCA_FLEXNIC_CLASS_MINOR] &&
	    nla_get_u32(tb[TCA_FLEXNIC_CLASS_MINOR]) != class + 1) {
		NL_SET_ERR_MSG_ATTR(extack, tb[TCA_FLEXNIC_CLASS_MINOR],
				    "minor is not that of the class");
		return -EINVAL;
	}
	flexq_opts_ask(tb, class, conf, &at);
	return flexq_opts_check(conf, &at, extack);
}

static int flexq_put_ask(struct sk_buff *skb, const struct flexq_ask *ask)
{
	if (nla_put_u64_64bit(skb, TCA_FLEXNIC_CLASS_MIN, ask->min,
			      TCA_FLEXNIC_CLASS_PAD) ||
	    nla_put_u64_64bit(skb, TCA_FLEXNIC_CLASS_MAX, ask->max,
			      TCA_FLEXNIC_CLASS_PAD) ||
	    nla_put_u32(skb, TCA_FLEXNIC_CLASS_PRIO, ask->prio))
		return -EMSGSIZE;
	return 0;
}

static int flexq_put_own(struct sk_buff *skb, const struct flexq_conf *conf)
{
	if (nla_put_u64_64bit(skb, TCA_FLEXNIC_RATE, conf->rate,
			      TCA_FLEXNIC_PAD) ||
	    nla_put_u32(skb, TCA_FLEXNIC_BURST, conf->burst) ||
	    nla_put_u32(skb, TCA_FLEXNIC_BATCH, conf->batch) ||
	    nla_put_u32(skb, TCA_FLEXNIC_OVERHEAD, conf->overhead) ||
	    nla_put_u32(skb, TCA_FLEXNIC_LIMIT, conf->limit) ||
	    nla_put_u32(skb, TCA_FLEXNIC_TARGET, conf->target) ||
	    nla_put_u32(skb, TCA_FLEXNIC_INTERVAL, conf->interval) ||
	    nla_put_u8(skb, TCA_FLEXNIC_ECN, conf->ecn))
		return -EMSGSIZE;
	return 0;
}

static int flexq_put_class(struct sk_buff *skb, const struct flexq_conf *conf,
			   unsigned int class)
{
	struct nlattr *nest = nla_nest_start(skb, TCA_FLEXNIC_CLASS);

	if (!nest || nla_put_u32(skb, TCA_FLEXNIC_CLASS_MINOR, class + 1) ||
	    flexq_put_ask(skb, &conf->ask[class]))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * flexq_opts_dump() - write the options of the qdisc
 * @skb: message to write to
 * @conf: what is in force
 *
 * Return: 0, or -1 if they do not fit.
 */
int flexq_opts_dump(struct sk_buff *skb, const struct flexq_conf *conf)
{
	struct nlattr *nest = nla_nest_start_noflag(skb, TCA_OPTIONS);
	unsigned int class;
	int err;

	if (!nest)
		return -1;
	err = flexq_put_own(skb, conf);
	for (class = 0; !err && class < FLEXNIC_SLOTS; class++)
		err = flexq_put_class(skb, conf, class);
	if (err) {
		nla_nest_cancel(skb, nest);
		return -1;
	}
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * flexq_opts_dump_class() - write the options of one class
 * @skb: message to write to
 * @conf: what is in force
 * @class: the class; the port's own shows its fixed share
 *
 * Return: 0, or -1 if they do not fit.
 */
int flexq_opts_dump_class(struct sk_buff *skb, const struct flexq_conf *conf,
			  unsigned int class)
{
	struct nlattr *nest = nla_nest_start_noflag(skb, TCA_OPTIONS);
	struct flexq_ask own;

	if (!nest)
		return -1;
	flexq_conf_own(conf, &own);
	if (flexq_put_ask(skb, class == FLEXQ_CLASS_PORT ? &own :
							   &conf->ask[class])) {
		nla_nest_cancel(skb, nest);
		return -1;
	}
	nla_nest_end(skb, nest);
	return 0;
}
