// SPDX-License-Identifier: GPL-2.0
/*
 * Configuration of a port: defaults, validation, and the change from one to
 * another, which happens as a whole or not at all.
 */
#include <linux/if_vlan.h>

#include "flexnic.h"

/**
 * flexnic_cfg_default() - a configuration to start from
 * @cfg: filled in: four FlexNICs told apart by MAC, equal shares
 * @dev: the port's device
 *
 * Context: RTNL.
 */
void flexnic_cfg_default(struct flexnic_port_cfg *cfg,
			 const struct net_device *dev)
{
	unsigned int i;

	memset(cfg, 0, sizeof(*cfg));
	cfg->mode = FLEXNIC_MODE_MAC;
	cfg->count = FLEXNIC_SLOTS;
	strscpy(cfg->base, dev->name, sizeof(cfg->base));
	for (i = 0; i < FLEXNIC_SLOTS; i++) {
		cfg->slot[i].request.type = FLEXNIC_SPEED_AUTO;
		cfg->slot[i].link = true;
		flexnic_mac_derive(cfg->slot[i].mac, dev, i);
	}
}

/**
 * flexnic_cfg_current() - a port's configuration as it is
 * @cfg: filled in
 * @port: the port
 *
 * Context: RTNL.
 */
void flexnic_cfg_current(struct flexnic_port_cfg *cfg,
			 const struct flexnic_port *port)
{
	unsigned int i;

	*cfg = port->cfg;
	/* an address may have been changed with other tools */
	for (i = 0; i < port->count && port->slot[i]; i++)
		ether_addr_copy(cfg->slot[i].mac,
				port->slot[i]->dev->dev_addr);
}

/**
 * flexnic_cfg_store() - note a configuration as the port's
 * @port: the port
 * @cfg: the configuration
 *
 * Context: RTNL.
 */
void flexnic_cfg_store(struct flexnic_port *port,
		       const struct flexnic_port_cfg *cfg)
{
	unsigned int i;

	port->cfg = *cfg;
	/* the request ends, the configuration stays */
	for (i = 0; i < FLEXNIC_SLOTS; i++)
		memset(port->cfg.slot[i].attr, 0,
		       sizeof(port->cfg.slot[i].attr));
}

static int flexnic_check_rate(const struct flexnic_slot_cfg *slot, u64 speed,
			      struct netlink_ext_ack *extack)
{
	bool custom = slot->request.type == FLEXNIC_SPEED_PREFERRED ||
		      slot->request.type == FLEXNIC_SPEED_CUSTOM;
	const struct nlattr *rate = slot->attr[FLEXNIC_A_REQUESTED];
	const struct nlattr *max = slot->attr[FLEXNIC_A_MAX_RATE];

	if (custom && !slot->request.rate) {
		NL_SET_ERR_MSG_ATTR(extack, slot->attr[FLEXNIC_A_SPEED_TYPE],
				    "This speed type needs a rate");
		return -EINVAL;
	}
	if (!custom && rate) {
		NL_SET_ERR_MSG_ATTR(extack, rate,
				    "This speed type has no rate");
		return -EINVAL;
	}
	/* what was set before may outgrow a port that came down in speed */
	if (rate && speed && slot->request.rate > speed) {
		NL_SET_ERR_MSG_ATTR(extack, rate,
				    "The speed asked for exceeds the port's");
		return -ERANGE;
	}
	if (max && speed && slot->max > speed) {
		NL_SET_ERR_MSG_ATTR(extack, max,
				    "The maximum exceeds the port's speed");
		return -ERANGE;
	}
	if (max && slot->max && slot->max < div_u64(speed, FLEXNIC_STEPS)) {
		NL_SET_ERR_MSG_ATTR(extack, max,
				    "The maximum is below one step, 1% of the port's speed");
		return -ERANGE;
	}
	if (custom && slot->max && slot->request.rate > slot->max) {
		NL_SET_ERR_MSG_ATTR(extack, rate ?: max,
				    "The speed asked for exceeds the FlexNIC's maximum");
		return -ERANGE;
	}
	return 0;
}

static int flexnic_check_vid(const struct flexnic_port_cfg *cfg,
			     unsigned int i, struct net_device *dev,
			     struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = cfg->slot[i].attr[FLEXNIC_A_VID];
	u16 vid = cfg->slot[i].vid;
	struct net_device *taken;
	unsigned int j;

	if (!flexnic_mode_tags(cfg->mode)) {
		if (!vid)
			return 0;
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "In mode mac a FlexNIC has no channel or VLAN");
		return -EINVAL;
	}
	if (!vid && cfg->mode == FLEXNIC_MODE_VLAN) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Mode vlan needs the VLAN of every FlexNIC");
		return -EINVAL;
	}
	if (!vid || vid >= VLAN_VID_MASK) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "Channel or VLAN out of range 1..4094");
		return -ERANGE;
	}
	for (j = 0; cfg->mode == FLEXNIC_MODE_CHANNEL && j < i; j++) {
		if (cfg->slot[j].vid != vid)
			continue;
		NL_SET_ERR_MSG_ATTR(extack, attr, "Another FlexNIC has this channel");
		return -EADDRINUSE;
	}
	/* the core would give the frames to that device and never to us */
	rcu_read_lock();
	taken = __vlan_find_dev_deep_rcu(dev, cfg->proto, vid);
	rcu_read_unlock();
	if (taken) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "A VLAN device on the port has this tag");
		return -EBUSY;
	}
	return 0;
}

