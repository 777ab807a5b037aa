# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034 # used by those who source it
#
# The Debian releases that this tree knows: what it is developed and tested on,
# and the one after it, from which a few packages are taken.

THIS_RELEASE=bookworm
NEXT_RELEASE=trixie
