//! Interactive verification: its requests, and short authentication strings. QR codes are in `qr`.

use std::{sync::Arc, time::Duration};

use anyhow::{Context, Result};
use futures_util::StreamExt;
use matrix_sdk::{
    Room,
    encryption::verification::{
        CancelInfo, SasState, SasVerification, Verification, VerificationRequest, VerificationRequestState,
    },
    ruma::{
        OwnedRoomId, UserId,
        events::{
            key::verification::{VerificationMethod, request::ToDeviceKeyVerificationRequestEvent},
            room::message::{MessageType, OriginalSyncRoomMessageEvent, RoomMessageEventContent},
        },
    },
};
use matrix_sdk_crypto::{UserIdentity, types::requests::AnyOutgoingRequest};
use serde_json::{Value, json};
use tokio::time::timeout;

use crate::{
    protocol::{Flow, FlowStarted, Mutation, RequestVerification},
    qr,
    session::Session,
};

/// The longest that a sync response may take to be processed.
const PROCESSING_BUDGET: Duration = Duration::from_secs(1);

pub fn watch(session: &Arc<Session>) {
    let weak = Arc::downgrade(session);
    session.client.add_event_handler({
        let weak = weak.clone();
        move |event: ToDeviceKeyVerificationRequestEvent| async move {
            let Some(session) = weak.upgrade() else { return };
            requested(&session, &event.sender, event.content.transaction_id.as_str()).await;
        }
    });
    session.client.add_event_handler(move |event: OriginalSyncRoomMessageEvent, _: Room| async move {
        let Some(session) = weak.upgrade() else { return };
        if let MessageType::VerificationRequest(_) = event.content.msgtype {
            requested(&session, &event.sender, event.event_id.as_str()).await;
        }
    });
}

/// Follows a request that someone else made. The own ones are followed from where they are made.
async fn requested(session: &Arc<Session>, sender: &UserId, flow: &str) {
    let request = session.client.encryption().get_verification_request(sender, flow).await;
    if let Some(request) = request.filter(|request| !request.we_started()) {
        follow_request(session, request);
    }
}

fn follow_request(session: &Arc<Session>, request: VerificationRequest) {
    let weak = Arc::downgrade(session);
    session.tasks.spawn(async move {
        let mut states = std::pin::pin!(request.changes());
        let mut state = Some(request.state());
        while let Some(now) = state {
            let Some(session) = weak.upgrade() else { return };
            let report = |phase, more| report(&session, &request, phase, more);
            match now {
                VerificationRequestState::Created { .. } => {}
                VerificationRequestState::Requested { .. } => report("requested", json!({})),
                VerificationRequestState::Ready { .. } => report("ready", json!({})),
                VerificationRequestState::Transitioned { verification } => match verification {
                    Verification::SasV1(sas) => {
                        report("started", json!({}));
                        return follow_sas(&session, &request, sas).await;
                    }
                    Verification::QrV1(code) => return qr::follow(&session, &request, code).await,
                    _ => report("started", json!({})),
                },
                VerificationRequestState::Done => return report("done", json!({})),
                VerificationRequestState::Cancelled(info) => return report("cancelled", cancelled(&info)),
            }
            state = states.next().await;
        }
    });
}

async fn follow_sas(session: &Session, request: &VerificationRequest, sas: SasVerification) {
    let mut states = std::pin::pin!(sas.changes());
    let mut state = Some(sas.state());
    if let Some(SasState::Started { .. }) = state
        && !sas.we_started()
        && let Err(error) = sas.accept().await
    {
        tracing::warn!("cannot accept the SAS: {error}");
    }
    while let Some(now) = state {
        if let Err(error) = send_answers(session).await {
            tracing::warn!("cannot answer a verification: {error:#}");
        }
        match now {
            SasState::Created { .. } | SasState::Started { .. } | SasState::Accepted { .. } => {}
            SasState::KeysExchanged { emojis, decimals: (a, b, c) } => {
                let emoji = emojis.map(|emojis| emojis.emojis.map(|emoji| emoji.symbol));
                report(session, request, "keysExchanged", json!({ "emoji": emoji, "decimals": [a, b, c] }));
            }
            SasState::Confirmed => report(session, request, "confirmed", json!({})),
            SasState::Done { .. } => return done(session, request).await,
            SasState::Cancelled(info) => return report(session, request, "cancelled", cancelled(&info)),
        }
        state = states.next().await;
    }
}

/// The machine signs only after it has said that it is done, while it still processes the response that ended the flow.
pub async fn done(session: &Session, request: &VerificationRequest) {
    let mut processed = session.client.subscribe_to_all_room_updates();
    let _ = timeout(PROCESSING_BUDGET, processed.recv()).await;
    if let Err(error) = send_answers(session).await {
        tracing::warn!("cannot send the signature of a verification: {error:#}");
    }
    report(session, request, "done", json!({}));
}

