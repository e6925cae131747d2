#!/usr/bin/env bash
# What can be told from the tracked files alone: no project refers to more than the table allows, each third-party package
# has its owner, and nothing in the tree names the machine or the network it was written on. (That the compiled assemblies
# keep the same boundaries is what the architecture tests in EdgeDaemon.Tests show.)
set -euo pipefail
# shellcheck source=deploy/machine.sh
. "$(dirname "${BASH_SOURCE[0]}")/../deploy/machine.sh"
cd "$root"

# Which project may refer to which; the same table as in CONTRIBUTING.md. Names without the leading "EdgeDaemon.".
declare -A may_know=(
  [EdgeDaemon.Contracts]=''
  [EdgeDaemon.Configuration]='Contracts'
  [EdgeDaemon.Linux]=''
  [EdgeDaemon.Hosting]='Linux'
  [EdgeDaemon.Vision]=''
  [EdgeDaemon.Journal]='Contracts Configuration Linux'
  [EdgeDaemon.Capture]='Vision Linux'
  [EdgeDaemon.Scenes]='Vision Capture'
  [EdgeDaemon.Inference]='Contracts Configuration Linux Vision'
  [EdgeDaemon.Mqtt]='Configuration'
  [EdgeDaemon.Publisher]='Contracts Configuration Hosting Journal Linux Mqtt'
  [EdgeDaemon.Console]='Contracts Configuration Hosting Journal Linux'
  [EdgeDaemon.Pipeline]='Contracts Configuration Linux Journal Vision Capture Scenes Inference'
  [EdgeDaemon.Cli]='Contracts Configuration Hosting Journal Linux Vision Capture Scenes Inference Pipeline'
  [EdgeDaemon]='Contracts Configuration Hosting Journal Linux Vision Capture Inference Pipeline Cli'
)
declare -A owners=(
  [Iot.Device.Bindings]='EdgeDaemon.Capture'
  [Microsoft.Extensions.Hosting]='EdgeDaemon.Hosting'
  [Microsoft.Extensions.Hosting.Systemd]='EdgeDaemon.Hosting'
  [Microsoft.ML.OnnxRuntime]='EdgeDaemon.Inference'
  [MQTTnet]='EdgeDaemon.Mqtt'
  [System.CommandLine]='EdgeDaemon EdgeDaemon.Cli EdgeDaemon.Console EdgeDaemon.Publisher'
  [System.Device.Gpio]='EdgeDaemon.Capture'
  [YamlDotNet]='EdgeDaemon.Configuration'
)

faults=0
fault() {
  say "$*"
  faults=$((faults + 1))
}

# The names that a project file includes with an element: included FILE ELEMENT.
included() { grep -oE "<$2 +Include=\"[^\"]+\"" "$1" | sed 's/.*Include="//; s/"$//' || true; }

for file in src/*/*.csproj; do
  project=$(basename "$file" .csproj)
  if [ -z "${may_know[$project]+listed}" ]; then
    fault "$file: this project is not in the table of tests/boundaries.sh and CONTRIBUTING.md"
    continue
  fi
  while read -r path; do
    [ -n "$path" ] || continue
    known=$(basename "$path" .csproj)
    [[ " ${may_know[$project]} " == *" ${known#EdgeDaemon.} "* ]] ||
      fault "$file: $project may not know $known; allowed: ${may_know[$project]:-nothing}"
  done < <(included "$file" ProjectReference)
  while read -r package; do
    [ -n "$package" ] || continue
    [[ " ${owners[$package]:-} " == *" $project "* ]] ||
      fault "$file: package $package belongs to: ${owners[$package]:-no project}"
  done < <(included "$file" PackageReference)
  [ "$project" = EdgeDaemon.Console ] || [ -z "$(included "$file" FrameworkReference)" ] ||
    fault "$file: only EdgeDaemon.Console has a web server"
done

# Tracked text that matches a pattern is a fault: refuse PATTERN WHAT.
refuse() {
  local found
  found=$(git grep -nIE "$1" -- . ':!tests/boundaries.sh' | head -n 10) || true
  [ -z "$found" ] || fault "$2:"$'\n'"$found"
}
refuse '(^|[^A-Za-z0-9_.~-])/(home|root|Users|workspace|work)/' 'a path of one machine'
refuse 'https?://[^/ "]*(registry|proxy|mirror|nexus|artifact|\.pkg\.|:[0-9]{2,5}/)' 'a package registry or a private host'
refuse '"resolved"' 'a lock file that names where packages were downloaded'

[ "$faults" = 0 ] || die "$faults fault(s)."
say "references, packages and tracked text are within bounds"
