/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Words of 7.3's headers that sparse 0.6.4 does not know: read before all else.
 * What a comma leaves has no qualifiers any more. MODULE_INFO() asserts the
 * length of a literal, which sparse cannot tell, but its size.
 */
#define __typeof_unqual__(_x) __typeof__(((void)0, (_x)))
#define __builtin_strlen(_literal) (sizeof(_literal) - 1)
