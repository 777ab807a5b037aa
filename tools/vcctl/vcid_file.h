/* SPDX-License-Identifier: GPL-2.0 */
/* A profile as a file: YAML or JSON, which is YAML too. */
#ifndef VCCTL_VCID_FILE_H
#define VCCTL_VCID_FILE_H

#include <stdio.h>

#include "vcid_msg.h"

/*
 * Read a profile into an empty one, which is to be freed in any case. Returns
 * 0, or -EINVAL with a sentence in @err, which has the number of the line but
 * not the name of the file.
 */
int vcid_file_read(FILE *file, struct vcid_profile *profile, char *err,
		   size_t size);

#endif
