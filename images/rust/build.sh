#!/bin/sh
# Builds the crate in /crate into /target, and puts into /out a program that runs on any Linux of this processor:
# with the loader and the libraries it was linked with, since the host's may be older.
set -eu
cargo build --release --manifest-path /crate/Cargo.toml "$@"
program=torture-rust-driver
libraries=/out/$program.lib
mkdir "$libraries"
cp "/target/release/$program" "$libraries/$program"
ldd "$libraries/$program" | sed -n 's/^[^/]*\(\/[^ ]*\) (0x.*/\1/p' | xargs -I{} cp -L {} "$libraries"
loader=$(basename "$(ldd "$libraries/$program" | sed -n 's/^[[:space:]]*\(\/[^ ]*ld-[^ ]*\) .*/\1/p')")
cat > "/out/$program" <<EOF
#!/bin/sh
exec "\$0.lib/$loader" --argv0 "\$0" --library-path "\$0.lib" "\$0.lib/$program" "\$@"
EOF
chmod +x "/out/$program"
