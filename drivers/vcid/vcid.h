/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the files of vcid.ko share.
 *
 * Locking: the profile, its items and the devices that they are applied to are
 * all under the RTNL. Netdevice notifiers run under it, and so does whoever
 * changes the profile; nothing here is on a packet's path.
 */
#ifndef _VCID_H
#define _VCID_H

#include <linux/etherdevice.h>
#include <linux/if_arp.h>
#include <linux/netdevice.h>
#include <linux/rtnetlink.h>
#include <linux/types.h>
#include <linux/uuid.h>
#include <net/netlink.h>

#include <linux/vcid.h>

struct genl_family;
struct netlink_ext_ack;

/**
 * struct vcid_select - which device an item is for
 * @burned_in: its burned-in address; zero if it is not selected by that
 * @parent: the device that it is on, BUS/NAME; empty if not selected by that
 * @port: with @parent, which port of it
 * @slot: with @of_flexnic, which FlexNIC of the device
 * @of_flexnic: a FlexNIC of the device is meant, not the device
 * @wwpn: burned-in port name of an FC port; 0 if it is not selected by that
 *
 * Filled with zeros where not used: two of them are compared as bytes.
 */
struct vcid_select {
	u8	burned_in[ETH_ALEN];
	char	parent[VCID_PARENT_LEN + 1];
	u32	port;
	u32	slot;
	bool	of_flexnic;
	u64	wwpn;
};

struct device;
struct vcid_binding;
struct vcid_iscsi;

/**
 * struct vcid_item - one thing that a profile sets
 * @type: which
 * @state: what has become of it
 * @reason: why
 * @select: the device that it is for, if it is for one
 * @mac: VCID_TYPE_MAC
 * @serial: VCID_TYPE_SERIAL
 * @uuid: VCID_TYPE_UUID, in the order of RFC 4122
 * @fc: VCID_TYPE_FC: node name and port name, and whether they are those of a
 *      port of NPIV
 * @iscsi: VCID_TYPE_ISCSI: the target
 * @pxe: VCID_TYPE_PXE: the policy
 * @fc_boot: VCID_TYPE_FC_BOOT: what the connection is, and port name and LUN of
 *           what it boots from
 * @binding: VCID_TYPE_MAC: the device that it is applied to, or NULL
 * @nest: of the request that brings it: a refusal names the attribute. Like
 *        @attr of use only while that request is handled.
 * @attr: likewise, by enum vcid_item_attr
 */
struct vcid_item {
	enum vcid_type		type;
	enum vcid_state		state;
	enum vcid_reason	reason;
	struct vcid_select	select;
	union {
		u8		mac[ETH_ALEN];
		char		serial[VCID_SERIAL_LEN + 1];
		uuid_t		uuid;
		struct {
			u64	wwnn;
			u64	wwpn;
			bool	npiv;
		} fc;
		struct vcid_iscsi *iscsi;
		enum vcid_pxe	pxe;
		struct {
			enum vcid_fc_boot role;
			u64	target;
			u32	lun;
		} fc_boot;
	};
	struct vcid_binding	*binding;
	const struct nlattr	*nest;
	const struct nlattr	*attr[VCID_A_ITEM_MAX + 1];
};

/**
 * struct vcid_profile - what a server is known by
 * @name: its name
 * @n_items: how many items there are
 * @item: the items
 */
struct vcid_profile {
	char			name[VCID_NAME_LEN + 1];
	unsigned int		n_items;
	struct vcid_item	item[];
};

/* item behind the last one */
static inline struct vcid_item *
vcid_items_end(const struct vcid_profile *profile)
{
	return (struct vcid_item *)&profile->item[profile->n_items];
}

/**
 * struct vcid_binding - a device whose address an item holds
 * @list: in all bindings
 * @dev: the device, held by @tracker
 * @tracker: of the reference on @dev
 * @item: the item
 * @next: while a profile replaces another: the item of the new one, or NULL
 * @burned_in: the address that the device is known by
 * @original: the address that it had, which comes back
 * @original_type: likewise, its addr_assign_type
 * @wanted: the address that it is to have
 * @changing: we are changing the address ourselves
 * @stale_filter: the device has the address, but its hardware was not told
 */
