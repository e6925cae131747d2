#!/usr/bin/env bash
# Makes the machine that the scenarios run on, once: a Debian 13 root file system with systemd, a virtual camera (vivid),
# simulated GPIO lines (gpio-sim), a camera that is fed from user space (v4l2loopback) and a broker, with its kernel and
# initrd beside it. Nothing of EdgeDaemon is in it: the scenarios install the package.
#
#   tests/vm/image.sh [--force]
#
#   --force   build although there is one, to take in newer packages
#
# Needs root, about 3 GB of disk and a Debian mirror that carries trixie. Host tools that are missing are installed. The
# result lies in ${EDGEDAEMON_VM_DIR:-${TMPDIR:-/tmp}/edgedaemon-vm}/image and is used again until this file changes.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../deploy/machine.sh"
# shellcheck source=tests/vm/paths.sh
. "$(dirname "${BASH_SOURCE[0]}")/paths.sh"

force=
case ${1:-} in
  '') ;;
  --force) force=yes ;;
  -h | --help) usage && exit 0 ;;
  *) die "unknown option '$1'; see --help." ;;
esac

packages=(
  # an init, a kernel, and a way in
  systemd-sysv udev dbus kmod iproute2 procps e2fsprogs linux-image-amd64 initramfs-tools zstd openssh-server nftables
  systemd-timesyncd systemd-coredump
  # what the daemon's package depends on; already here, so that installing it inside needs no mirror
  libturbojpeg0 libpng16-16t64 libssl3t64 zlib1g ca-certificates adduser
  # what the scenarios use
  mosquitto mosquitto-clients openssl v4l-utils gpiod python3-minimal
)

mkdir -p "$vm_image"
exec 9>"$vm_image/.lock"
flock -w 3600 9 || die "another build holds $vm_image/.lock."
key=$(cat "${BASH_SOURCE[0]}" "$vm_here/modules.sh" | sha256sum | cut -d' ' -f1)
if [ -z "$force" ] && [ "$(cat "$vm_image/stamp" 2>/dev/null)" = "$key" ]; then
  say "found: $vm_image"
  exit 0
fi
[ "$(id -u)" = 0 ] || die "building the image needs root."
rm -f "$vm_image/stamp"

