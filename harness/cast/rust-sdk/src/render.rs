//! From the SDK's words for an event to the protocol's.

use matrix_sdk::{
    Room,
    deserialized_responses::{
        EncryptionInfo, TimelineEvent as SdkEvent, TimelineEventKind, UnableToDecryptInfo, UnableToDecryptReason,
    },
    ruma::{
        EventId, UserId,
        events::{
            AnySyncMessageLikeEvent, AnySyncTimelineEvent,
            room::message::{MessageType, SyncRoomMessageEvent},
        },
        serde::Raw,
    },
};
use matrix_sdk_crypto::{types::events::UtdCause, vodozemac::megolm::MegolmMessage};
use matrix_sdk_ui::timeline::{
    EncryptedMessage, EventTimelineItem, MsgLikeKind, TimelineEventShieldState, TimelineItemContent,
};

use crate::protocol::{Shield, TimelineEvent};

/// What the timeline shows for a message; nothing for state events and for local echoes.
pub async fn item(room: &Room, item: &EventTimelineItem) -> Option<TimelineEvent> {
    let event_id = item.event_id().filter(|_| item.is_remote_event())?;
    let TimelineItemContent::MsgLike(content) = item.content() else { return None };
    let shown = shown(room, event_id, item.sender(), item.encryption_info());
    Some(match &content.kind {
        MsgLikeKind::UnableToDecrypt(message) => {
            let (session, cause) = match message {
                EncryptedMessage::MegolmV1AesSha2 { session_id, cause, .. } => (Some(session_id.clone()), *cause),
                _ => (None, UtdCause::Unknown),
            };
            let code = code(cause, utd_info(room, event_id).await.as_ref());
            TimelineEvent { state: "utd", code: Some(code), session, index: item.original_json().and_then(index), ..shown }
        }
        _ => TimelineEvent {
            body: item.content().as_message().map(|message| message.body().to_owned()),
            shield: Some(shield(item.get_shield(false))),
            ..shown
        },
    })
}

/// The same for an event that no timeline item stands for.
pub async fn event(room: &Room, event: &SdkEvent) -> Option<TimelineEvent> {
    let AnySyncTimelineEvent::MessageLike(message) = event.raw().deserialize().ok()? else { return None };
    let shown = shown(room, message.event_id(), message.sender(), event.encryption_info().map(AsRef::as_ref));
    Some(match &event.kind {
        TimelineEventKind::UnableToDecrypt { event, utd_info } => {
            let cause = UtdCause::determine(event, room.crypto_context_info().await, utd_info);
            let (session, code) = (utd_info.session_id.clone(), code(cause, Some(utd_info)));
            TimelineEvent { state: "utd", code: Some(code), session, index: index(event), ..shown }
        }
        _ => TimelineEvent { body: body(message), ..shown },
    })
}

fn shown(room: &Room, event: &EventId, sender: &UserId, encryption: Option<&EncryptionInfo>) -> TimelineEvent {
    TimelineEvent {
        room_id: room.room_id().to_owned(),
        event_id: event.to_owned(),
        sender: sender.to_owned(),
        state: if encryption.is_some() { "decrypted" } else { "cleartext" },
        code: None,
        body: None,
        session: encryption.and_then(|info| info.session_id().map(ToOwned::to_owned)),
        index: None,
        shield: None,
    }
}

fn body(event: AnySyncMessageLikeEvent) -> Option<String> {
    match event {
        AnySyncMessageLikeEvent::RoomMessage(SyncRoomMessageEvent::Original(message)) => match message.content.msgtype {
            MessageType::Text(text) => Some(text.body),
            _ => None,
        },
        _ => None,
    }
}

/// Why the event cache could not decrypt an event: finer than the cause that the timeline keeps.
async fn utd_info(room: &Room, event: &EventId) -> Option<UnableToDecryptInfo> {
    let (cache, _guard) = room.event_cache().await.ok()?;
    match cache.find_event(event).await.ok()??.kind {
        TimelineEventKind::UnableToDecrypt { utd_info, .. } => Some(utd_info),
        _ => None,
    }
}

/// The cause that an app would show (`UtdCause`), with the sender's code for withholding the key; or the reason
/// underneath (`UnableToDecryptReason`) when it has none.
fn code(cause: UtdCause, info: Option<&UnableToDecryptInfo>) -> String {
    match (cause, info.map(|info| &info.reason)) {
        (UtdCause::Unknown, Some(reason)) => spell(reason),
        (UtdCause::WithheldBySender, Some(UnableToDecryptReason::MissingMegolmSession { withheld_code: Some(code) })) => {
            format!("{cause:?}({})", code.as_str())
        }
        (cause, _) => format!("{cause:?}"),
    }
}

fn spell(reason: &UnableToDecryptReason) -> String {
    match reason {
        UnableToDecryptReason::MissingMegolmSession { withheld_code: None } => "MissingMegolmSession".to_owned(),
        UnableToDecryptReason::MissingMegolmSession { withheld_code: Some(withheld) } => {
            format!("MissingMegolmSession({})", withheld.as_str())
        }
        other => format!("{other:?}"),
    }
}

/// The Megolm index that an undecryptable event claims; the SDK does not keep that of a decrypted one.
fn index(event: &Raw<AnySyncTimelineEvent>) -> Option<u32> {
    let content: serde_json::Value = event.get_field("content").ok()??;
    MegolmMessage::from_base64(content["ciphertext"].as_str()?).ok().map(|message| message.message_index())
}

fn shield(state: TimelineEventShieldState) -> Shield {
    match state {
        TimelineEventShieldState::None => Shield { color: "none", code: None },
        TimelineEventShieldState::Grey { code } => Shield { color: "grey", code: Some(format!("{code:?}")) },
        TimelineEventShieldState::Red { code } => Shield { color: "red", code: Some(format!("{code:?}")) },
    }
}