struct vcid_binding {
	struct list_head	list;
	struct net_device	*dev;
	netdevice_tracker	tracker;
	struct vcid_item	*item;
	struct vcid_item	*next;
	u8			burned_in[ETH_ALEN];
	u8			original[ETH_ALEN];
	u8			original_type;
	u8			wanted[ETH_ALEN];
	bool			changing;
	bool			stale_filter;
};

/* is it one that SMBIOS shows? */
static inline bool vcid_item_is_smbios(const struct vcid_item *item)
{
	return item->type == VCID_TYPE_SERIAL || item->type == VCID_TYPE_UUID;
}

/* profile.c */
struct vcid_profile *vcid_profile_get_rtnl(void);
struct vcid_profile *vcid_profile_alloc(unsigned int n_items);
void vcid_profile_free(struct vcid_profile *profile);
int vcid_profile_replace(struct vcid_profile *profile, bool force,
			 struct netlink_ext_ack *extack);
void vcid_profile_remove(void);
unsigned int vcid_profile_generation(void);
void vcid_item_set_state(struct vcid_item *item, enum vcid_state state,
			 enum vcid_reason reason);

/* item.c */
extern const struct nla_policy vcid_item_policy[VCID_A_ITEM_MAX + 1];
int vcid_parse_wwn(u64 *wwn, const struct nlattr *attr,
		   struct netlink_ext_ack *extack);
int vcid_item_parse(struct vcid_item *item, const struct nlattr *nest,
		    struct netlink_ext_ack *extack);
int vcid_items_check(const struct vcid_profile *profile,
		     struct netlink_ext_ack *extack);

/* select.c */
const u8 *vcid_burned_in(const struct net_device *dev);
bool vcid_device_is(const struct device *device, const char *name);
bool vcid_select_matches(const struct vcid_select *sel,
			 const struct net_device *dev);
struct net_device *vcid_select_find(const struct vcid_select *sel);
bool vcid_select_is_sure(const struct vcid_select *sel,
			 const struct net_device *dev);
bool vcid_is_of_host(const struct net *net);
static inline bool vcid_is_ethernet(const struct net_device *dev)
{
	return dev->type == ARPHRD_ETHER && dev->addr_len == ETH_ALEN;
}

/* origin.c */
const u8 *vcid_origin(const struct net_device *dev);
void vcid_origin_note(const struct net_device *dev);
void vcid_origin_forget(const struct net_device *dev);
void vcid_origin_exit(void);

/* mac.c */
extern struct list_head vcid_bindings;
struct vcid_binding *vcid_binding_get(const struct net_device *dev);
struct vcid_binding *vcid_binding_alloc(struct net_device *dev);
void vcid_binding_add(struct vcid_binding *binding);
void vcid_binding_del(struct vcid_binding *binding);
int vcid_binding_set(struct vcid_binding *binding, const u8 *addr,
		     struct netlink_ext_ack *extack);
int vcid_binding_restore(struct vcid_binding *binding,
			 struct netlink_ext_ack *extack);
void vcid_binding_sync(struct vcid_binding *binding);
enum vcid_reason vcid_mac_reason(int err);
bool vcid_mac_is_duplicate(const u8 *mac, const struct net_device *own);

/* mac_replace.c */
int vcid_macs_prepare(struct vcid_profile *profile, bool force,
		      struct netlink_ext_ack *extack);
int vcid_macs_apply(struct vcid_profile *profile,
		    struct netlink_ext_ack *extack);
void vcid_macs_undo(void);
void vcid_macs_commit(struct vcid_profile *profile);
void vcid_macs_abort(void);
void vcid_macs_release(void);
bool vcid_macs_changing(void);

/* hold.c */
bool vcid_is_lag_port(const struct net_device *dev);
int vcid_hold_check(const struct vcid_binding *binding, const u8 *addr,
		    struct netlink_ext_ack *extack);
int vcid_hold(struct vcid_binding *binding);

/* follow.c */
void vcid_newcomer(struct net_device *dev);
void vcid_newcomer_registered(struct net_device *dev);
void vcid_follow_soon(void);
void vcid_follow_exit(void);

