/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a kernel's configuration would say of the compiler, had it been made
 * with clang: read right after it.
 */
#undef CONFIG_CC_IS_GCC
#undef CONFIG_GCC_VERSION
#define CONFIG_GCC_VERSION 0
#define CONFIG_CC_IS_CLANG 1
#undef CONFIG_CLANG_VERSION
#define CONFIG_CLANG_VERSION \
	(__clang_major__ * 10000 + __clang_minor__ * 100 + __clang_patchlevel__)
#undef CONFIG_CC_HAS_NAMED_AS
#undef CONFIG_USE_X86_SEG_SUPPORT
/*
 * Without objtool jump labels are no-ops from the start, or it would have to
 * write those over jumps.
 */
#undef CONFIG_HAVE_JUMP_LABEL_HACK
