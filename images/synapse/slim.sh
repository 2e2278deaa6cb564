#!/bin/sh
# Takes out of a Synapse installation what a running server never opens, and compiles the rest.
set -eu
packages=$(echo "$1"/lib/python3*/site-packages)
cd "$packages"

# Installers. Their metadata stays: Synapse checks at start that its requirements are there.
rm -rf pip pip-*.dist-info setuptools_rust _distutils_hack distutils-precedence.pth "$1"/bin/pip*
# Old versions of Synapse take resources from the packages by way of setuptools.
grep -rqw pkg_resources synapse --include='*.py' || rm -rf setuptools pkg_resources
# Look-up tables for telephone numbers and network cards.
rm -rf phonenumbers/geodata phonenumbers/carrierdata phonenumbers/tzdata
find netaddr/eui -name '*.txt' -delete -o -name '*.idx' -delete
# AVIF, the largest codec, is loaded on demand only.
rm -rf PIL/_avif.*.so pillow.libs/libavif*
find . -depth -type d \( -name test -o -name tests -o -name __pycache__ \) -exec rm -rf {} +
find . \( -name '*.pyi' -o -name '*.c' -o -name '*.h' -o -name '*.pxd' \) -delete

# Unchecked: the sources never change after this, so no start has to compare them.
python3 -m compileall -q --invalidation-mode unchecked-hash "$packages"

# Nothing that went is missed.
"$1"/bin/python -IBc 'import synapse.app.homeserver, synapse.federation.transport.server, synapse.rest.admin'
