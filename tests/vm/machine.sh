# shellcheck shell=bash
# Runs the machine that image.sh made. Sourced after paths.sh, never run. It ends only what it started itself.
#
#   machine_fresh         starts it on a new disk; waits until systemd has come to rest
#   in_machine [-t S] …   runs one shell line inside, at most S seconds (300)
#   into_machine F… DEST  copies files in
#   from_machine F DEST   copies a file out
#   machine_reboot        an orderly reboot from within
#   machine_off           pulls the plug
vm_run=$vm_dir/run
# A busy host takes longer over everything: this many times as long is waited. What is measured is not stretched.
vm_patience=${EDGEDAEMON_VM_PATIENCE:-1}
vm_boot_limit=${EDGEDAEMON_VM_BOOT_LIMIT:-600}
vm_port=$(cat "$vm_run/port" 2>/dev/null) || vm_port=

vm_ssh=(-F none -i "$vm_image/key" -o IdentitiesOnly=yes -o BatchMode=yes -o HostKeyAlias=edgedaemon-vm
  -o "UserKnownHostsFile=$vm_image/known_hosts" -o StrictHostKeyChecking=yes -o LogLevel=ERROR -o ConnectTimeout=10
  -o ServerAliveInterval=10 -o ServerAliveCountMax=6 -o ControlMaster=auto -o ControlPersist=yes -o "ControlPath=$vm_run/ssh")

# The pid of our QEMU, if it runs: its command line names our folder.
machine_pid() {
  local pid
  pid=$(cat "$vm_run/pid" 2>/dev/null) && [ -n "$pid" ] && tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | grep -qxF "$vm_run/pid" &&
    echo "$pid"
}

machine_monitor() { printf '%s\n' "$1" | timeout 10 socat -t 3 - "UNIX-CONNECT:$vm_run/monitor"; }

# Where /dev/kvm is a stand-in that stock kernels do not run on, everything is emulated: about a hundred times slower at the
# models' arithmetic.
machine_accel() { if [ -w /dev/kvm ] && [ ! -d /sys/module/kvm_pvm ]; then echo kvm; else echo tcg,thread=multi,tb-size=512; fi; }

machine_start() { # [QEMU-ARGUMENT…]
  local accel cpu=max,la57=off
  accel=$(machine_accel)
  [ "$accel" != kvm ] || cpu=host
  rm -f "$vm_run"/{monitor,ssh,port}
  qemu-system-x86_64 -name edgedaemon-vm -machine q35,sata=off,smbus=off -accel "$accel" -cpu "$cpu" -m 1024 -smp 2 \
    -nodefaults -no-user-config -display none -kernel "$vm_image/vmlinuz" -initrd "$vm_image/initrd" \
    -append "root=/dev/vda ro console=ttyS0 net.ifnames=0 quiet panic=5 mitigations=off random.trust_cpu=on" \
    -drive "file=$vm_run/disk.qcow2,format=qcow2,if=none,id=disk" -device virtio-blk-pci,drive=disk \
    -netdev "user,id=net,restrict=on,ipv6=off,hostfwd=tcp:127.0.0.1:0-:22" -device virtio-net-pci,netdev=net,romfile= \
    -object rng-random,filename=/dev/urandom,id=rng -device virtio-rng-pci,rng=rng \
    -chardev "file,id=console,path=$vm_run/console.log,append=on" -serial chardev:console \
    -monitor "unix:$vm_run/monitor,server=on,wait=off" "$@" -daemonize -pidfile "$vm_run/pid" 9>&- || die "QEMU did not start."
  # QEMU chose a free port by itself, so that machines side by side never meet.
  vm_port=$(machine_monitor 'info usernet' | awk '/HOST_FORWARD/ { print $4 }')
  [ -n "$vm_port" ] || die "QEMU forwards no port."
  echo "$vm_port" >"$vm_run/port"
}

