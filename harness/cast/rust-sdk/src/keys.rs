//! Room keys: their arrival, export and import, and the rotation of the own one.

use std::sync::Arc;

use anyhow::{Context, Result};
use futures_util::StreamExt;
use matrix_sdk_crypto::{
    olm::{ExportedRoomKey, InboundGroupSession},
    store::types::RoomKeyInfo,
};
use serde_json::{Value, json};

use crate::{
    protocol::{ExportKeys, Imported, InRoom, Keys},
    session::Session,
};

pub async fn watch(session: &Arc<Session>) -> Result<()> {
    let keys = session.client.encryption().room_keys_received_stream().await.context("not logged in")?;
    let weak = Arc::downgrade(session);
    session.tasks.spawn(async move {
        let mut keys = std::pin::pin!(keys);
        while let Some(arrived) = keys.next().await {
            let Some(session) = weak.upgrade() else { return };
            match arrived {
                Ok(arrived) => report(&session, arrived).await,
                Err(missed) => tracing::warn!("some room keys arrived unreported: {missed}"),
            }
        }
    });
    Ok(())
}

async fn report(session: &Session, arrived: Vec<RoomKeyInfo>) {
    let Ok(olm) = session.olm().await else { return };
    for key in arrived {
        let stored = olm.store().get_inbound_group_session(&key.room_id, &key.session_id).await.ok().flatten();
        session.outbox.notify(
            "roomKey",
            json!({
                "roomId": key.room_id,
                "session": key.session_id,
                "firstIndex": stored.as_ref().map(InboundGroupSession::first_known_index),
                "source": stored.as_ref().map(source),
            }),
        );
    }
}

fn source(key: &InboundGroupSession) -> &'static str {
    match (key.has_been_imported(), key.backed_up()) {
        _ if key.forwarder_data.is_some() => "bundle",
        (false, _) => "toDevice",
        (true, true) => "backup",
        (true, false) => "export",
    }
}

pub async fn export(session: Arc<Session>, params: ExportKeys) -> Result<Keys> {
    let olm = session.olm().await?;
    let wanted = |key: &InboundGroupSession| params.room_id.as_deref().is_none_or(|room| key.room_id() == room);
    let keys = olm.store().export_room_keys(wanted).await?;
    Ok(Keys { keys: keys.iter().map(serde_json::to_value).collect::<Result<_, _>>()? })
}

pub async fn import(session: Arc<Session>, params: Keys) -> Result<Imported> {
    let keys: Vec<ExportedRoomKey> = serde_json::from_value(Value::Array(params.keys))?;
    let result = session.olm().await?.store().import_exported_room_keys(keys, |_, _| {}).await?;
    Ok(Imported { imported: result.imported_count })
}

pub async fn discard_session(session: Arc<Session>, params: InRoom) -> Result<()> {
    Ok(session.rooms.get(&session, &params.room_id)?.discard_room_key().await?)
}
