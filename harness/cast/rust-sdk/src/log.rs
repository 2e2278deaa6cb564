//! The SDK's log: all of it as JSON on stderr, its warnings and errors to the harness as well.

use std::{
    fmt::{Debug, Write},
    time::{SystemTime, UNIX_EPOCH},
};

use serde_json::json;
use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{EnvFilter, Layer, layer::Context, prelude::*};

use crate::rpc::Outbox;

/// Overrides `DEFAULT_FILTER`, in the syntax of `RUST_LOG`.
const FILTER_VARIABLE: &str = "TORTURE_RUST_LOG";
const DEFAULT_FILTER: &str = "warn,matrix_sdk=info,matrix_sdk_base=info,matrix_sdk_crypto=info,matrix_sdk_ui=info";

pub fn start(outbox: Outbox) {
    let filter = EnvFilter::try_from_env(FILTER_VARIABLE).unwrap_or_else(|_| EnvFilter::new(DEFAULT_FILTER));
    let stderr = tracing_subscriber::fmt::layer().json().with_writer(std::io::stderr);
    tracing_subscriber::registry().with(filter).with(stderr).with(Warnings(outbox)).init();
}

struct Warnings(Outbox);

impl<S: Subscriber> Layer<S> for Warnings {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let level = match *event.metadata().level() {
            Level::ERROR => "error",
            Level::WARN => "warn",
            _ => return,
        };
        let mut line = Line(event.metadata().target().to_owned());
        event.record(&mut line);
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        self.0.notify("log", json!({ "level": level, "message": line.0, "ts": now }));
    }
}

struct Line(String);

impl Visit for Line {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        // Writing to a string cannot fail.
        let _ = match field.name() {
            "message" => write!(self.0, ": {value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        };
    }
}
