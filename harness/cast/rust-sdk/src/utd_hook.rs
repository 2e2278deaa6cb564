//! The SDK's own report of undecryptable events, to compare with the harness's.

use std::{sync::Arc, time::Duration};

use anyhow::Result;
use matrix_sdk::Client;
use matrix_sdk_ui::unable_to_decrypt_hook::{UnableToDecryptHook, UnableToDecryptInfo, UtdHookManager};
use serde_json::json;

use crate::{protocol::Mutation, rpc::Outbox};

/// Element waits 60 s before it reports an event as lost; stories are shorter, and 4 s is where it begins to call one late.
const GRACE_PERIOD: Duration = Duration::from_secs(4);

#[derive(Clone)]
struct Hook {
    outbox: Outbox,
    misreports: bool,
}

impl std::fmt::Debug for Hook {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Hook")
    }
}

impl UnableToDecryptHook for Hook {
    fn on_utd(&self, info: UnableToDecryptInfo) {
        let late = info.time_to_decrypt.map(|time| time.as_millis());
        let cause = if self.misreports { "UnknownDevice".to_owned() } else { format!("{:?}", info.cause) };
        self.outbox.notify("utdHook", json!({ "eventId": info.event_id, "cause": cause, "timeToDecryptMs": late }));
    }
}

pub async fn manager(outbox: Outbox, client: Client, mutation: Option<Mutation>) -> Result<Arc<UtdHookManager>> {
    let hook = Hook { outbox, misreports: mutation == Some(Mutation::MisreportsFailures) };
    let mut manager = UtdHookManager::new(Arc::new(hook), client).with_max_delay(GRACE_PERIOD);
    manager.reload_from_store().await?;
    Ok(Arc::new(manager))
}
