/* SPDX-License-Identifier: GPL-2.0 */
/* Fetching the profile from the kernel, and giving it another. */
#ifndef VCCTL_VCID_TALK_H
#define VCCTL_VCID_TALK_H

#include "vcid_msg.h"

/*
 * All return an exit status. What is fetched goes to an empty profile, which is
 * to be freed in any case.
 */
int vcid_fetch(struct vcnl *nl, struct vcid_profile *profile);
int vcid_send(struct vcnl *nl, const struct vcid_profile *profile);
int vcid_clear(struct vcnl *nl, bool force);

#endif
