//! What the user sees: each room's timeline, reported whenever what it shows for an event changes.

use std::{collections::HashMap, sync::Arc};

use anyhow::Result;
use futures_util::StreamExt;
use matrix_sdk::{
    Room,
    deserialized_responses::{
        TimelineEvent as SdkEvent, TimelineEventKind, UnableToDecryptInfo, UnableToDecryptReason,
    },
    ruma::{
        EventId, OwnedEventId, OwnedUserId,
        events::{AnySyncMessageLikeEvent, AnySyncTimelineEvent},
        serde::Raw,
    },
};
use matrix_sdk_base::deserialized_responses::ShieldState;
use matrix_sdk_crypto::{types::events::UtdCause, vodozemac::megolm::MegolmMessage};
use matrix_sdk_ui::timeline::{
    EventTimelineItem, MsgLikeKind, RoomExt, Timeline, TimelineEventShieldState, TimelineItem, TimelineItemContent,
};

use crate::{
    protocol::{Backpaginate, OneEvent, Paginated, Shield, TimelineEvent},
    session::Session,
    utd_hook,
};

/// Opens a room's timeline as an app does and reports it until the session ends.
pub async fn watch(session: &Arc<Session>, room: &Room) -> Result<Arc<Timeline>> {
    let timeline = Arc::new(
        room.timeline_builder().with_unable_to_decrypt_hook(utd_hook::hook(session).await).build().await?,
    );
    let (items, mut changes) = timeline.subscribe().await;
    let (weak, room) = (Arc::downgrade(session), room.clone());
    session.tasks.spawn(async move {
        let mut shown = Shown::default();
        shown.report(&weak, &room, items.iter()).await;
        while let Some(diffs) = changes.next().await {
            let mut changed = Vec::new();
            for diff in diffs {
                changed.extend(items_of(diff));
            }
            shown.report(&weak, &room, changed.iter()).await;
        }
    });
    Ok(timeline)
}
