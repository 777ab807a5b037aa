// SPDX-License-Identifier: GPL-2.0
/*
 * A device becomes a port with its first connection, and is a plain device
 * again after its last.
 */
#include <linux/if_arp.h>
#include <linux/slab.h>

#include "vbridge.h"

/**
 * vb_port_get_rtnl() - the port that a device is
 * @dev: the device
 *
 * Context: RTNL.
 * Return: the port, or NULL.
 */
struct vb_port *vb_port_get_rtnl(const struct net_device *dev)
{
	ASSERT_RTNL();
	if (rcu_access_pointer(dev->rx_handler) != vb_handle_frame)
		return NULL;
	return rtnl_dereference(dev->rx_handler_data);
}

/* why a device can't be a port; NULL if it can */
static const char *vb_port_unfit(const struct net_device *dev)
{
	if (dev->flags & IFF_LOOPBACK)
		return "A loopback device can't be a port";
	if (dev->type != ARPHRD_ETHER || dev->addr_len != ETH_ALEN)
		return "Only an Ethernet device can be a port";
	if (netif_is_vbridge(dev) || netif_is_bridge_master(dev))
		return "A bridge or network can't be a port of another";
	if (dev->priv_flags & IFF_DONT_BRIDGE)
		return "The device can't be bridged";
	if (netdev_has_any_upper_dev((struct net_device *)dev) &&
	    netdev_master_upper_dev_get((struct net_device *)dev))
		return "The device has a master already";
	if (netdev_is_rx_handler_busy((struct net_device *)dev))
		return "Something else takes the frames of the device";
	return NULL;
}

/**
 * vb_port_check_dev() - can a device be a port of a switch?
 * @sw: the switch
 * @dev: the device
 * @attr: what of the request named it, or NULL
 * @extack: why not
 *
 * Context: RTNL.
 * Return: 0, -EINVAL or -EBUSY.
 */
int vb_port_check_dev(const struct vb_switch *sw, struct net_device *dev,
		      const struct nlattr *attr,
		      struct netlink_ext_ack *extack)
{
	const char *unfit;

	if (vb_port_get_rtnl(dev))
		return 0;
	unfit = vb_port_unfit(dev);
	if (!unfit)
		return 0;
	NL_SET_BAD_ATTR(extack, attr);
	do_trace_netlink_extack(unfit);
	if (extack)
		extack->_msg = unfit;
	return netdev_is_rx_handler_busy(dev) ? -EBUSY : -EINVAL;
}

static void vb_port_free_rcu(struct rcu_head *head)
{
	struct vb_port *port = container_of(head, struct vb_port, rcu);

	free_percpu(port->unknown_tag);
	kfree(port);
}

static struct vb_port *vb_port_alloc(struct vb_switch *sw,
				     struct net_device *dev)
{
	struct vb_port *port;

	port = kzalloc(sizeof(*port), GFP_KERNEL_ACCOUNT);
	if (!port)
		return NULL;
	port->unknown_tag = alloc_percpu_gfp(u64, GFP_KERNEL_ACCOUNT);
	if (!port->unknown_tag) {
		kfree(port);
		return NULL;
	}
	port->dev = dev;
	port->sw = sw;
	INIT_LIST_HEAD(&port->conns);
	return port;
}

/**
 * vb_port_open() - make a device a port, unless it is one
 * @sw: the switch
 * @dev: a device that vb_port_check_dev() found fit
 * @extack: why not
 *
 * Context: RTNL. vb_port_put() undoes it when it came to no connection.
 * Return: the port or an error pointer.
 */
struct vb_port *vb_port_open(struct vb_switch *sw, struct net_device *dev,
			     struct netlink_ext_ack *extack)
{
	struct vb_port *port = vb_port_get_rtnl(dev);
	int err;

