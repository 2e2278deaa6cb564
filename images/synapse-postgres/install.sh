#!/bin/sh
# Installs PostgreSQL, Redis and nginx, without what their servers never open here.
set -eu
printf '#!/bin/sh\nexit 101\n' > /usr/sbin/policy-rc.d # Nothing is started by its installation,
chmod +x /usr/sbin/policy-rc.d
mkdir -p /etc/postgresql-common
echo 'create_main_cluster = false' > /etc/postgresql-common/createcluster.conf # nor set up.
apt-get update
apt-get install -y postgresql redis-server nginx

# The compiler of the just-in-time compilation, which is off.
rm -rf /usr/lib/*/libLLVM* /usr/lib/*/libz3* /usr/lib/llvm-* /usr/lib/postgresql/*/lib/llvmjit* /usr/lib/postgresql/*/lib/bitcode
# The larger Perl, for Debian's own wrappers; apt has a smaller one.
rm -rf /usr/share/perl /usr/lib/*/perl /usr/lib/*/libperl*
rm -rf /usr/share/postgresql/*/locale /usr/share/i18n /usr/share/nginx/html
rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/cache/debconf/*-old /var/log/apt /var/log/dpkg.log /usr/sbin/policy-rc.d
