//! Sending: through the send queue as an app does, or as given.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result, bail};
use matrix_sdk::{
    Room,
    ruma::{
        OwnedTransactionId, TransactionId,
        api::client::message::send_message_event,
        events::{AnyMessageLikeEventContent, room::message::RoomMessageEventContent},
        serde::Raw,
    },
    send_queue::{LocalEchoContent, RoomSendQueueUpdate, SendHandle},
};
use serde_json::json;
use tokio::{sync::broadcast, time::sleep};

use crate::{
    protocol::{Mutation, Send, SendRaw, Sent},
    session::Session,
};

/// An app switches its queue on again about a second after the network failed it.
const RETRY_DELAY: Duration = Duration::from_secs(1);

pub async fn send(session: Arc<Session>, params: Send) -> Result<Sent> {
    if session.mutated(Mutation::SendsInClear) {
        return send_in_clear(session, params).await;
    }
    let room = session.rooms.get(&session, &params.room_id)?;
    let (mut updates, transaction) = enqueue(&session, &room, &params.body).await?;
    loop {
        match updates.recv().await? {
            RoomSendQueueUpdate::SentEvent { transaction_id, event_id } if transaction_id == transaction.id => {
                return Ok(Sent { event_id });
            }
            RoomSendQueueUpdate::SendError { transaction_id, error, is_recoverable }
                if transaction_id == transaction.id =>
            {
                if is_recoverable {
                    sleep(RETRY_DELAY).await;
                } else {
                    transaction.handle.abort().await?;
                }
                room.send_queue().set_enabled(true);
                if !is_recoverable {
                    return Err(anyhow::Error::new(error).context("the send queue gave up"));
                }
            }
            RoomSendQueueUpdate::CancelledLocalEvent { transaction_id } if transaction_id == transaction.id => {
                bail!("the message was cancelled before it was sent");
            }
            _ => {}
        }
    }
}

async fn send_in_clear(session: Arc<Session>, Send { room_id, body }: Send) -> Result<Sent> {
    let content = json!({ "msgtype": "m.text", "body": body });
    send_raw(session, SendRaw { room_id, event_type: "m.room.message".to_owned(), content }).await
}

struct Transaction {
    id: OwnedTransactionId,
    handle: SendHandle,
}

/// Puts a message into the room's queue. One at a time, for the queue tells its transaction id only by the next echo.
async fn enqueue(
    session: &Session,
    room: &Room,
    body: &str,
) -> Result<(broadcast::Receiver<RoomSendQueueUpdate>, Transaction)> {
    let _one_at_a_time = session.send_lock.lock().await;
    let queue = room.send_queue();
    let (_, mut updates) = queue.subscribe().await?;
    let content = RoomMessageEventContent::text_plain(body);
    let handle = queue.send(AnyMessageLikeEventContent::RoomMessage(content)).await?;
    loop {
        if let RoomSendQueueUpdate::NewLocalEvent(echo) = updates.recv().await?
            && let LocalEchoContent::Event { .. } = echo.content
        {
            return Ok((updates, Transaction { id: echo.transaction_id, handle }));
        }
    }
}

pub async fn send_raw(session: Arc<Session>, params: SendRaw) -> Result<Sent> {
    let content = Raw::new(&params.content)?.cast_unchecked();
    let request = send_message_event::v3::Request::new_raw(
        params.room_id,
        TransactionId::new(),
        params.event_type.into(),
        content,
    );
    let response = session.client.send(request).await.context("send")?;
    Ok(Sent { event_id: response.event_id })
}
