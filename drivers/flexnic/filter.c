// SPDX-License-Identifier: GPL-2.0
/*
 * Addresses of FlexNICs: where they come from, and the port's receive filters
 * that let their frames in.
 */
#include "flexnic.h"

/**
 * flexnic_mac_derive() - the address a FlexNIC has by itself
 * @mac: filled with it
 * @port_dev: its port
 * @slot: 0..3
 *
 * It is the port's permanent address made a locally administered one (IEEE
 * 802, clause 8.2.2), with the slot in the upper half of the first octet. The
 * rest of the address, where ports of one make differ, stays. The same port
 * gives the same addresses at every boot, and none of them is the port's.
 *
 * Context: RTNL.
 */
void flexnic_mac_derive(u8 *mac, const struct net_device *port_dev,
			unsigned int slot)
{
	const u8 *perm = port_dev->perm_addr;

	/* a virtual port has no permanent address, only the one it has */
	if (!is_valid_ether_addr(perm))
		perm = port_dev->dev_addr;
	ether_addr_copy(mac, perm);
	mac[0] = (mac[0] | 0x02) ^ ((slot + 1) << 4);
}

/**
 * flexnic_mac_init() - give a new FlexNIC its addresses
 * @fn: the FlexNIC
 * @mac: the one it is to have
 *
 * Its permanent address is its own whatever it begins with.
 *
 * Context: RTNL, before registration.
 */
void flexnic_mac_init(struct flexnic *fn, const u8 *mac)
{
	struct net_device *dev = fn->dev;

	flexnic_mac_derive(dev->perm_addr, fn->port->dev, fn->slot);
	eth_hw_addr_set(dev, mac);
	/* the core makes the address the permanent one if it is not set */
	dev->addr_assign_type = NET_ADDR_SET;
	if (ether_addr_equal(dev->perm_addr, mac))
		dev->addr_assign_type = NET_ADDR_PERM;
}

/**
 * flexnic_filter_open() - let a FlexNIC's frames in
 * @fn: the FlexNIC, going up
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int flexnic_filter_open(struct flexnic *fn)
{
	struct net_device *lower = fn->port->dev, *dev = fn->dev;
	int err;

	err = dev_uc_add(lower, dev->dev_addr);
	if (err)
		return err;
	if (dev->flags & IFF_ALLMULTI) {
		err = dev_set_allmulti(lower, 1);
		if (err)
			goto err_del_uc;
	}
	if (dev->flags & IFF_PROMISC) {
		err = dev_set_promiscuity(lower, 1);
		if (err)
			goto err_clear_allmulti;
	}
	return 0;

err_clear_allmulti:
	if (dev->flags & IFF_ALLMULTI)
		dev_set_allmulti(lower, -1);
err_del_uc:
	dev_uc_del(lower, dev->dev_addr);
	return err;
}

static void flexnic_note_uc_list(struct flexnic *fn, bool has)
{
	struct flexnic_port *port = fn->port;

	/* a hint to the packet path, which looks at the lists themselves */
	if (has)
		set_bit(fn->slot, &port->uc_lists);
	else
		clear_bit(fn->slot, &port->uc_lists);
}

/**
 * flexnic_filter_close() - take a FlexNIC's addresses from the port's filters
 * @fn: the FlexNIC, going down
 *
 * Context: RTNL.
 */
void flexnic_filter_close(struct flexnic *fn)
{
	struct net_device *lower = fn->port->dev, *dev = fn->dev;

	dev_uc_unsync(lower, dev);
	dev_mc_unsync(lower, dev);
	flexnic_note_uc_list(fn, false);
	if (dev->flags & IFF_PROMISC)
		dev_set_promiscuity(lower, -1);
	if (dev->flags & IFF_ALLMULTI)
		dev_set_allmulti(lower, -1);
	dev_uc_del(lower, dev->dev_addr);
}

/**
 * flexnic_filter_flags() - follow a change of IFF_PROMISC or IFF_ALLMULTI
 * @fn: the FlexNIC
 * @change: the flags that changed
 *
 * Context: RTNL.
 */