/// Sends what a verification answers by itself: its next message in the room, and the signature at its end. With native
/// sliding sync the SDK keeps both back until the next round of its encryption sync, which may poll for 30 s.
pub async fn send_answers(session: &Session) -> Result<()> {
    let olm = session.olm().await?;
    for request in olm.outgoing_requests().await? {
        match request.request() {
            AnyOutgoingRequest::RoomMessage(message) => {
                let room = session.rooms.get(session, &message.room_id)?;
                let sent = room.send((*message.content).clone()).with_transaction_id(message.txn_id.clone()).await?;
                olm.mark_request_as_sent(request.request_id(), &sent.response).await?;
            }
            AnyOutgoingRequest::SignatureUpload(signatures) => {
                let response = session.client.send(signatures.clone()).await?;
                olm.mark_request_as_sent(request.request_id(), &response).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

pub fn report(session: &Session, request: &VerificationRequest, phase: &str, more: Value) {
    let mut event = json!({ "userId": request.other_user_id(), "flowId": request.flow_id(), "phase": phase });
    if let (Value::Object(event), Value::Object(more)) = (&mut event, more) {
        event.extend(more.into_iter().filter(|(_, value)| !value.is_null()));
    }
    session.outbox.notify("verification", event);
}

pub fn cancelled(info: &CancelInfo) -> Value {
    json!({ "reason": format!("{}: {}", info.cancel_code(), info.reason()) })
}

fn methods() -> Vec<VerificationMethod> {
    vec![
        VerificationMethod::SasV1,
        VerificationMethod::QrCodeShowV1,
        VerificationMethod::QrCodeScanV1,
        VerificationMethod::ReciprocateV1,
    ]
}

pub async fn request(session: Arc<Session>, params: RequestVerification) -> Result<FlowStarted> {
    let methods = methods();
    let encryption = session.client.encryption();
    let user = &params.user_id;
    let request = match (&params.device_id, params.room_id) {
        (Some(device_id), _) => {
            let device = encryption.get_device(user, device_id).await?;
            let device = device.with_context(|| format!("this device does not know {user}'s device {device_id}"))?;
            device.request_verification_with_methods(methods).await?
        }
        (None, Some(room)) => request_in_room(&session, user, room, methods).await?,
        (None, None) => {
            let identity = encryption.get_user_identity(user).await?;
            let identity = identity.with_context(|| format!("this device knows no identity of {user}"))?;
            identity.request_verification_with_methods(methods).await?
        }
    };
    let flow_id = request.flow_id().to_owned();
    follow_request(&session, request);
    Ok(FlowStarted { flow_id })
}

/// The client's own interface chooses the room by itself; this asks in the room that the story names.
async fn request_in_room(
    session: &Session,
    user: &UserId,
    room: OwnedRoomId,
    methods: Vec<VerificationMethod>,
) -> Result<VerificationRequest> {
    let olm = session.olm().await?;
    let mut identity = olm.get_identity(user, None).await?;
    if identity.is_none() {
        session.client.encryption().request_user_identity(user).await?;
        identity = olm.get_identity(user, None).await?;
    }
    let Some(UserIdentity::Other(identity)) = identity else {
        anyhow::bail!("{user} has no identity that could be verified in a room");
    };
    let content = identity.verification_request_content(Some(methods.clone()));
    let sent = session.rooms.get(session, &room)?.send(RoomMessageEventContent::new(content)).await?;
    identity.request_verification(&room, &sent.response.event_id, Some(methods));
    find_request(session, &Flow { user_id: user.to_owned(), flow_id: sent.response.event_id.to_string() }).await
}

pub async fn find_request(session: &Session, flow: &Flow) -> Result<VerificationRequest> {
    let Flow { user_id, flow_id } = flow;
    let request = session.client.encryption().get_verification_request(user_id, flow_id).await;
    request.with_context(|| format!("no verification {flow_id} with {user_id}"))
}

async fn find_sas(session: &Session, flow: &Flow) -> Result<SasVerification> {
    let Flow { user_id, flow_id } = flow;
    match session.client.encryption().get_verification(user_id, flow_id).await {
        Some(Verification::SasV1(sas)) => Ok(sas),
        _ => anyhow::bail!("no started SAS in verification {flow_id} with {user_id}"),
    }
}

pub async fn accept(session: Arc<Session>, flow: Flow) -> Result<()> {
    Ok(find_request(&session, &flow).await?.accept_with_methods(methods()).await?)
}

pub async fn start_sas(session: Arc<Session>, flow: Flow) -> Result<()> {
    find_request(&session, &flow).await?.start_sas().await?.context("the other side is not ready for a SAS")?;
    Ok(())
}

pub async fn confirm_sas(session: Arc<Session>, flow: Flow) -> Result<()> {
    Ok(find_sas(&session, &flow).await?.confirm().await?)
}

pub async fn mismatch_sas(session: Arc<Session>, flow: Flow) -> Result<()> {
    if session.mutated(Mutation::TakesAMismatchForAMatch) {
        return confirm_sas(session, flow).await;
    }
    Ok(find_sas(&session, &flow).await?.mismatch().await?)
}

pub async fn cancel(session: Arc<Session>, flow: Flow) -> Result<()> {
    Ok(find_request(&session, &flow).await?.cancel().await?)
}
