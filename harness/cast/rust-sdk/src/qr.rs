//! Interactive verification by QR code.

use std::sync::Arc;

use anyhow::{Context, Result};
use futures_util::StreamExt;
use matrix_sdk::encryption::verification::{
    QrVerification, QrVerificationData, QrVerificationState, Verification, VerificationRequest,
};
use serde_json::json;

use crate::{
    protocol::{Flow, QrCode, ScanQr},
    session::Session,
    verification::{cancelled, done, find_request, report, send_answers},
};

pub async fn show(session: Arc<Session>, flow: Flow) -> Result<QrCode> {
    let code = find_request(&session, &flow).await?.generate_qr_code().await?;
    Ok(QrCode { bytes: code.context("the two sides cannot verify by QR code")?.to_bytes()? })
}

pub async fn scan(session: Arc<Session>, ScanQr { flow, bytes }: ScanQr) -> Result<()> {
    let scanned = QrVerificationData::from_bytes(bytes)?;
    let code = find_request(&session, &flow).await?.scan_qr_code(scanned).await?;
    code.context("the other side does not wait for a scan")?;
    Ok(())
}

pub async fn confirm(session: Arc<Session>, flow: Flow) -> Result<()> {
    let Flow { user_id, flow_id } = flow;
    match session.client.encryption().get_verification(&user_id, &flow_id).await {
        Some(Verification::QrV1(code)) => Ok(code.confirm().await?),
        _ => anyhow::bail!("no QR code is shown in verification {flow_id} with {user_id}"),
    }
}

/// Follows a QR code from when it is shown, or scanned here.
pub async fn follow(session: &Session, request: &VerificationRequest, code: QrVerification) {
    let mut states = std::pin::pin!(code.changes());
    let mut state = Some(code.state());
    while let Some(now) = state {
        if let Err(error) = send_answers(session).await {
            tracing::warn!("cannot answer a verification: {error:#}");
        }
        match now {
            QrVerificationState::Started => {}
            QrVerificationState::Reciprocated => report(session, request, "started", json!({})),
            QrVerificationState::Scanned => {
                report(session, request, "started", json!({}));
                report(session, request, "scanned", json!({}));
            }
            QrVerificationState::Confirmed => report(session, request, "confirmed", json!({})),
            QrVerificationState::Done { .. } => return done(session, request).await,
            QrVerificationState::Cancelled(info) => {
                return report(session, request, "cancelled", cancelled(&info));
            }
        }
        state = states.next().await;
    }
}
