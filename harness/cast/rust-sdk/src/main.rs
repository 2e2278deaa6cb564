//! One Matrix device on matrix-rust-sdk, driven over stdin and stdout by the driver protocol.

mod backup;
mod devices;
mod driver;
mod failure;
mod identity;
mod kept;
mod keys;
mod log;
mod messages;
mod notification;
mod oauth;
mod protocol;
mod qr;
mod renamed;
mod render;
mod rooms;
mod rpc;
mod session;
mod sync;
mod tasks;
mod timeline;
mod utd_hook;
mod verification;

use anyhow::{Result, bail};

use crate::{driver::Driver, rpc::Outbox};

#[tokio::main]
async fn main() -> Result<()> {
    match std::env::args().nth(1).as_deref() {
        None => drive().await,
        Some("versions") => println!("{}", serde_json::to_string(&driver::hello().versions)?),
        Some(other) => bail!("{other}: give no argument to drive a device, or `versions`"),
    }
    // The SDK's own tasks would keep the runtime busy; the store is consistent at any moment.
    std::process::exit(0)
}

async fn drive() {
    let outbox = Outbox::to_stdout();
    log::start(outbox.clone());
    let driver = Driver::new(outbox.clone());
    rpc::serve(outbox.clone(), driver::LAST_METHOD, move |method, params| driver.clone().answer(method, params)).await;
    outbox.flush().await;
}