# --- host tools -----------------------------------------------------------------------------------------------------
missing=()
need_tool() { have "$1" || missing+=("$2"); }
need_tool mmdebstrap mmdebstrap
need_tool qemu-system-x86_64 qemu-system-x86
need_tool qemu-img qemu-utils
need_tool mke2fs e2fsprogs
need_tool ssh openssh-client
need_tool socat socat
if [ ${#missing[@]} -gt 0 ]; then
  say "installing ${missing[*]}"
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends -o DPkg::Lock::Timeout=600 install "${missing[@]}" \
    >"$vm_image/host.log" 2>&1 || die "apt-get failed: $(tail -n 1 "$vm_image/host.log") (all of it: $vm_image/host.log)."
fi

# --- what is ours in the machine ------------------------------------------------------------------------------------
work=$(mktemp -d "$vm_image/.work.XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT
rm -f "$vm_image/key" "$vm_image/key.pub"
ssh-keygen -q -t ed25519 -N '' -C edgedaemon-vm -f "$vm_image/key"

own=$work/own
install -d -m 755 "$own" "$own"/etc/{initramfs-tools/conf.d,systemd/network,systemd/system.conf.d,systemd/journald.conf.d,ssh/sshd_config.d}
install -d -m 700 "$own/root" "$own/root/.ssh"
install -m 600 "$vm_image/key.pub" "$own/root/.ssh/authorized_keys"
echo edgedaemon-vm >"$own/etc/hostname"
echo '127.0.0.1 localhost edgedaemon-vm' >"$own/etc/hosts"
echo '/dev/vda / ext4 defaults 0 1' >"$own/etc/fstab"
# The initrd needs the drivers of this machine only, and loads the sooner for it.
echo 'MODULES=list' >"$own/etc/initramfs-tools/conf.d/edgedaemon-vm"
printf '%s\n' virtio_pci virtio_blk ext4 crc32c >"$own/etc/initramfs-tools/modules"
printf '[Match]\nName=eth0\n[Network]\nAddress=10.0.2.15/24\nLinkLocalAddressing=no\nIPv6AcceptRA=no\n' \
  >"$own/etc/systemd/network/eth0.network"
printf 'PermitRootLogin prohibit-password\nPasswordAuthentication no\nUseDNS no\nMaxSessions 64\n' \
  >"$own/etc/ssh/sshd_config.d/edgedaemon-vm.conf"
# Every system call that a unit's filter refuses leaves a line, which the scenarios look for.
printf '[Manager]\nManagerEnvironment=SYSTEMD_LOG_SECCOMP=1\n' >"$own/etc/systemd/system.conf.d/seccomp.conf"
printf '[Journal]\nStorage=persistent\nSystemMaxUse=128M\nRateLimitIntervalSec=0\n' >"$own/etc/systemd/journald.conf.d/edgedaemon-vm.conf"

cat >"$work/settle.sh" <<'SETTLE'
#!/bin/sh
# In the new root, when its packages are configured.
set -e
systemctl -q enable systemd-networkd.service ssh.service mosquitto.service
systemctl -q mask getty@tty1.service serial-getty@ttyS0.service systemd-networkd-wait-online.service apt-daily.timer \
  apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer e2scrub_reap.service fstrim.timer
usermod -p '*' root                       # no password, and yet not locked out of ssh
rm -f /etc/machine-id /var/lib/dbus/machine-id
systemd-machine-id-setup >/dev/null 2>&1  # or each boot were a first boot
mkdir -p /var/log/journal
SETTLE
chmod 755 "$work/settle.sh"

# --- the root file system -------------------------------------------------------------------------------------------
log=$vm_image/build.log
began=$SECONDS
say "building Debian 13 (log: $log)"
tree=$work/tree
mkdir "$tree"
# shellcheck disable=SC2016  # $1 is the hook's own: the folder of the new root
nice -n 10 mmdebstrap --quiet --mode=root --variant=apt --architectures=amd64 \
  --include="$(IFS=,; echo "${packages[*]}")" \
  --aptopt='Acquire::Languages "none"' --aptopt='Acquire::Retries "3"' \
  --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/locale/*' --dpkgopt='force-confold' \
  --essential-hook="cp -a '$own/.' \"\$1/\"" \
  --customize-hook="install -m 755 '$work/settle.sh' '$vm_here/modules.sh' \"\$1/tmp/\"" \
  --customize-hook='chroot "$1" /tmp/settle.sh' \
  --customize-hook='chroot "$1" /tmp/modules.sh' \
  --customize-hook='rm "$1"/tmp/settle.sh "$1"/tmp/modules.sh' \
  trixie "$tree" >"$log" 2>&1 || {
  tail -n 15 "$log" >&2
  die "mmdebstrap failed (all of it: $log)."
}
install -m 644 "$tree"/boot/vmlinuz-* "$vm_image/vmlinuz"
install -m 644 "$tree"/boot/initrd.img-* "$vm_image/initrd"
rm -rf "${tree:?}"/boot/* "${tree:?}"/tmp/* "${tree:?}"/vmlinuz* "${tree:?}"/initrd*
echo "edgedaemon-vm $(cut -d' ' -f1,2 "$tree/etc/ssh/ssh_host_ed25519_key.pub")" >"$vm_image/known_hosts"

rm -f "$vm_image/root.ext4"
truncate -s 6G "$vm_image/root.ext4"
nice -n 10 mke2fs -q -F -t ext4 -E lazy_itable_init=0,lazy_journal_init=0 -d "$tree" "$vm_image/root.ext4"
chmod 444 "$vm_image/root.ext4" # machines write to overlays of it
echo "$key" >"$vm_image/stamp"
say "built in $((SECONDS - began)) s: $vm_image, $(du -sm "$vm_image/root.ext4" | cut -f1) MiB"
