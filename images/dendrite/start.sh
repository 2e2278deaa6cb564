#!/bin/sh
# Starts Dendrite under the Complement image contract, as often as one likes on the same /data.
set -eu
: "${SERVER_NAME:?is not set: give the homeserver its name.}"
ca=/complement/ca
[ -e $ca/ca.crt ] && [ -e $ca/ca.key ] || {
  echo "No CA: copy $ca/ca.crt and $ca/ca.key into the container before it starts." >&2
  exit 64
}
mkdir -p /data
cd /data
[ -e signing.key ] || generate-keys --private-key signing.key
generate-keys --server "$SERVER_NAME" --keysize 2048 --tls-cert tls.crt --tls-key tls.key \
  --tls-authority-cert $ca/ca.crt --tls-authority-key $ca/ca.key
sed "s/SERVER_NAME/$SERVER_NAME/" /opt/torture/dendrite.yaml > dendrite.yaml
exec dendrite --config dendrite.yaml --really-enable-open-registration --tls-cert tls.crt --tls-key tls.key
