// SPDX-License-Identifier: GPL-2.0
/* Words of what a server boots from, but for iSCSI. */
#include <errno.h>
#include <string.h>

#include "vcid_params.h"

static int read_choice(const char *word, const char *const *names,
		       uint32_t *number, struct vcid_item *item,
		       unsigned int attr)
{
	uint32_t i;

	for (i = 0; names[i] && strcmp(names[i], word); i++)
		;
	if (!names[i])
		return -EINVAL;
	*number = i;
	item->given |= BIT(attr);
	return 0;
}

int vcid_read_pxe(const char *word, struct vcid_item *item)
{
	return read_choice(word, vcid_pxe_names, &item->pxe, item,
			   VCID_A_ITEM_PXE);
}

int vcid_read_fc_boot(const char *word, struct vcid_item *item)
{
	return read_choice(word, vcid_fc_boot_names, &item->fc_boot, item,
			   VCID_A_ITEM_FC_BOOT);
}

int vcid_read_target_wwpn(const char *word, struct vcid_item *item)
{
	item->given |= BIT(VCID_A_ITEM_TARGET_WWPN);
	return vcid_read_wwn(word, &item->target_wwpn);
}