	if (port)
		return port;
	port = vb_port_alloc(sw, dev);
	if (!port)
		return ERR_PTR(-ENOMEM);
	err = dev_set_promiscuity(dev, 1);
	if (err) {
		NL_SET_ERR_MSG(extack, "The device can't be made promiscuous");
		goto err_free;
	}
	/* a packet merged by LRO can't be sent on */
	dev_disable_lro(dev);
	err = netdev_rx_handler_register(dev, vb_handle_frame, port);
	if (err) {
		NL_SET_ERR_MSG(extack,
			       "Something else takes the frames of the device");
		goto err_promisc;
	}
	netdev_hold(dev, &port->tracker, GFP_KERNEL);
	list_add_tail(&port->list, &sw->ports);
	return port;

err_promisc:
	dev_set_promiscuity(dev, -1);
err_free:
	call_rcu(&port->rcu, vb_port_free_rcu);
	return ERR_PTR(err);
}

/**
 * vb_port_put() - a port without connections is none
 * @port: the port
 *
 * Context: RTNL.
 */
void vb_port_put(struct vb_port *port)
{
	struct net_device *dev = port->dev;

	if (port->n_conns || port->n_suspended)
		return;
	list_del(&port->list);
	netdev_rx_handler_unregister(dev);
	dev_set_promiscuity(dev, -1);
	netdev_put(dev, &port->tracker);
	call_rcu(&port->rcu, vb_port_free_rcu);
}

/**
 * vb_port_destroy() - end all connections of a port, and with them the port
 * @port: the port
 *
 * Context: RTNL.
 */
void vb_port_destroy(struct vb_port *port)
{
	struct vb_conn *conn, *next;

	/* the last one takes the port along */
	list_for_each_entry_safe(conn, next, &port->conns, port_list)
		vb_conn_destroy(conn);
}

/* ---- tags ----------------------------------------------------------------- */

static struct vb_channel *vb_channel_get(struct vb_port *port, u16 vid,
					 __be16 proto)
{
	struct vb_channel *channel = vb_vidmap_find(&port->channels, vid);

	if (channel)
		return channel;
	channel = kzalloc(sizeof(*channel), GFP_KERNEL_ACCOUNT);
	if (!channel)
		return NULL;
	if (vb_vidmap_set(&port->channels, vid, channel)) {
		kfree(channel);
		return NULL;
	}
	if (!port->n_channels++)
		WRITE_ONCE(port->channel_proto, proto);
	return channel;
}

static void vb_channel_put(struct vb_port *port, u16 vid)
{
	struct vb_channel *channel = vb_vidmap_find(&port->channels, vid);

	if (channel->conns)
		return;
	if (!--port->n_channels)
		WRITE_ONCE(port->channel_proto, 0);
	vb_vidmap_clear(&port->channels, vid);
	kfree_rcu(channel, rcu);
}

/* does a connection of @tag have the frames without a tag? */
static bool vb_tag_untagged(enum vbridge_tag tag)
{
	return tag == VBRIDGE_TAG_UNTAGGED || tag == VBRIDGE_TAG_NATIVE;
}

static int vb_tags_add(struct vb_tagset *tags, struct vb_conn *conn)
{
	const struct vb_conn_cfg *cfg = &conn->cfg;

	if (cfg->vid && vb_vidmap_set(&tags->vids, cfg->vid, conn))
		return -ENOMEM;
	if (vb_tag_untagged(cfg->tag))
		rcu_assign_pointer(tags->untagged, conn);
	else if (cfg->tag == VBRIDGE_TAG_TUNNEL)
		rcu_assign_pointer(tags->tunnel, conn);
	return 0;
}

static void vb_tags_del(struct vb_tagset *tags, struct vb_conn *conn)
{
	const struct vb_conn_cfg *cfg = &conn->cfg;

	if (cfg->vid)
		vb_vidmap_clear(&tags->vids, cfg->vid);
	if (vb_tag_untagged(cfg->tag))
		RCU_INIT_POINTER(tags->untagged, NULL);
	else if (cfg->tag == VBRIDGE_TAG_TUNNEL)
		RCU_INIT_POINTER(tags->tunnel, NULL);
}

