/* SPDX-License-Identifier: GPL-2.0 */
/* Commands that two objects have. */
#ifndef VCCTL_PROFILE_H
#define VCCTL_PROFILE_H

#include "cmd.h"

int profile_show(const struct options *opts, int argc, char **argv);
int profile_unload(const struct options *opts, int argc, char **argv);

#endif
