//! Rooms: what the user does with them, and what this device sees change in them.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex as StdMutex, Weak},
    time::Duration,
};

use anyhow::{Context, Result};
use matrix_sdk::{
    Room, RoomMemberships, RoomState,
    event_cache::RoomEventCacheGenericUpdate,
    ruma::{
        OwnedRoomId, OwnedUserId, RoomId,
        api::client::room::create_room,
        events::{
            AnyInitialStateEvent,
            room::member::{StrippedRoomMemberEvent, SyncRoomMemberEvent},
        },
        serde::Raw,
    },
};
use matrix_sdk_ui::timeline::Timeline;
use serde_json::{Value, json};
use tokio::{
    sync::{
        Mutex,
        broadcast::{Receiver, error::RecvError},
    },
    time::timeout,
};

use crate::{
    protocol::{EnableEncryption, InRoom, Join, Member, Members, RoomCreated, RoomOptions, SetHistoryVisibility},
    renamed,
    session::Session,
    sync::Sync,
    timeline,
};

/// The longest that the sync after a change of a room may take.
const SYNC_PATIENCE: Duration = Duration::from_secs(10);

/// The rooms that this device watches, and what it last reported of them.
#[derive(Default)]
pub struct Rooms {
    timelines: Mutex<HashMap<OwnedRoomId, Arc<Timeline>>>,
    seen: StdMutex<HashMap<OwnedRoomId, (&'static str, bool)>>,
    members: StdMutex<HashMap<(OwnedRoomId, OwnedUserId), String>>,
}

impl Rooms {
    pub fn get(&self, session: &Session, room: &RoomId) -> Result<Room> {
        session.client.get_room(room).with_context(|| format!("this device does not know the room {room}"))
    }

    /// The room's timeline, watched from the first call on.
    pub async fn timeline(&self, session: &Arc<Session>, room: &Room) -> Result<Arc<Timeline>> {
        let mut timelines = self.timelines.lock().await;
        if let Some(timeline) = timelines.get(room.room_id()) {
            return Ok(timeline.clone());
        }
        let timeline = timeline::watch(session, room).await?;
        timelines.insert(room.room_id().to_owned(), timeline.clone());
        Ok(timeline)
    }

    pub async fn attach_known(&self, session: &Arc<Session>) -> Result<()> {
        for room in session.client.joined_rooms() {
            self.timeline(session, &room).await?;
        }
        for room in session.client.rooms() {
            self.report(session, &room);
        }
        Ok(())
    }

    /// Asks the server for every joined room in full, as an app does for the rooms on its screen.
    pub async fn subscribe(&self, session: &Session) {
        let Some(Sync::Native { service, .. }) = &*session.sync.lock().await else { return };
        let joined = session.client.joined_rooms();
        let ids: Vec<_> = joined.iter().map(|room| room.room_id()).collect();
        renamed::subscribe_to_rooms(&service.room_list_service(), &ids).await;
    }

    /// Reports a room if its membership or encryption changed; returns whether it has just been joined.
    fn report(&self, session: &Session, room: &Room) -> bool {
        let now = (membership(room.state()), room.encryption_state().is_encrypted());
        let before = self.seen.lock().expect("no panic under this lock").insert(room.room_id().to_owned(), now);
        if before != Some(now) {
            let (membership, encrypted) = now;
            let report = json!({ "roomId": room.room_id(), "membership": membership, "encrypted": encrypted });
            session.outbox.notify("room", report);
        }
        now.0 == "join" && before.is_none_or(|(membership, _)| membership != "join")
    }

    fn report_member(&self, session: &Session, room: &RoomId, user: &OwnedUserId, membership: &str) {
        let key = (room.to_owned(), user.clone());
        let before = self.members.lock().expect("no panic under this lock").insert(key, membership.to_owned());
        if before.as_deref() != Some(membership) {
            session.outbox.notify("member", json!({ "roomId": room, "userId": user, "membership": membership }));
        }
    }

