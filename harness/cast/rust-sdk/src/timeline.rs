//! What the user sees: each room's timeline, reported whenever what it shows for an event changes.

use std::{
    collections::HashMap,
    sync::{Arc, Weak},
};

use anyhow::{Context, Result};
use futures_util::StreamExt;
use matrix_sdk::{
    Room,
    ruma::{EventId, OwnedEventId},
};
use matrix_sdk_ui::{
    eyeball_im::VectorDiff,
    timeline::{RoomExt, Timeline, TimelineItem},
};

use crate::{
    protocol::{Backpaginate, Mutation, OneEvent, Paginated, Shield, TimelineEvent},
    render,
    session::Session,
};

/// Opens a room's timeline as an app does and reports it until the session ends.
pub async fn watch(session: &Arc<Session>, room: &Room) -> Result<Arc<Timeline>> {
    let hook = session.utd_hook().await?;
    let timeline = Arc::new(room.timeline_builder().with_unable_to_decrypt_hook(hook).build().await?);
    let (items, mut changes) = timeline.subscribe().await;
    let mut reporter = Reporter { session: Arc::downgrade(session), room: room.clone(), shown: HashMap::new() };
    session.tasks.spawn(async move {
        reporter.report(items.iter()).await;
        while let Some(diffs) = changes.next().await {
            for diff in &diffs {
                reporter.report(shown_by(diff)).await;
            }
        }
    });
    Ok(timeline)
}

/// The items that a change adds or replaces.
fn shown_by(diff: &VectorDiff<Arc<TimelineItem>>) -> Box<dyn Iterator<Item = &Arc<TimelineItem>> + Send + '_> {
    match diff {
        VectorDiff::Append { values } | VectorDiff::Reset { values } => Box::new(values.iter()),
        VectorDiff::PushFront { value }
        | VectorDiff::PushBack { value }
        | VectorDiff::Insert { value, .. }
        | VectorDiff::Set { value, .. } => Box::new(std::iter::once(value)),
        VectorDiff::Clear
        | VectorDiff::PopFront
        | VectorDiff::PopBack
        | VectorDiff::Remove { .. }
        | VectorDiff::Truncate { .. } => Box::new(std::iter::empty()),
    }
}

struct Reporter {
    session: Weak<Session>,
    room: Room,
    shown: HashMap<OwnedEventId, TimelineEvent>,
}

impl Reporter {
    async fn report(&mut self, items: impl Iterator<Item = &Arc<TimelineItem>>) {
        for event in items.filter_map(|item| item.as_event()) {
            let Some(mut now) = render::item(&self.room, event).await else { continue };
            let Some(session) = self.session.upgrade() else { return };
            if session.mutated(Mutation::HidesWarnings) {
                now.shield = Some(Shield { color: "none", code: None });
            }
            if self.shown.get(&now.event_id) != Some(&now) {
                session.outbox.notify("timeline", &now);
                self.shown.insert(now.event_id.clone(), now);
            }
        }
    }
}

pub async fn backpaginate(session: Arc<Session>, params: Backpaginate) -> Result<Paginated> {
    let room = session.rooms.get(&session, &params.room_id)?;
    let timeline = session.rooms.timeline(&session, &room).await?;
    let wanted = events_in(&timeline).await + usize::from(params.limit);
    loop {
        let before = events_in(&timeline).await;
        let reached_start = timeline.paginate_backwards(params.limit).await?;
        let now = events_in(&timeline).await;
        if reached_start || now >= wanted || now == before {
            return Ok(Paginated { reached_start });
        }
    }
}

async fn events_in(timeline: &Timeline) -> usize {
    timeline.items().await.iter().filter(|item| item.as_event().is_some()).count()
}

pub async fn event(session: Arc<Session>, params: OneEvent) -> Result<TimelineEvent> {
    let room = session.rooms.get(&session, &params.room_id)?;
    let timeline = session.rooms.timeline(&session, &room).await?;
    if let Some(item) = timeline.item_by_event_id(&params.event_id).await
        && let Some(shown) = render::item(&room, &item).await
    {
        return Ok(shown);
    }
    load(&room, &params.event_id).await
}

/// An event that the timeline does not show, such as one before its start, as an app opens it from a link.
async fn load(room: &Room, event: &EventId) -> Result<TimelineEvent> {
    let loaded = room.load_or_fetch_event(event, None).await?;
    render::event(room, &loaded).await.with_context(|| format!("{event} is not a message"))
}
