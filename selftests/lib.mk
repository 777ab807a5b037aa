# SPDX-License-Identifier: GPL-2.0
#
# Included by each area's Makefile, which sets, as in kselftest:
#	TEST_PROGS		scripts to run
#	TEST_GEN_PROGS		programs to build from NAME.c and run
#	TEST_GEN_FILES		programs to build from NAME.c for the others
#	TEST_PROGS_EXTENDED	scripts not run by default, since they measure or
#				last on purpose: make check-long
#	TEST_PROGS_PACKAGES	scripts that need `make deb`: make check-packages
#	TEST_FILES		what they need

CFLAGS ?= -O2 -g -Wall -Wextra
AREA := $(notdir $(CURDIR))
ALL_PROGS = $(TEST_PROGS) $(TEST_GEN_PROGS)

.PHONY: all list list-long list-packages run_tests clean

all: $(TEST_GEN_PROGS) $(TEST_GEN_FILES)

$(TEST_GEN_PROGS) $(TEST_GEN_FILES): %: %.c
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $< $(LDLIBS)

list:
	@for prog in $(ALL_PROGS); do echo $(AREA)/$$prog; done

list-long:
	@for prog in $(TEST_PROGS_EXTENDED); do echo $(AREA)/$$prog; done

list-packages:
	@for prog in $(TEST_PROGS_PACKAGES); do echo $(AREA)/$$prog; done

run_tests: all
	@../run $(addprefix $(AREA)/,$(ALL_PROGS))

clean:
	rm -f $(TEST_GEN_PROGS) $(TEST_GEN_FILES)
