//! Tells the driver which SDK and compiler it was made with.

use std::{env, process::Command};

fn main() {
    let lock = std::fs::read_to_string("Cargo.lock").expect("Cargo.lock stands beside Cargo.toml");
    let version = lock
        .split("[[package]]")
        .find(|package| package.contains("name = \"matrix-sdk\"\n"))
        .and_then(|package| package.split("version = \"").nth(1)?.split('"').next())
        .expect("Cargo.lock names matrix-sdk");
    println!("cargo:rustc-env=SDK_VERSION={version}");
    println!("cargo:rustc-check-cfg=cfg(before_0_19)");
    let minor: Option<u32> = version.split('.').nth(1).and_then(|minor| minor.parse().ok());
    if minor.expect("versions have a minor part") < 19 {
        println!("cargo:rustc-cfg=before_0_19");
    }
    let rustc = Command::new(env::var("RUSTC").expect("cargo sets RUSTC")).arg("--version").output();
    let rustc = String::from_utf8(rustc.expect("rustc runs").stdout).expect("rustc writes UTF-8");
    println!("cargo:rustc-env=RUSTC_VERSION={}", rustc.split(' ').nth(1).expect("rustc names its version"));
    println!("cargo:rerun-if-changed=Cargo.lock");
}