void flexnic_filter_flags(struct flexnic *fn, int change)
{
	struct net_device *lower = fn->port->dev, *dev = fn->dev;

	if (!(dev->flags & IFF_UP))
		return;
	if (change & IFF_ALLMULTI)
		dev_set_allmulti(lower, dev->flags & IFF_ALLMULTI ? 1 : -1);
	if (change & IFF_PROMISC)
		dev_set_promiscuity(lower, dev->flags & IFF_PROMISC ? 1 : -1);
}

/**
 * flexnic_filter_mac() - follow a change of a FlexNIC's address
 * @fn: the FlexNIC, which still has the old one
 * @mac: the new one
 *
 * Context: RTNL.
 * Return: 0 or a negative errno; the old address is in the filter then.
 */
int flexnic_filter_mac(struct flexnic *fn, const u8 *mac)
{
	struct net_device *lower = fn->port->dev, *dev = fn->dev;
	int err;

	if (!(dev->flags & IFF_UP))
		return 0;
	err = dev_uc_add(lower, mac);
	if (err)
		return err;
	dev_uc_del(lower, dev->dev_addr);
	return 0;
}

static void flexnic_mc_filter_build(struct flexnic *fn)
{
	DECLARE_BITMAP(filter, FLEXNIC_MC_BUCKETS);
	const struct net_device *dev = fn->dev;
	struct netdev_hw_addr *ha;
	unsigned int i;

	if (dev->flags & (IFF_PROMISC | IFF_ALLMULTI)) {
		bitmap_fill(filter, FLEXNIC_MC_BUCKETS);
	} else {
		bitmap_zero(filter, FLEXNIC_MC_BUCKETS);
		netdev_for_each_mc_addr(ha, dev)
			__set_bit(flexnic_mc_hash(ha->addr), filter);
		/* no FlexNIC works without broadcasts */
		__set_bit(flexnic_mc_hash(dev->broadcast), filter);
	}
	for (i = 0; i < ARRAY_SIZE(filter); i++)
		WRITE_ONCE(fn->mc_filter[i], filter[i]);
}

/**
 * flexnic_filter_lists() - follow a FlexNIC's unicast and multicast lists
 * @fn: the FlexNIC
 *
 * Context: under the address list lock of the FlexNIC's device, BH off.
 */
void flexnic_filter_lists(struct flexnic *fn)
{
	struct net_device *lower = fn->port->dev, *dev = fn->dev;

	/* an address that was removed leaves our own lists only here */
	dev_uc_sync(lower, dev);
	dev_mc_sync(lower, dev);
	flexnic_mc_filter_build(fn);
	flexnic_note_uc_list(fn, !netdev_uc_empty(dev));
}

/**
 * flexnic_vids_del() - close the port's VLAN filter to FlexNICs' tags
 * @dev: the port's device
 * @cfg: the configuration that names the tags
 * @n: of how many FlexNICs
 *
 * Context: RTNL.
 */
void flexnic_vids_del(struct net_device *dev,
		      const struct flexnic_port_cfg *cfg, unsigned int n)
{
	if (!flexnic_mode_tags(cfg->mode))
		return;
	while (n--)
		vlan_vid_del(dev, cfg->proto, cfg->slot[n].vid);
}

/**
 * flexnic_vids_add() - open the port's VLAN filter to all FlexNICs' tags
 * @dev: the port's device
 * @cfg: the configuration that names the tags
 * @extack: says why not
 *
 * The filter counts references: a tag may be added before its last user goes.
 *
 * Context: RTNL.
 * Return: 0 or a negative errno; nothing has changed then.
 */
int flexnic_vids_add(struct net_device *dev,
		     const struct flexnic_port_cfg *cfg,
		     struct netlink_ext_ack *extack)
{
	unsigned int i;
	int err;

	if (!flexnic_mode_tags(cfg->mode))
		return 0;
	for (i = 0; i < cfg->count; i++) {
		err = vlan_vid_add(dev, cfg->proto, cfg->slot[i].vid);
		if (err) {
			NL_SET_ERR_MSG(extack,
				       "The port's VLAN filter refused the tag");
			flexnic_vids_del(dev, cfg, i);
			return err;
		}
	}
	return 0;
}