/* fc.c, fc_replace.c */
#if IS_REACHABLE(CONFIG_LIBFC)
int vcid_fc_init(void);
void vcid_fc_exit(void);
int vcid_fc_prepare(struct vcid_profile *profile, bool force,
		    struct netlink_ext_ack *extack);
void vcid_fc_commit(struct vcid_profile *profile);
void vcid_fc_abort(void);
void vcid_fc_release(void);
void vcid_fc_follow(struct vcid_profile *profile);
bool vcid_fc_get_port(const struct vcid_item *item, u32 *host, u64 *wwpn);
bool vcid_fc_is_found(const struct vcid_select *sel);
#else
static inline int vcid_fc_init(void)
{
	return 0;
}

static inline void vcid_fc_exit(void)
{
}

static inline int vcid_fc_prepare(struct vcid_profile *profile, bool force,
				  struct netlink_ext_ack *extack)
{
	return 0;
}

static inline void vcid_fc_commit(struct vcid_profile *profile)
{
}

static inline void vcid_fc_abort(void)
{
}

static inline void vcid_fc_release(void)
{
}

static inline void vcid_fc_follow(struct vcid_profile *profile)
{
}

static inline bool vcid_fc_get_port(const struct vcid_item *item, u32 *host,
				    u64 *wwpn)
{
	return false;
}

static inline bool vcid_fc_is_found(const struct vcid_select *sel)
{
	return false;
}
#endif

/* boot_policy.c */
void vcid_pxe_parse(struct vcid_item *item, struct nlattr **tb);
int vcid_fc_boot_parse(struct vcid_item *item, struct nlattr **tb,
		       struct netlink_ext_ack *extack);
bool vcid_fc_boot_collide(const struct vcid_item *a, const struct vcid_item *b);
int vcid_fc_boot_fill(struct sk_buff *skb, const struct vcid_item *item);
void vcid_boot_policy_follow(struct vcid_profile *profile);

/* iscsi_item.c */
int vcid_iscsi_parse(struct vcid_item *item, struct nlattr **tb,
		     struct netlink_ext_ack *extack);
int vcid_iscsi_fill(struct sk_buff *skb, const struct vcid_iscsi *iscsi,
		    bool secrets);
bool vcid_iscsi_same_initiator(const struct vcid_iscsi *a,
			       const struct vcid_iscsi *b);

/* iscsi.c */
int vcid_iscsi_apply(struct vcid_profile *profile,
		     struct netlink_ext_ack *extack);
void vcid_iscsi_undo(void);
void vcid_iscsi_commit(struct vcid_profile *profile);
void vcid_iscsi_release(void);
void vcid_iscsi_follow(struct vcid_profile *profile);

/* dmi.c */
int vcid_dmi_prepare(struct vcid_profile *profile, bool force,
		     struct netlink_ext_ack *extack);
int vcid_dmi_apply(struct vcid_profile *profile,
		   struct netlink_ext_ack *extack);
void vcid_dmi_undo(void);
void vcid_dmi_commit(struct vcid_profile *profile);
void vcid_dmi_abort(void);
void vcid_dmi_release(void);

/* event.c */
int vcid_event_init(void);
void vcid_event_exit(void);

/* reason.c */
int vcid_refuse(struct netlink_ext_ack *extack, const struct nlattr *attr,
		enum vcid_reason reason);

/* netlink.c */
int vcid_netlink_init(void);
void vcid_netlink_exit(void);

/* notify.c */
extern struct genl_family vcid_family;
size_t vcid_profile_size(const struct vcid_profile *profile);
int vcid_profile_fill(struct sk_buff *skb, const struct vcid_profile *profile,
		      void *hdr, bool secrets);
int vcid_item_fill(struct sk_buff *skb, const struct vcid_profile *profile,
		   const struct vcid_item *item, void *hdr, bool secrets);
void vcid_notify_enable(bool enable);
void vcid_profile_notify(const struct vcid_profile *profile);
void vcid_item_notify(const struct vcid_profile *profile,
		      const struct vcid_item *item);

#endif /* _VCID_H */
