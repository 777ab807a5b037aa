// SPDX-License-Identifier: GPL-2.0
/*
 * A port of libfc that gets other names while it is logged in.
 *
 * A target that knows it by the new name may show another disk where it showed
 * one before, and the SCSI layer, which looks at what a disk is when it finds it,
 * would go on with that in the place of the old. Therefore all disks go before
 * the names change, and are found anew under the new ones.
 */
#include <linux/workqueue.h>
#include <scsi/libfc.h>
#include <scsi/scsi_device.h>
#include <scsi/scsi_host.h>
#include <scsi/scsi_transport_fc.h>

#include "fc.h"

static int vcid_fc_remove_target(struct device *dev, void *unused)
{
	if (scsi_is_fc_rport(dev))
		scsi_remove_target(dev);
	return 0;
}

static void vcid_fc_remove_disks(struct fc_lport *lport)
{
	device_for_each_child(&lport->host->shost_gendev, NULL,
			      vcid_fc_remove_target);
}

/*
 * A remote port whose session has ended is kept for a time, for the case that it
 * comes back, and then it stays what it was: one that was no target to the old
 * name would be none to the new one. So its time is up. That the SCSI layer is
 * to fail commands meanwhile was asked for earlier and is not needed any more.
 */
static int vcid_fc_expire_rport(struct device *dev, void *unused)
{
	struct fc_rport *rport;

	if (!scsi_is_fc_rport(dev))
		return 0;
	rport = dev_to_rport(dev);
	if (!(READ_ONCE(rport->flags) & FC_RPORT_DEVLOSS_PENDING))
		return 0;
	cancel_delayed_work_sync(&rport->fail_io_work);
	flush_delayed_work(&rport->dev_loss_work);
	return 0;
}

static void vcid_fc_forget_rports(struct Scsi_Host *host)
{
	device_for_each_child(&host->shost_gendev, NULL, vcid_fc_expire_rport);
	flush_workqueue(fc_host_work_q(host));
}

/**
 * vcid_fc_log_out() - end all sessions of a port and remove its disks
 * @lport: the port
 *
 * What is to be written is written first. A scan that is under way may find a
 * disk after that: that goes with the remote port that it is on.
 *
 * As fcoe does when it destroys a port, under the RTNL.
 *
 * Context: the port cannot go meanwhile; may sleep for as long as a disk takes
 *          to be removed. Not under vcid_fc_lock: sessions end in a work item
 *          that takes libfc's own lock.
 */
void vcid_fc_log_out(struct fc_lport *lport)
{
	vcid_fc_remove_disks(lport);
	fc_fabric_logoff(lport);
	scsi_flush_work(lport->host);
	vcid_fc_forget_rports(lport->host);
}

/**
 * vcid_fc_log_in() - begin sessions of a port that was logged out
 * @lport: the port
 *
 * Context: as for vcid_fc_log_out().
 */
void vcid_fc_log_in(struct fc_lport *lport)
{
	fc_fabric_login(lport);
}
