# SPDX-License-Identifier: GPL-2.0
#
# make				modules, vcctl and the tc plugin
# make install			vcctl, tc plugin (DESTDIR, PREFIX)
# make uninstall		removes them
# make modules_install		modules (INSTALL_MOD_PATH), as kbuild does
# make deb			Debian packages of both, in build/deb: the modules
#				for DKMS, and the tools
# make shell			a prompt: a blade, a module and a client to try
#				things on, in a throw-away kernel
# make demo			a server outlives its hardware, in three VMs
# make demo-quick		four FlexNICs on one port, in a VM
# make fuzz			damaged domain files, for FUZZ_TIME seconds
# make check			all other tests: units, in User-mode Linux, in VMs;
#				T=flexnic/smoke: one
# make check-vm			the same, all of them in VMs; T as above
# make check-long		the tests that measure, or last on purpose
# make check-debug		the tests on a kernel with KASAN, lockdep and kmemleak,
#				at native speed in User-mode Linux; T= as above.
#				Builds that kernel the first time
# make check-debug-vm		likewise in QEMU, with more than one CPU and NICs
# make fuzz-kernel		requests and frames that nobody should send, on that
#				kernel, each for FLEXNIC_DURATION=3600 seconds
# make check-races		some of them on a kernel with KCSAN, on two CPUs
# make coverage			how many lines of modules and vcctl the tests reach,
#				on a kernel that counts them; T= as above
# make mutate			one changed line at a time: would a test notice?
#				AREA=vbridge N=100 SEED=7, or SINCE=COMMIT
# make build-kernels		modules for Debian's 6.1, 6.12 and 7.3, stock, real-time
#				and cloud, by gcc and clang, with sparse; K=6.12: one
# make check-kernels		likewise, and the tests on the stock ones; T as above,
#				BY=gcc: with the modules of one compiler
# make check-kernels-long	likewise, the tests that take minutes each
# make check-packages		those packages: installed in a clean Debian, rebuilt
#				for a second kernel, upgraded, used, purged
# make bench			against what people would use instead, native speed
# make bench-icount		the same in instructions; B=tx-60: some scenes
# make lint			what a reviewer's machine would complain about
# make analyze			clang's static analyzer and coccicheck
#
# KDIR is the kernel to build for; see scripts/kernel for the default. W=1, C=2
# and all other kbuild variables work as in the kernel.

ifndef KDIR
KDIR := $(shell scripts/kernel kdir 2>/dev/null)
endif
PREFIX ?= /usr/local
export PREFIX DESTDIR

# Patterns and lists are the user's: in recipes "$$B", never $(B)
override B := $(value B)
override T := $(value T)
override K := $(value K)
override BY := $(value BY)
export B T K BY

