#!/bin/sh
# Starts the program of this name with the machine's .NET runtime.
self=$(readlink -f "$0")
for dotnet in "${DOTNET_ROOT:-/nowhere}/dotnet" "$(command -v dotnet)" /usr/share/dotnet/dotnet /usr/lib/dotnet/dotnet; do
  [ -x "$dotnet" ] && exec "$dotnet" "$self.dll" "$@"
done
echo "$(basename "$self"): no .NET runtime found; install the ASP.NET Core 10 runtime, or set DOTNET_ROOT to its folder" >&2
exit 127
