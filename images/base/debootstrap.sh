#!/bin/sh
# Writes a minimal Debian, without documentation, to standard output as a tar archive.
# Usage, as root: debootstrap.sh SUITE > root.tar
set -eu
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
debootstrap --variant=minbase "$1" "$root" >&2
cd "$root"
rm -rf usr/share/doc/* usr/share/man/* usr/share/info/* usr/share/locale/* usr/share/lintian/* \
  var/cache/apt/* var/lib/apt/lists/* var/log/*.log var/log/apt/*
tar -cf - .
