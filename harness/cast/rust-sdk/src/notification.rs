//! What a notification shows: decided beside the running sync, or by a further process on the same store.

use std::sync::Arc;

use anyhow::Result;
use matrix_sdk::ruma::events::{AnySyncMessageLikeEvent, AnySyncTimelineEvent, room::message::SyncRoomMessageEvent};
use matrix_sdk_ui::notification_client::{
    NotificationClient, NotificationEvent, NotificationProcessSetup, NotificationStatus,
};

use crate::{
    protocol::{Notification, Notified},
    session::Session,
    sync::Sync,
};

pub async fn notification(session: Arc<Session>, params: Notification) -> Result<Notified> {
    let notifications = match &*session.sync.lock().await {
        Some(Sync::Native { service, .. }) => {
            make(&session, NotificationProcessSetup::SingleProcess { sync_service: service.clone() }).await?
        }
        _ => apart(&session, params.new_client).await?,
    };
    Ok(match notifications.get_notification(&params.room_id, &params.event_id).await? {
        NotificationStatus::Event(item) => match item.event {
            NotificationEvent::Timeline(event) => shown(*event),
            NotificationEvent::Invite(_) => Notified { found: true, state: Some("cleartext".to_owned()), body: None },
        },
        NotificationStatus::EventNotFound
        | NotificationStatus::EventFilteredOut
        | NotificationStatus::EventRedacted => Notified { found: false, state: None, body: None },
    })
}

/// One serves all notifications, unless a new one is asked for: the one that is kept notices what the app did in between.
async fn apart(session: &Session, anew: bool) -> Result<Arc<NotificationClient>> {
    let mut kept = session.notifications.lock().await;
    match kept.as_ref().filter(|_| !anew) {
        Some(client) => Ok(client.clone()),
        None => Ok(kept.insert(make(session, NotificationProcessSetup::MultipleProcesses).await?).clone()),
    }
}

async fn make(session: &Session, setup: NotificationProcessSetup) -> Result<Arc<NotificationClient>> {
    Ok(Arc::new(NotificationClient::new(session.client.clone(), setup).await?))
}

fn shown(event: AnySyncTimelineEvent) -> Notified {
    let AnySyncTimelineEvent::MessageLike(event) = event else {
        return Notified { found: true, state: Some("cleartext".to_owned()), body: None };
    };
    let (state, body) = match event {
        AnySyncMessageLikeEvent::RoomEncrypted(_) => ("utd", None),
        AnySyncMessageLikeEvent::RoomMessage(SyncRoomMessageEvent::Original(message)) => {
            ("decrypted", Some(message.content.body().to_owned()))
        }
        _ => ("decrypted", None),
    };
    Notified { found: true, state: Some(state.to_owned()), body }
}