    async fn changed(&self, session: &Session, rooms: impl IntoIterator<Item = Room>) {
        let mut joined = false;
        for room in rooms {
            joined |= self.report(session, &room);
        }
        if joined {
            self.subscribe(session).await;
        }
    }

    async fn open(&self, session: &Arc<Session>, room: &Room) {
        if room.state() == RoomState::Joined
            && let Err(error) = self.timeline(session, room).await
        {
            tracing::warn!("no timeline for {}: {error:#}", room.room_id());
        }
    }
}

fn membership(state: RoomState) -> &'static str {
    match state {
        RoomState::Joined => "join",
        RoomState::Left => "leave",
        RoomState::Invited => "invite",
        RoomState::Knocked => "knock",
        RoomState::Banned => "ban",
    }
}

pub fn watch(session: &Arc<Session>) {
    let weak = Arc::downgrade(session);
    session.client.add_event_handler({
        let weak = weak.clone();
        move |event: SyncRoomMemberEvent, room: Room| async move {
            let Some(session) = weak.upgrade() else { return };
            session.rooms.report_member(&session, room.room_id(), event.state_key(), event.membership().as_str());
        }
    });
    session.client.add_event_handler({
        let weak = weak.clone();
        move |event: StrippedRoomMemberEvent, room: Room| async move {
            let Some(session) = weak.upgrade() else { return };
            let membership = event.content.membership.as_str();
            session.rooms.report_member(&session, room.room_id(), &event.state_key, membership);
        }
    });
    let mut updates = session.client.subscribe_to_all_room_updates();
    session.tasks.spawn(async move {
        loop {
            let update = updates.recv().await;
            let Some(session) = weak.upgrade() else { return };
            let rooms: Vec<Room> = match update {
                Ok(update) => update.iter_all_room_ids().filter_map(|id| session.client.get_room(id)).collect(),
                Err(RecvError::Lagged(_)) => session.client.rooms(),
                Err(RecvError::Closed) => return,
            };
            session.rooms.changed(&session, rooms).await;
        }
    });
    let stored = session.client.event_cache().subscribe_to_room_generic_updates();
    session.tasks.spawn(open_when_stored(Arc::downgrade(session), stored));
}

/// Opens each room once its first events are stored, as a user does who sees it in the list. A timeline that is
/// opened while they are being stored shows them twice: docs/findings/timeline-opened-amid-a-sync-shows-events-twice.md.
async fn open_when_stored(session: Weak<Session>, mut stored: Receiver<RoomEventCacheGenericUpdate>) {
    loop {
        let update = stored.recv().await;
        let Some(session) = session.upgrade() else { return };
        let rooms: Vec<Room> = match update {
            Ok(update) => session.client.get_room(&update.room_id).into_iter().collect(),
            Err(RecvError::Lagged(_)) => session.client.joined_rooms(),
            Err(RecvError::Closed) => return,
        };
        for room in &rooms {
            session.rooms.open(&session, room).await;
        }
    }
}

pub async fn create(session: Arc<Session>, params: RoomOptions) -> Result<RoomCreated> {
    let mut state = Vec::new();
    if params.encrypted {
        let content = encryption(params.rotation_period_ms, params.rotation_period_msgs);
        state.push(initial_state("m.room.encryption", content)?);
    }
    if let Some(visibility) = &params.history_visibility {
        let content = json!({ "history_visibility": visibility });
        state.push(initial_state("m.room.history_visibility", content)?);
    }
    if let Some(rule) = &params.join_rule {
        state.push(initial_state("m.room.join_rules", json!({ "join_rule": rule }))?);
    }
    let mut request = create_room::v3::Request::new();
    request.preset = Some(create_room::v3::RoomPreset::PrivateChat);
    request.name = params.name;
    request.invite = params.invite;
    request.initial_state = state;
    request.room_version = params.room_version.map(|version| version.parse()).transpose()?;
    if let Some(levels) = params.event_power_levels {
        request.power_level_content_override = Some(Raw::new(&json!({ "events": levels }))?.cast_unchecked());
    }
    let room = session.client.create_room(request).await?;
    if params.encrypted {
        learn_of_encryption(&room).await?;
    }
    session.rooms.changed(&session, [room.clone()]).await;
    Ok(RoomCreated { room_id: room.room_id().to_owned() })
}