machine_wait() {
  local until=$((SECONDS + vm_boot_limit)) state=
  until timeout 30 ssh "${vm_ssh[@]}" -p "$vm_port" root@127.0.0.1 true 2>/dev/null </dev/null; do
    [ "$SECONDS" -lt "$until" ] || die "no ssh after $vm_boot_limit s; the console: $vm_run/console.log"
    machine_pid >/dev/null || die "QEMU has ended; the console: $vm_run/console.log"
    sleep 1
  done
  state=$(in_machine -t "$vm_boot_limit" 'systemctl is-system-running --wait') || true
  case $state in
    running | degraded) ;;
    *) die "the machine has not come to rest: '$state'." ;;
  esac
}

# Emulated, a boot takes a good part of a minute and more on a busy host. So the first one is saved as it stands, memory and all,
# and later machines begin there.
vm_saved=$vm_image/ready
machine_key() { cat "$vm_image/stamp" <(declare -f machine_start) <(qemu-img --version) <(machine_accel) | sha256sum | cut -d' ' -f1; }

machine_save() {
  rm -f "$vm_run/disk.qcow2"
  qemu-img create -q -f qcow2 -F raw -b "$(realpath "$vm_image/root.ext4")" "$vm_run/disk.qcow2"
  machine_start
  machine_wait
  machine_hang_up
  printf 'savevm ready\nquit\n' | timeout 300 socat -t 300 - "UNIX-CONNECT:$vm_run/monitor" >/dev/null || true
  until ! machine_pid >/dev/null; do sleep 0.5; done
  qemu-img snapshot -l "$vm_run/disk.qcow2" | grep -qw ready || die "the machine could not be saved."
  mv "$vm_run/disk.qcow2" "$vm_saved.qcow2"
  machine_key >"$vm_saved.key"
}

machine_fresh() {
  machine_off
  mkdir -p "$vm_run"
  rm -f "$vm_run/console.log"
  [ "$(cat "$vm_saved.key" 2>/dev/null)" = "$(machine_key)" ] || machine_save
  cp --reflink=auto "$vm_saved.qcow2" "$vm_run/disk.qcow2"
  machine_start -loadvm ready
  machine_wait
  in_machine "date -s @$(date +%s.%N)" >/dev/null
}

in_machine() {
  local limit=300
  if [ "$1" = -t ]; then
    limit=$2
    shift 2
  fi
  local line=$*
  timeout -k 5 $((limit + 20)) ssh "${vm_ssh[@]}" -p "$vm_port" root@127.0.0.1 "timeout -k 5 $limit bash -c ${line@Q}" </dev/null
}

into_machine() { timeout 600 scp -q -r "${vm_ssh[@]}" -P "$vm_port" "${@:1:$#-1}" "root@127.0.0.1:${*: -1}"; }

from_machine() { timeout 600 scp -q "${vm_ssh[@]}" -P "$vm_port" "root@127.0.0.1:$1" "$2"; }

machine_hang_up() {
  timeout 10 ssh "${vm_ssh[@]}" -p "$vm_port" -O exit root@127.0.0.1 2>/dev/null || true
  rm -f "$vm_run/ssh"
}

machine_reboot() {
  local before
  before=$(in_machine 'cat /proc/sys/kernel/random/boot_id')
  in_machine 'systemctl --no-block reboot' || true
  machine_hang_up
  local until=$((SECONDS + vm_boot_limit)) now=
  until [ -n "$now" ] && [ "$now" != "$before" ]; do
    [ "$SECONDS" -lt "$until" ] || die "the machine did not come back within $vm_boot_limit s."
    sleep 2
    now=$(in_machine -t 10 'cat /proc/sys/kernel/random/boot_id' 2>/dev/null) || now=
  done
  machine_wait
}

machine_off() {
  local pid i
  pid=$(machine_pid) || return 0
  kill -9 "$pid"
  for ((i = 0; i < 100; i++)); do
    [ -d "/proc/$pid" ] || break
    sleep 0.1
  done
  rm -f "$vm_run"/{pid,monitor,ssh}
}
