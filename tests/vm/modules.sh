#!/bin/sh
# In the root of the machine that is being built: compiles the two drivers that Debian's kernel package leaves out, gpio-sim
# (from the kernel's own sources) and v4l2loopback, and takes the compiler away again.
set -eu
export DEBIAN_FRONTEND=noninteractive
release=$(basename /boot/vmlinuz-* | cut -d- -f2-)
version=$(dpkg-query -W -f '${Version}' "linux-image-$release")
series=$(echo "$release" | cut -d. -f1,2)
before=$(mktemp)
dpkg-query -W -f '${Package}\n' >"$before"
apt-get -qq update
apt-get -qq -y --no-install-recommends -o Dpkg::Use-Pty=0 install "linux-headers-$release" make xz-utils

build=$(mktemp -d)
cd "$build"
# Only unpacked, not installed: no dkms, no whole kernel tree.
apt-get -qq -o APT::Sandbox::User=root download "linux-source-$series=$version" v4l2loopback-dkms
dpkg-deb --fsys-tarfile linux-source-*.deb | tar -xO "./usr/src/linux-source-$series.tar.xz" | xz -dc -T0 |
  tar -x --strip-components=1 "linux-source-$series/drivers/gpio/gpio-sim.c" "linux-source-$series/kernel/irq/irq_sim.c"
mkdir gpio
cp drivers/gpio/gpio-sim.c gpio/simulated.c
# Debian's kernel has no interrupt simulator either (CONFIG_IRQ_SIM), so it is linked in. A module may not call
# irq_to_desc(); what it returns is had through two functions that are exported.
sed 's/irq_to_desc(irqnum)/irq_data_to_desc(irq_get_irq_data(irqnum))/' kernel/irq/irq_sim.c >gpio/interrupts.c
printf 'obj-m := gpio-sim.o\ngpio-sim-y := simulated.o interrupts.o\n' >gpio/Makefile
dpkg-deb -x v4l2loopback-dkms_*.deb loopback

extra=/lib/modules/$release/extra
mkdir -p "$extra"
for source in "$build/gpio" "$build"/loopback/usr/src/v4l2loopback-*; do
  make -s -C "/lib/modules/$release/build" "M=$source" modules
  strip -d "$source"/*.ko
  cp "$source"/*.ko "$extra/"
done
depmod "$release"

cd /
rm -rf "$build"
# shellcheck disable=SC2046  # package names are words
apt-get -qq -y -o Dpkg::Use-Pty=0 purge $(dpkg-query -W -f '${Package}\n' | grep -vxFf "$before")
rm -f "$before"
apt-get -qq clean
