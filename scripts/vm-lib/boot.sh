# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # variables of scripts/vm
#
# Starting QEMU, directly or through virtme-ng, or User-mode Linux. All leave in
# $run the console log and, written by guest-run, share/status and share/dmesg.

# Kernel arguments of all paths:
# - what QEMU's exit stands for: -no-reboot turns a reboot and a panic into it
# - no test goes on in a kernel that has warned of itself
# - WARNINGs reach the console too, for guests that do not live to save them
# - a long run's whole log fits
# - a stall under emulation needs more patience than one on hardware: two CPUs
#   may share one busy core of the host
# - memory is zeroed when it is allocated, as by the distributions' kernels: fcoe looks
#   at who a LOGO is for before libfc has written it into the frame, and where it finds
#   the fabric there by chance a port of VN2VN sends from no address from then on
KERNEL_ARGS=(
	panic=-1 oops=panic panic_on_warn=1
	init_on_alloc=1
	loglevel=5
	log_buf_len=4M
	net.ifnames=0
	rcupdate.rcu_cpu_stall_timeout=60 watchdog_thresh=30
	workqueue.watchdog_thresh=0
)

# With icount, guest time goes by what is executed: 2^0 ns an instruction
_accel_args()
{
	if [[ -n $icount ]]; then
		echo -accel tcg,thread=single -cpu max -icount shift=0,sleep=off
		return
	fi
	case $(accel) in
	kvm) echo -accel kvm -cpu host ;;
	*) echo -accel tcg,thread=multi -cpu max ;;
	esac
}

# shellcheck disable=SC2054 # QEMU separates with commas
share_args()
{
	share_qemu=(
		-fsdev local,id=share,path="$run/share",security_model=none
		-device virtio-9p-pci,fsdev=share,mount_tag=vm.share
	)
	[[ -z $wire ]] || share_qemu+=(
		-fsdev local,id=wire,path="$wire",security_model=none
		-device virtio-9p-pci,fsdev=wire,mount_tag=vm.wire
	)
}

# _supervise CMD...: stdout is the guest's. Through a pipe, because QEMU
# changes the flags of the file it is given, and writes to a plain file from
# its beginning. timeout has a process group of its own and ends exactly that.
_supervise()
{
	local cmd=(timeout -k 5 "$limit") fifo=$run/stdout pid cat rc

	if nics_need_taps; then
		cmd+=(unshare --net "$SCRIPTS/vm-lib/with-taps" "${nics[*]}")
	fi
	mkfifo "$fifo"
	cat "$fifo" &
	cat=$!
	"${cmd[@]}" "$@" </dev/null >"$fifo" 2>>"$run/console.log" &
	pid=$!
	# shellcheck disable=SC2064
	trap "kill $pid; wait $pid; rm -rf '$run'; exit 130" INT TERM HUP
	wait "$pid"
	rc=$?
	trap - INT TERM HUP
	wait "$cat"
	return "$rc"
}

# _hand_over CMD...: the guest has this terminal, which is raw until it ends
_hand_over()
{
	local saved rc

	saved=$(stty -g)
	# shellcheck disable=SC2064
	trap "stty '$saved'; rm -rf '$run'; exit 130" INT TERM HUP
	stty raw -echo
	"$@" 2>>"$run/console.log"
	rc=$?
	stty "$saved"
	trap - INT TERM HUP
	return "$rc"
}

_start()
{
	if [[ -n $tty ]]; then
		_hand_over "$@"
	else
		_supervise "$@"
	fi
}

_fast_append()
{
	echo "console=ttyS0 reboot=t random.trust_cpu=on mitigations=off" \
		"vm.project=$ROOT ${KERNEL_ARGS[*]} $append"
}

# shellcheck disable=SC2054 # QEMU separates with commas
boot_fast()
{
	local kernel initramfs accel_args out

	kernel=$(fast_kernel) || exit 1
	initramfs=$(initramfs) || exit 1
	read -ra accel_args < <(_accel_args)
	nic_args
	share_args
	out=(-chardev file,id=out,path=/proc/self/fd/1
		-device virtserialport,chardev=out,name=vm.out)
	[[ -z $tty ]] || out=(-chardev stdio,id=out,signal=off
		-device virtconsole,chardev=out,name=vm.out)
	_start qemu-system-x86_64 "${accel_args[@]}" -machine q35 \
		-smp "$cpus" -m "$mem" -nodefaults -no-user-config -no-reboot \
		-display none \
		-kernel "$kernel" -initrd "$initramfs" -append "$(_fast_append)" \
		-chardev "file,id=console,path=$run/console.log,append=on" \
		-serial chardev:console \
		-device virtio-serial-pci "${out[@]}" \
		-fsdev local,id=root,path=/,security_model=none,readonly=on,multidevs=remap \
		-device virtio-9p-pci,fsdev=root,mount_tag=vm.root \
		"${share_qemu[@]}" "${nic_qemu[@]}" "${qemu_extra[@]}"
}

# Newer ones can do without ptrace: then a process starts in a third of the time
_uml_can_seccomp()
{
	grep -q seccomp= <("$1" --help 2>/dev/null)
}

# tty0, the console, writes to stderr, and tty1 has the guest's output
boot_uml()
{
	local image initramfs with=() ways=() con1=null,fd:1

	[[ -z $tty ]] || con1=fd:0,fd:1
	image=$("$SCRIPTS/kernel" image)
	! _uml_can_seccomp "$image" || ways=(seccomp=on)

	initramfs=$(initramfs) || exit 1
	((EUID)) || with=(unshare --mount "$SCRIPTS/vm-lib/with-huge-pages")
	# shellcheck disable=SC2086 # $append is words
	_start "${with[@]}" "$image" "mem=$mem" "${ways[@]}" \
		"initrd=$initramfs" \
		con=null con0=null,fd:2 "con1=$con1" "uml_dir=$run" "umid=${run##*/}" \
		"vm.project=$ROOT" vm.root=hostfs "vm.share=$run/share" \
		"${KERNEL_ARGS[@]}" $append
}

# The console goes to stderr with --verbose, so to the log. vng must run under
# the system's own python3, whose packages it needs: another one may come first
# in PATH.
boot_vng()
{
	local args extra word

	args=(--run "$("$SCRIPTS/kernel" image)" --force-9p --verbose
		--cpus "$cpus" --memory "$mem")
	[[ $(accel) == kvm ]] || args+=(--disable-kvm)
	# one by one: vng would quote a whole line as one argument
	for word in "${KERNEL_ARGS[@]}" $append; do
		args+=(--append "$word")
	done
	nic_args
	share_args
	extra=("${share_qemu[@]}" "${nic_qemu[@]}" "${qemu_extra[@]}")
	_supervise /usr/bin/python3 "$(command -v vng)" "${args[@]}" \
		--qemu-opts="${extra[*]}" \
		--exec "$ROOT/scripts/vm-lib/guest-run job"
}
