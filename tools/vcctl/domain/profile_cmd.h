/* SPDX-License-Identifier: GPL-2.0 */
/*
 * vcctl profile: those verbs that are about profiles of the domain. "show",
 * "load" and "unload" are about what is in force on this host.
 */
#ifndef VCCTL_DOMAIN_PROFILE_CMD_H
#define VCCTL_DOMAIN_PROFILE_CMD_H

#include "cmd.h"

int profile_list(const struct options *opts, int argc, char **argv);
int profile_check(const struct options *opts, int argc, char **argv);
int profile_add(const struct options *opts, int argc, char **argv);
int profile_set(const struct options *opts, int argc, char **argv);
int profile_del(const struct options *opts, int argc, char **argv);
int profile_assign(const struct options *opts, int argc, char **argv);
int profile_unassign(const struct options *opts, int argc, char **argv);
int profile_move(const struct options *opts, int argc, char **argv);
int profile_failover(const struct options *opts, int argc, char **argv);

#endif
