#!/usr/bin/env bash
# shellcheck disable=SC2016,SC2034,SC2086,SC2154 # what scenario.sh sources; expanded inside the machine
# From inside each sandbox: vision opens no socket but Unix; the publisher opens no camera and reaches the broker alone.
configure "$vivid_camera"
into_machine "$vm_here/probe.py" /usr/local/bin/sandbox-probe
# The same unit with another program in it: all that systemd does to the daemon it does to the probe.
probe() { # UNIT ARGUMENT…
  local unit=$1
  shift
  in_machine "name=probe-\$RANDOM.service
    sed -e 's|^ExecStart=.*|ExecStart=/usr/bin/python3 /usr/local/bin/sandbox-probe $*|' -e 's/^Type=.*/Type=oneshot/' \
      -e '/^Restart/d' -e '/^Watchdog/d' -e '/^PartOf/d' -e '/^Wants/d' /usr/lib/systemd/system/$unit >/run/systemd/system/\$name
    mkdir -p /run/systemd/system/\$name.d
    cp /run/systemd/system.control/$unit.d/*.conf /run/systemd/system/\$name.d/ 2>/dev/null
    systemctl daemon-reload; systemctl start \$name; journalctl -u \$name -o cat --no-pager; rm -r /run/systemd/system/\$name*; systemctl daemon-reload"
}
# A broker of this machine, reached at an address that is not the local one; and another listener beside it.
in_machine 'systemd-run -q --collect --unit=other-listener python3 -m http.server --bind 0.0.0.0 8080 2>/dev/null || true'
await 60 "systemctl is-active --quiet $publisher"
seen=$(probe $vision inet inet6 netlink packet unix camera=/dev/video0 disk=/dev/vda)
sent=$(probe $publisher inet unix camera=/dev/video0 disk=/dev/vda connect=127.0.0.1:1883 connect=10.0.2.15:22 connect=10.0.2.2:80)
in_machine 'systemctl stop other-listener' || true
echo "$seen"
echo "$sent"
says() { grep -qxE "$2" <<<"$1" || fail "expected '$2' in: $(tr '\n' ';' <<<"$1")"; }
says "$seen" 'inet: refused .*'
says "$seen" 'inet6: refused .*'
says "$seen" 'netlink: refused .*'
says "$seen" 'packet: refused .*'
says "$seen" 'unix: allowed'
says "$seen" 'camera=/dev/video0: allowed'
says "$seen" 'disk=/dev/vda: refused .*'
says "$sent" 'inet: allowed'
says "$sent" 'camera=/dev/video0: refused .*'
says "$sent" 'disk=/dev/vda: refused .*'
says "$sent" 'connect=127.0.0.1:1883: allowed'
says "$sent" 'connect=10.0.2.15:22: refused .*'
says "$sent" 'connect=10.0.2.2:80: refused .*'
detail "vision: $(grep -c refused <<<"$seen") of 7 refused; publisher: $(grep -c refused <<<"$sent") of 7 refused"
