//! JSON-RPC 2.0, one message a line: requests on stdin, replies and notifications on stdout.

use std::{future::Future, sync::Arc};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    sync::{mpsc, oneshot},
};

#[derive(Deserialize)]
struct Request {
    id: Value,
    method: String,
    #[serde(default)]
    params: Value,
}

/// An error as the protocol knows it; the codes are those of `ErrorCode` in protocol.ts.
#[derive(Debug, Serialize)]
pub struct RpcError {
    pub code: i64,
    pub message: String,
}

impl RpcError {
    pub const PARSE: i64 = -32700;
    pub const NO_SUCH_METHOD: i64 = -32601;
    pub const INVALID_PARAMS: i64 = -32602;
    pub const FAILED: i64 = 1;
    pub const UNKNOWN_OUTCOME: i64 = 2;

    pub fn new(code: i64, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

enum Outgoing {
    Line(String),
    /// Tells when everything before it has been written.
    Mark(oneshot::Sender<()>),
}

/// Writes messages to the harness, in the order in which they were handed over.
#[derive(Clone)]
pub struct Outbox(mpsc::UnboundedSender<Outgoing>);

impl Outbox {
    pub fn to_stdout() -> Self {
        let (sender, outgoing) = mpsc::unbounded_channel();
        tokio::spawn(write_all(outgoing));
        Self(sender)
    }

    /// Waits until everything handed over so far has been written, or nobody reads any more.
    pub async fn flush(&self) {
        let (mark, reached) = oneshot::channel();
        if self.0.send(Outgoing::Mark(mark)).is_ok() {
            // An error means that the writer has ended, so there is nothing to wait for.
            let _ = reached.await;
        }
    }

    pub fn notify(&self, event: &str, params: impl Serialize) {
        self.write(json!({ "jsonrpc": "2.0", "method": event, "params": params }));
    }

    fn reply(&self, id: Value, outcome: Result<Value, RpcError>) {
        self.write(match outcome {
            Ok(Value::Null) => json!({ "jsonrpc": "2.0", "id": id, "result": {} }),
            Ok(result) => json!({ "jsonrpc": "2.0", "id": id, "result": result }),
            Err(error) => json!({ "jsonrpc": "2.0", "id": id, "error": error }),
        });
    }

    fn write(&self, message: Value) {
        // The receiver is only gone when stdout is: nobody is left to tell.
        let _ = self.0.send(Outgoing::Line(message.to_string()));
    }
}

async fn write_all(mut outgoing: mpsc::UnboundedReceiver<Outgoing>) {
    let mut stdout = tokio::io::stdout();
    while let Some(next) = outgoing.recv().await {
        match next {
            Outgoing::Line(mut line) => {
                line.push('\n');
                if stdout.write_all(line.as_bytes()).await.is_err() || stdout.flush().await.is_err() {
                    return;
                }
            }
            // The asker may have given up waiting.
            Outgoing::Mark(mark) => drop(mark.send(())),
        }
    }
}

/// Answers requests, each in a task of its own, until stdin ends or `handler` answers `last_method`.
pub async fn serve<H, F>(outbox: Outbox, last_method: &str, handler: H)
where
    H: Fn(String, Value) -> F + Send + Sync + 'static,
    F: Future<Output = Result<Value, RpcError>> + Send + 'static,
{
    let handler = Arc::new(handler);
    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let request: Request = match serde_json::from_str(&line) {
            Ok(request) => request,
            Err(error) => {
                outbox.reply(Value::Null, Err(RpcError::new(RpcError::PARSE, error.to_string())));
                continue;
            }
        };
        if request.method == last_method {
            let outcome = handler(request.method, request.params).await;
            return outbox.reply(request.id, outcome);
        }
        let (handler, outbox) = (handler.clone(), outbox.clone());
        tokio::spawn(async move {
            let outcome = handler(request.method, request.params).await;
            outbox.reply(request.id, outcome);
        });
    }
}
