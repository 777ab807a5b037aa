// SPDX-License-Identifier: GPL-2.0
/* The identity: what is asked of the kernel, and what has become of it. */
#include <stdio.h>
#include <string.h>

#include "compare.h"
#include "output.h"
#include "vcid_params.h"

/* the kernel's, of a target of which none is given: IANA's for iSCSI */
#define TARGET_PORT	3260

/* what an item sets; the names of those that nobody is to read are enough */
static const unsigned int values[] = {
	VCID_A_ITEM_MAC, VCID_A_ITEM_SERIAL, VCID_A_ITEM_UUID,
	VCID_A_ITEM_WWNN, VCID_A_ITEM_WWPN, VCID_A_ITEM_INITIATOR,
	VCID_A_ITEM_TARGET, VCID_A_ITEM_TARGET_IP, VCID_A_ITEM_TARGET_PORT,
	VCID_A_ITEM_LUN, VCID_A_ITEM_IP, VCID_A_ITEM_PREFIX_LEN,
	VCID_A_ITEM_GATEWAY, VCID_A_ITEM_CHAP_NAME, VCID_A_ITEM_CHAP_SECRET,
	VCID_A_ITEM_PXE, VCID_A_ITEM_FC_BOOT, VCID_A_ITEM_TARGET_WWPN,
};

/* to who is no administrator the kernel does not tell secrets */
static bool is_hidden(const struct vcid_item *have, unsigned int attr)
{
	return attr == VCID_A_ITEM_CHAP_SECRET && !attr_given(have, attr) &&
	       attr_given(have, VCID_A_ITEM_CHAP_NAME);
}

static bool same_bytes(const struct bytes *a, const struct bytes *b)
{
	return a->len == b->len && !memcmp(a->data, b->data, a->len);
}

static uint16_t target_port(const struct vcid_item *item)
{
	return attr_given(item, VCID_A_ITEM_TARGET_PORT) ? item->target_port :
							   TARGET_PORT;
}

/*
 * What is not given is zero in both, and so are the ends of texts. One that is
 * there and not wanted any more is a difference as well.
 */
static bool same_value(const struct vcid_item *have,
		       const struct vcid_item *want, unsigned int attr)
{
	const struct attr *a = &vcid_item_space.attrs[attr];
	const void *is = (const char *)have + a->offset;
	const void *to = (const char *)want + a->offset;

	if (attr == VCID_A_ITEM_TARGET_PORT)
		return target_port(have) == target_port(want);
	if (a->kind == ATTR_STRING)
		return !strcmp(is, to);
	if (a->kind == ATTR_BINARY)
		return same_bytes(is, to);
	return !memcmp(is, to, a->size);
}

static bool value_differs(const struct vcid_item *have,
			  const struct vcid_item *want, unsigned int attr)
{
	return !is_hidden(have, attr) && !same_value(have, want, attr);
}

static const struct vcid_item *find_item(const struct vcid_profile *profile,
					 const struct vcid_item *item)
{
	size_t i;

	for (i = 0; i < profile->items.n; i++)
		if (vcid_item_same(vcid_item_at(profile, i), item))
			return vcid_item_at(profile, i);
	return NULL;
}

/* "mac of 52:54:00:12:00:0a slot a", or "serial" */
static const char *name_item(const struct vcid_item *item, char *buf,
			     size_t size)
{
	struct value type = value_name(vcid_type_names, item->type);
	char device[VCID_PARENT_LEN + 12], slot[] = " slot a";

	if (type.kind != VALUE_TEXT)
		type = value_text("item");
	if (item->type == VCID_TYPE_SERIAL || item->type == VCID_TYPE_UUID) {
		snprintf(buf, size, "%.16s", type.text);
		return buf;
	}
	vcid_write_device(item, device, sizeof(device));
	slot[sizeof(slot) - 2] = 'a' + item->slot;
	snprintf(buf, size, "%.16s of %s%s", type.text, device,
		 attr_given(item, VCID_A_ITEM_SLOT) ? slot : "");
	return buf;
}

#define ITEM_NAME	(VCID_PARENT_LEN + 40)

/* names only: what was a secret may be one still */
static bool item_differs(struct comparing *c, const struct vcid_item *have,
			 const struct vcid_item *want)
{
	char name[ITEM_NAME], list[256] = "";
	size_t i, len = 0;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		if (!value_differs(have, want, values[i]))
			continue;
		if (len < sizeof(list))
			len += snprintf(list + len, sizeof(list) - len, "%s%s",
					len ? ", " : "",
					vcid_item_space.attrs[values[i]].name);
	}
	if (len)
		tell(c, '~', "identity %s: %s",
		     name_item(want, name, sizeof(name)), list);
	return len;
}

/* of two profiles of one name: are there other items in them, or others in one? */
static bool items_differ(struct comparing *c)
{
	const struct vcid_profile *have = &c->have->identity;
	const struct vcid_profile *want = &c->want->identity;
	const struct vcid_item *item, *other;
	bool differ = have->items.n != want->items.n;
	char name[ITEM_NAME];
	size_t i;

	for (i = 0; i < have->items.n; i++) {
		item = vcid_item_at(have, i);
		if (find_item(want, item))
			continue;
		differ = true;
		tell(c, '-', "identity %s", name_item(item, name, sizeof(name)));
	}
	for (i = 0; i < want->items.n; i++) {
		item = vcid_item_at(want, i);
		other = find_item(have, item);
		if (other) {
			differ |= item_differs(c, other, item);
			continue;
		}
		differ = true;
		tell(c, '+', "identity %s", name_item(item, name, sizeof(name)));
	}
	return differ;
}

static void tell_profile(struct comparing *c)
{
	const struct vcid_profile *have = &c->have->identity;
	const struct vcid_profile *want = &c->want->identity;

	tell(c, *have->name ? *want->name ? '~' : '-' : '+',
	     "identity: %s -> %s, %zu item%s",
	     *have->name ? have->name : "none",
	     *want->name ? want->name : "none", want->items.n,
	     want->items.n == 1 ? "" : "s");
}

int compare_identity(struct comparing *c)
{
	const struct vcid_profile *have = &c->have->identity;
	const struct vcid_profile *want = &c->want->identity;
	struct comparing quiet = *c;

	/* a host that is in no bay has whatever identity it was given */
	if (!*want->name && !c->all && !c->want->own_devs.n)
		return 0;
	quiet.plan = NULL;
	c->changes->identity = strcmp(have->name, want->name) ||
			       items_differ(&quiet);
	if (!c->changes->identity)
		return 0;
	tell_profile(c);
	if (!strcmp(have->name, want->name))
		items_differ(c);
	return 0;
}

unsigned int host_not_in_force(const struct host *have, struct plan *plan,
			       bool pending)
{
	const struct vcid_profile *profile = &have->identity;
	const struct vcid_item *item;
	char name[ITEM_NAME];
	struct value state;
	unsigned int n = 0;
	size_t i;

	for (i = 0; i < profile->items.n; i++) {
		item = vcid_item_at(profile, i);
		if (!attr_given(item, VCID_A_ITEM_STATE) ||
		    item->state == VCID_STATE_APPLIED)
			continue;
		if (pending || item->state != VCID_STATE_PENDING)
			n++;
		state = value_name(vcid_state_names, item->state);
		plan_add(plan, '!', "identity %s: %s: %s",
			 name_item(item, name, sizeof(name)),
			 state.kind == VALUE_TEXT ? state.text : "unknown",
			 vcid_reason_text(item->reason));
	}
	return n;
}