static struct vb_conn *vb_tags_find(const struct vb_tagset *tags,
				    enum vbridge_tag tag, u16 vid)
{
	struct vb_conn *conn = NULL;

	if (vid)
		conn = vb_vidmap_find(&tags->vids, vid);
	if (!conn && vb_tag_untagged(tag))
		conn = rtnl_dereference(tags->untagged);
	if (!conn && tag == VBRIDGE_TAG_TUNNEL)
		conn = rtnl_dereference(tags->tunnel);
	return conn;
}

/**
 * vb_conn_find() - who has the frames of a tag?
 * @port: the port
 * @channel: VID of the outer tag, or 0
 * @tag: which frames
 * @vid: of the tag, or 0
 *
 * Context: RTNL.
 * Return: the connection, or NULL.
 */
struct vb_conn *vb_conn_find(const struct vb_port *port, u16 channel,
			     enum vbridge_tag tag, u16 vid)
{
	const struct vb_channel *outer;

	if (!channel)
		return vb_tags_find(&port->tags, tag, vid);
	outer = vb_vidmap_find(&port->channels, channel);
	return outer ? vb_tags_find(&outer->tags, tag, vid) : NULL;
}

/* the tag that hardware may have a filter for: the outermost */
static int vb_port_vid_add(struct vb_port *port, const struct vb_conn_cfg *cfg)
{
	if (cfg->channel)
		return vlan_vid_add(port->dev, cfg->channel_proto, cfg->channel);
	if (cfg->vid)
		return vlan_vid_add(port->dev, htons(ETH_P_8021Q), cfg->vid);
	return 0;
}

static void vb_port_vid_del(struct vb_port *port,
			    const struct vb_conn_cfg *cfg)
{
	if (cfg->channel)
		vlan_vid_del(port->dev, cfg->channel_proto, cfg->channel);
	else if (cfg->vid)
		vlan_vid_del(port->dev, htons(ETH_P_8021Q), cfg->vid);
}

/**
 * vb_port_attach() - give a connection its frames
 * @port: the port
 * @conn: the connection; nobody has these frames yet
 * @extack: why not
 *
 * Context: RTNL.
 * Return: 0 or a negative errno.
 */
int vb_port_attach(struct vb_port *port, struct vb_conn *conn,
		   struct netlink_ext_ack *extack)
{
	const struct vb_conn_cfg *cfg = &conn->cfg;
	struct vb_tagset *tags = &port->tags;
	struct vb_channel *channel = NULL;
	int err;

	err = vb_port_vid_add(port, cfg);
	if (err) {
		NL_SET_ERR_MSG(extack, "The device does not take the VLAN");
		return err;
	}
	if (cfg->channel) {
		channel = vb_channel_get(port, cfg->channel,
					 cfg->channel_proto);
		if (!channel) {
			err = -ENOMEM;
			goto err_vid;
		}
		tags = &channel->tags;
	}
	err = vb_tags_add(tags, conn);
	if (err)
		goto err_channel;
	if (channel)
		channel->conns++;
	port->n_conns++;
	list_add_tail(&conn->port_list, &port->conns);
	return 0;

err_channel:
	if (channel)
		vb_channel_put(port, cfg->channel);
err_vid:
	vb_port_vid_del(port, cfg);
	return err;
}

/**
 * vb_port_detach() - take a connection's frames away
 * @port: the port
 * @conn: the connection
 *
 * Context: RTNL.
 */
void vb_port_detach(struct vb_port *port, struct vb_conn *conn)
{
	const struct vb_conn_cfg *cfg = &conn->cfg;
	struct vb_channel *channel;

	list_del(&conn->port_list);
	port->n_conns--;
	if (cfg->channel) {
		channel = vb_vidmap_find(&port->channels, cfg->channel);
		vb_tags_del(&channel->tags, conn);
		channel->conns--;
		vb_channel_put(port, cfg->channel);
	} else {
		vb_tags_del(&port->tags, conn);
	}
	vb_port_vid_del(port, cfg);
}
