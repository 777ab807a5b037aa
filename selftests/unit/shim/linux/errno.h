/* SPDX-License-Identifier: GPL-2.0 */
/* also what the C library's own <errno.h> finds by this name */
#include <asm/errno.h>
#include "kshim.h"