TOOLS := $(patsubst %/Makefile,%,$(wildcard tools/*/Makefile))
# A kernel in a root folder of its own has its compilers there as well
KROOT := $(shell KDIR='$(KDIR)' scripts/kernel root 2>/dev/null)
KMAKE = $(if $(KROOT),scripts/kernels/enter $(KROOT) make,$(MAKE))
# KCC compiles modules only
KBUILD_OF = -C $(KDIR:$(KROOT)/%=/%) M=$(1) $(if $(KCC),CC=$(KCC))
KBUILD := $(call KBUILD_OF,$(CURDIR))

.PHONY: all modules test_modules tools vcctl install uninstall \
	modules_install selftests deb stage clean clean_modules setup help \
	shell demo demo-quick fuzz check check-vm check-long check-debug check-debug-vm \
	fuzz-kernel check-races coverage build-kernels check-kernels \
	check-kernels-long check-packages mutate bench bench-icount lint analyze

all: modules tools

modules:
	+$(KMAKE) $(KBUILD) modules

# On their own: nobody else is to install them
test_modules:
	+$(KMAKE) $(call KBUILD_OF,$(CURDIR)/selftests/modules) modules

tools:
	@for dir in $(TOOLS); do $(MAKE) -C $$dir all || exit; done

vcctl:
	$(MAKE) -C tools/vcctl all

install: tools
	@for dir in $(TOOLS); do $(MAKE) -C $$dir install || exit; done

uninstall:
	@for dir in $(TOOLS); do $(MAKE) -C $$dir uninstall || exit; done

# Signing needs a key that only the kernel's builder has
modules_install:
	$(MAKE) $(KBUILD) CONFIG_MODULE_SIG_ALL= modules_install

deb: setup
	@scripts/setup --packages
	@scripts/build-deb build/deb

selftests:
	$(MAKE) -C selftests all

# The stock modules and these together, where the VMs find them
stage: modules test_modules
	@scripts/stage-modules

setup:
	@scripts/setup

help:
	@sed -n '/^# make\t/,/^[^#]/{/^[^#]/q;s/^# \{0,1\}//p}' Makefile

shell: setup
	@scripts/playground/run

# A make of its own: KDIR is looked for again after setup brought it
demo: setup
	@$(MAKE) -s all stage selftests
	@scripts/demo

demo-quick: setup
	@$(MAKE) -s all stage selftests
	@scripts/vm run --fast --cpus 2 --timeout 280 -- scripts/demo-quick

fuzz:
	@scripts/setup --fuzz
	@$(MAKE) -s -C tools/vcctl fuzz

check: setup
	@scripts/setup --debug
	@set -f; scripts/check $$T

check-vm: setup
	@set -f; scripts/check --vm $$T

# What they can do for as long as one likes takes its own time on other kernels
LONG = $$($(MAKE) -s -C selftests list-long)

check-long: setup
	FLEXNIC_DURATION=600 scripts/check $(LONG)

# How many times as long such a kernel may take; QEMU's is emulated as well
SLOWNESS := 4
SLOWNESS_VM := 10

# on-kernel KERNEL,TREE: what follows is for one of our own, in a copy of this tree
on-kernel = kdir=$$(scripts/kernels/build $(1)) && \
		cd "$$(scripts/copy-tree $(2))" && KDIR=$$kdir

check-debug: setup
	@scripts/setup --debug
	@$(call on-kernel,um-debug,um-debug) \
		ARCH=um FLEXNIC_SLOWNESS=$(SLOWNESS) \
		scripts/check $${T:-$$($(MAKE) -s -C selftests list)}

# What is built for one kernel is built again for the other
check-debug-vm: setup
	@scripts/setup --debug
	@kdir=$$(scripts/kernels/build debug) && \
		KDIR=$$kdir FLEXNIC_SLOWNESS=$(SLOWNESS_VM) \
		scripts/check $${T:-flexnic vcctl}

# Requests are guided by the places in the modules that they come by; vcid's,
# which come last, are not: User-mode Linux has no firmware
fuzz-kernel: export FLEXNIC_CASES := fuzz
fuzz-kernel: export FLEXNIC_DURATION := $(or $(FLEXNIC_DURATION),3600)
fuzz-kernel: setup
	@scripts/setup --debug
	@$(call on-kernel,um-debug,fuzz) \
		ARCH=um FLEXNIC_SLOWNESS=$(SLOWNESS) KCOV_INSTRUMENT=y \
		scripts/check security/netlink security/frames
	@$(MAKE) -s check-debug-vm T=security/identity

# What two CPUs do at once: configuration under traffic, and traffic by both
RACES := flexnic/stress vbridge/stress flexnic/change flexnic/lifecycle \
	flexnic/scaling vbridge/macs vbridge/failovers

check-races: export FLEXNIC_ROUNDS := $(or $(FLEXNIC_ROUNDS),100)
check-races: setup
	@scripts/setup --debug
	@$(call on-kernel,races,races) \
		FLEXNIC_SLOWNESS=$(SLOWNESS_VM) \
		scripts/check $${T:-$(RACES)}

coverage: setup
	@scripts/setup --debug
	@$(call on-kernel,coverage,coverage) \
		FLEXNIC_SLOWNESS=2 scripts/coverage $${T:-$$($(MAKE) -s -C selftests list)}

# What it is told are variables of the command line, which it gets by itself
mutate: setup
	@scripts/setup --debug
	@scripts/mutate

build-kernels: setup
	@scripts/setup --kernels
	@set -f; scripts/check-kernels --build $$K

check-kernels: setup
	@scripts/setup --kernels
	@set -f; scripts/check-kernels $$K

check-kernels-long: setup
	@scripts/setup --kernels
	@set -f; T=$${T:-$(LONG)} scripts/check-kernels $$K

check-packages: deb
	@scripts/check $$($(MAKE) -s -C selftests list-packages)

bench: setup
	@scripts/setup --bench
	@bench/run uml "$$B"

bench-icount: setup
	@scripts/setup --bench
	@bench/run icount "$$B"

lint:
	@scripts/setup --lint
	@scripts/lint

analyze: setup
	@scripts/setup --analyze
	@scripts/analyze

clean_modules:
	+$(KMAKE) $(KBUILD) clean

clean:
	@for dir in $(TOOLS); do $(MAKE) -C $$dir clean || exit; done
	$(MAKE) -C selftests clean
	+-$(KMAKE) $(KBUILD) clean
	rm -rf build