fn encryption(period_ms: Option<u64>, period_msgs: Option<u64>) -> Value {
    let mut content = json!({ "algorithm": "m.megolm.v1.aes-sha2" });
    if let Some(ms) = period_ms {
        content["rotation_period_ms"] = ms.into();
    }
    if let Some(messages) = period_msgs {
        content["rotation_period_msgs"] = messages.into();
    }
    content
}

fn initial_state(event_type: &str, content: Value) -> Result<Raw<AnyInitialStateEvent>> {
    Ok(Raw::new(&json!({ "type": event_type, "state_key": "", "content": content }))?.cast_unchecked())
}

pub async fn invite(session: Arc<Session>, params: Member) -> Result<()> {
    Ok(session.rooms.get(&session, &params.room_id)?.invite_user_by_id(&params.user_id).await?)
}

pub async fn join(session: Arc<Session>, params: Join) -> Result<()> {
    let room = session.client.join_room_by_id_or_alias((&*params.room_id).into(), &params.via).await?;
    session.rooms.changed(&session, [room]).await;
    Ok(())
}

pub async fn knock(session: Arc<Session>, params: Join) -> Result<()> {
    let room = session.client.knock(params.room_id.into(), None, params.via).await?;
    session.rooms.changed(&session, [room]).await;
    Ok(())
}

pub async fn leave(session: Arc<Session>, params: InRoom) -> Result<()> {
    let room = session.rooms.get(&session, &params.room_id)?;
    room.leave().await?;
    session.rooms.changed(&session, [room]).await;
    Ok(())
}

pub async fn kick(session: Arc<Session>, params: Member) -> Result<()> {
    Ok(session.rooms.get(&session, &params.room_id)?.kick_user(&params.user_id, None).await?)
}

pub async fn ban(session: Arc<Session>, params: Member) -> Result<()> {
    Ok(session.rooms.get(&session, &params.room_id)?.ban_user(&params.user_id, None).await?)
}

pub async fn unban(session: Arc<Session>, params: Member) -> Result<()> {
    Ok(session.rooms.get(&session, &params.room_id)?.unban_user(&params.user_id, None).await?)
}

pub async fn enable_encryption(session: Arc<Session>, params: EnableEncryption) -> Result<()> {
    let content = encryption(params.rotation_period_ms, params.rotation_period_msgs);
    set_state(&session, &params.room_id, "m.room.encryption", content).await?;
    learn_of_encryption(&session.rooms.get(&session, &params.room_id)?).await
}

/// A sync may show a room as it was before its encryption came. Until the next one, the SDK would send in clear.
async fn learn_of_encryption(room: &Room) -> Result<()> {
    let mut news = room.subscribe_info();
    room.request_encryption_state().await?;
    let learnt = async {
        while !room.encryption_state().is_encrypted() {
            if news.next().await.is_none() {
                return;
            }
        }
    };
    timeout(SYNC_PATIENCE, learnt).await.context("no sync told this device that the room is encrypted")
}

pub async fn set_history_visibility(session: Arc<Session>, params: SetHistoryVisibility) -> Result<()> {
    let content = json!({ "history_visibility": params.visibility });
    set_state(&session, &params.room_id, "m.room.history_visibility", content).await
}

async fn set_state(session: &Session, room: &RoomId, event_type: &str, content: Value) -> Result<()> {
    session.rooms.get(session, room)?.send_state_event_raw(event_type, "", content).await?;
    Ok(())
}

pub async fn members(session: Arc<Session>, params: InRoom) -> Result<Members> {
    let room = session.rooms.get(&session, &params.room_id)?;
    let members: BTreeMap<_, _> = room
        .members(RoomMemberships::empty())
        .await?
        .iter()
        .map(|member| (member.user_id().to_owned(), member.membership().to_string()))
        .collect();
    Ok(Members { members, encrypted: room.encryption_state().is_encrypted() })
}