/**
 * flexnic_cfg_check_mac() - may a FlexNIC have the address it is to have?
 * @cfg: the configuration of its port
 * @i: its slot
 * @dev: the port's device
 * @extack: says why not
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int flexnic_cfg_check_mac(const struct flexnic_port_cfg *cfg, unsigned int i,
			  const struct net_device *dev,
			  struct netlink_ext_ack *extack)
{
	const struct nlattr *attr = cfg->slot[i].attr[FLEXNIC_A_MAC];
	const u8 *mac = cfg->slot[i].mac;
	unsigned int j;

	if (!is_valid_ether_addr(mac)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "Not a unicast MAC address");
		return -EADDRNOTAVAIL;
	}
	for (j = 0; j < cfg->count; j++) {
		if (j == i || !ether_addr_equal(cfg->slot[j].mac, mac))
			continue;
		attr = attr ?: cfg->slot[j].attr[FLEXNIC_A_MAC];
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "Another FlexNIC of the port has this address");
		return -EADDRINUSE;
	}
	if (cfg->mode == FLEXNIC_MODE_MAC &&
	    ether_addr_equal(dev->dev_addr, mac)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "The port itself has this address");
		return -EADDRINUSE;
	}
	return 0;
}

static int flexnic_check_port(const struct flexnic_port_cfg *cfg,
			      struct netlink_ext_ack *extack)
{
	if (cfg->speed_fixed && (cfg->speed_fixed < FLEXNIC_SPEED_LEAST ||
				 cfg->speed_fixed > FLEXNIC_SPEED_LIMIT)) {
		NL_SET_ERR_MSG(extack,
			       "Port speed out of range 1 Mb/s to 10 Tb/s");
		return -ERANGE;
	}
	if (strlen(cfg->base) + FLEXNIC_SUFFIX_LEN >= IFNAMSIZ) {
		NL_SET_ERR_MSG(extack,
			       "FlexNIC names (base name and -a to -d) would exceed 15 characters: give a base name of at most 13");
		return -ENAMETOOLONG;
	}
	/* with a % in it the core would take another name than was checked */
	if (strchr(cfg->base, '%')) {
		NL_SET_ERR_MSG(extack,
			       "The FlexNICs' base name may have no % in it: give another one");
		return -EINVAL;
	}
	if (!dev_valid_name(cfg->base)) {
		NL_SET_ERR_MSG(extack, "Not a valid base name");
		return -EINVAL;
	}
	return 0;
}

/**
 * flexnic_cfg_check() - can a port be as configured?
 * @cfg: the configuration; what the request at hand sets is marked in it
 * @dev: the port's device
 * @speed: the port's, bit/s; 0 if unknown
 * @extack: says why not
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int flexnic_cfg_check(const struct flexnic_port_cfg *cfg,
		      struct net_device *dev, u64 speed,
		      struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err;

	err = flexnic_check_port(cfg, extack);
	for (i = 0; !err && i < cfg->count; i++) {
		err = flexnic_check_rate(&cfg->slot[i], speed, extack) ?:
		      flexnic_check_vid(cfg, i, dev, extack) ?:
		      flexnic_cfg_check_mac(cfg, i, dev, extack);
	}
	return err;
}

static int flexnic_mac_set(struct flexnic *fn, const u8 *mac,
			   struct netlink_ext_ack *extack)
{
	if (ether_addr_equal(fn->dev->dev_addr, mac))
		return 0;
	return compat_set_mac_address(fn->dev, mac, extack);
}

/* all addresses or none; anybody may veto any of them */
static int flexnic_macs_set(struct flexnic_port *port,
			    const struct flexnic_port_cfg *cfg,
			    struct netlink_ext_ack *extack)
{
	u8 old[FLEXNIC_SLOTS][ETH_ALEN];
	unsigned int i;
	int err = 0;

	port->changing_macs = true;
	for (i = 0; i < cfg->count; i++) {
		ether_addr_copy(old[i], port->slot[i]->dev->dev_addr);
		err = flexnic_mac_set(port->slot[i], cfg->slot[i].mac, extack);
		if (err)
			break;
	}
	if (err) {
		while (i--)
			flexnic_mac_set(port->slot[i], old[i], NULL);
	}
	port->changing_macs = false;
	return err;
}

/**
 * flexnic_cfg_commit() - change a port's configuration
 * @port: the port
 * @cfg: the new one, checked
 * @extack: says why not
 *
 * What may fail comes first and is undone. The shares are the last of it, so
 * that a change of them which traffic notices is never taken back.
 *
 * Context: RTNL.
 * Return: 0 or a negative errno; nothing has changed then.
 */
int flexnic_cfg_commit(struct flexnic_port *port,
		       const struct flexnic_port_cfg *cfg,
		       struct netlink_ext_ack *extack)
{
	struct flexnic_sched_shares shares;
	struct flexnic_port_cfg old;
	unsigned int i;
	int err;

	flexnic_cfg_current(&old, port);
	err = flexnic_vids_add(port->dev, cfg, extack);
	if (err)
		return err;
	err = flexnic_macs_set(port, cfg, extack);
	if (err)
		goto err_del_vids;

	flexnic_shares_calc(cfg, flexnic_port_speed(port, cfg->speed_fixed),
			    &shares);
	err = flexnic_shares_install(port, &shares, extack);
	if (err)
		goto err_restore_macs;

	flexnic_shares_store(port, &shares);
	flexnic_cfg_store(port, cfg);
	for (i = 0; i < port->count; i++)
		WRITE_ONCE(port->slot[i]->vid, cfg->slot[i].vid);
	flexnic_vids_del(port->dev, &old, old.count);
	flexnic_speed_look();
	flexnic_port_link_update(port);
	return 0;

err_restore_macs:
	flexnic_macs_set(port, &old, NULL);
err_del_vids:
	flexnic_vids_del(port->dev, cfg, cfg->count);
	return err;
}
