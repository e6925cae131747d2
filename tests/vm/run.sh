#!/usr/bin/env bash
# Installs the Debian package on a virtual machine with systemd, a virtual camera and a broker, and runs the scenarios on it.
#
#   tests/vm/run.sh [--package FILE] [--only NAME]… [--list] [--keep]
#
#   --package FILE  this .deb; default: one that deploy/package.sh builds now
#   --only NAME     only scenarios whose name contains NAME; may be given again. The installation always runs.
#   --list          what there is
#   --keep          leave the machine up at the end, for a look around (tests/vm/shell.sh)
#
# One line per scenario; all of them in artifacts/vm-results/, with junit.xml for machines. Exit status 0: nothing failed.
# Needs root for the image, once. Everything is bounded in time: see "limit" in the scenarios; on a busy host EDGEDAEMON_VM_PATIENCE=4
# waits four times as long. EDGEDAEMON_VM_MINUTES (10), EDGEDAEMON_VM_SOAK_MINUTES (30) and EDGEDAEMON_VM_UNPLUGS (100) shorten or
# lengthen the long ones.
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../../deploy/machine.sh"
# shellcheck source=tests/vm/paths.sh
. "$(dirname "${BASH_SOURCE[0]}")/paths.sh"
# shellcheck source=tests/vm/machine.sh
. "$vm_here/machine.sh"

package= keep= only=()
while [ $# -gt 0 ]; do
  case $1 in
    --package) need_value "$@" && package=$2 && shift ;;
    --only) need_value "$@" && only+=("$2") && shift ;;
    --keep) keep=yes ;;
    --list)
      for file in "$vm_here"/scenarios/*.sh; do printf '%-24s %s\n' "$(basename "$file" .sh)" "$(sed -n '3s/^# //p' "$file")"; done
      exit 0
      ;;
    -h | --help) usage && exit 0 ;;
    *) die "unknown option '$1'; see --help." ;;
  esac
  shift
done
[ "$(uname -m)" = x86_64 ] || die "the machine is an amd64 one; this host is not."

scenarios=()
for file in "$vm_here"/scenarios/*.sh; do
  name=$(basename "$file" .sh)
  wanted=yes
  if [ ${#only[@]} -gt 0 ] && [ "$name" != 10-install ]; then
    wanted=
    for part in "${only[@]}"; do [[ $name != *"$part"* ]] || wanted=yes; done
  fi
  [ -z "$wanted" ] || scenarios+=("$file")
done

"$vm_here/image.sh"
if [ -z "$package" ]; then
  "$root/deploy/package.sh" --arch amd64
  package=$(find "$root/artifacts/packages" -name 'edgedaemon_*_amd64.deb' ! -name '*+faults*' -printf '%T@ %p\n' | sort -n | tail -n 1 | cut -d' ' -f2-)
fi
[ -s "$package" ] || die "there is no package '$package'."
results=$root/artifacts/vm-results
rm -rf "$results"
mkdir -p "$results" "$vm_run"
exec 9>"$vm_run/lock"
flock -n 9 || die "another run is under way in $vm_dir; set EDGEDAEMON_VM_DIR for a machine of your own."
[ -n "$keep" ] || trap machine_off EXIT
began=$SECONDS
say "booting ($(machine_accel | cut -d, -f1))"
machine_fresh
say "up after $((SECONDS - began)) s; installing $(basename "$package")"
into_machine "$package" /var/tmp/edgedaemon.deb

escape() { sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/>/\&gt;/g' -e 's/"/\&quot;/g' | tr -d '\000-\010\013\014\016-\037'; }
passed=0 failed=0 skipped=0
cases=$results/cases.xml
for file in "${scenarios[@]}"; do
  name=$(basename "$file" .sh)
  limit=$(sed -n 's/^# limit: \([0-9]*\) s$/\1/p' "$file")
  log=$results/$name.log
  limit=$((${limit:-300} * vm_patience))
  begun=$SECONDS status=0
  rm -f "$results/detail"
  SCENARIO_DETAIL=$results/detail timeout -k 10 "$limit" bash "$vm_here/scenario.sh" "$file" >"$log" 2>&1 9>&- || status=$?
  took=$((SECONDS - begun))
  text=$(cat "$results/detail" 2>/dev/null) || text=
  case $status in
    0) word=pass passed=$((passed + 1)) ;;
    77) word=skip skipped=$((skipped + 1)) ;;
    *)
      word=FAIL failed=$((failed + 1))
      [ "$status" != 124 ] || text="not done within $limit s"
      [ -n "$text" ] || text=$(grep -v '^+' "$log" | tail -n 1)
      in_machine 'journalctl -b --no-pager -n 300 -o short-precise; systemctl status --no-pager "edgedaemon*"' >"$results/$name.journal" 2>&1 || true
      ;;
  esac
  printf '%-4s  %-22s %4d s  %s\n' "$word" "$name" "$took" "$text"
  {
    printf '  <testcase classname="vm" name="%s" time="%d">' "$name" "$took"
    case $word in
      skip) printf '<skipped message="%s"/>' "$(escape <<<"$text")" ;;
      FAIL) printf '<failure message="%s">%s</failure>' "$(escape <<<"$text")" "$(tail -n 60 "$log" | escape)" ;;
      *) printf '<system-out>%s</system-out>' "$(escape <<<"$text")" ;;
    esac
    printf '</testcase>\n'
  } >>"$cases"
  # Without the package there is nothing to try.
  [ "$name" != 10-install ] || [ "$word" = pass ] || break
done
{
  printf '<?xml version="1.0" encoding="UTF-8"?>\n<testsuite name="vm" tests="%d" failures="%d" skipped="%d" time="%d">\n' \
    $((passed + failed + skipped)) "$failed" "$skipped" $((SECONDS - began))
  cat "$cases"
  printf '</testsuite>\n'
} >"$results/junit.xml"
rm -f "$cases" "$results/detail"
echo "$passed passed, $failed failed, $skipped skipped; $((SECONDS - began)) s"
[ "$failed" = 0 ]
