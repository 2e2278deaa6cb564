//! Cross-signing: the own identity, and trust in that of others.

use std::sync::Arc;

use anyhow::{Context, Result, bail};
use matrix_sdk::encryption::{CrossSigningResetAuthType, recovery::IdentityResetHandle};
use matrix_sdk_crypto::UserIdentity;

use crate::{
    devices,
    protocol::{CrossSigningStatus, IdentityOf, IdentityStatus, Nothing, Password},
    session::Session,
};

pub async fn bootstrap(session: Arc<Session>, params: Password) -> Result<()> {
    let encryption = session.client.encryption();
    let Err(error) = encryption.bootstrap_cross_signing(None).await else { return Ok(()) };
    let Some(challenge) = error.as_uiaa_response() else { return Err(error.into()) };
    let auth = devices::password(&session, params.password, challenge.session.clone())?;
    Ok(encryption.bootstrap_cross_signing(Some(auth)).await?)
}

pub async fn status(session: Arc<Session>, _: Nothing) -> Result<CrossSigningStatus> {
    let encryption = session.client.encryption();
    let user = session.client.user_id().context("not logged in")?;
    let keys = encryption.cross_signing_status().await.context("not logged in")?;
    if !own_device_is_signed(&session).await? {
        // The SDK takes its own signature for real only when the server shows it.
        encryption.request_user_identity(user).await?;
    }
    Ok(CrossSigningStatus {
        has_master: encryption.get_user_identity(user).await?.is_some(),
        has_private_keys: keys.is_complete(),
        own_device_signed: own_device_is_signed(&session).await?,
    })
}

async fn own_device_is_signed(session: &Session) -> Result<bool> {
    let own = session.client.encryption().get_own_device().await?;
    Ok(own.is_some_and(|device| device.is_cross_signed_by_owner()))
}

pub async fn reset(session: Arc<Session>, params: Password) -> Result<()> {
    session.client.encryption().wait_for_e2ee_initialization_tasks().await;
    match session.client.encryption().recovery().reset_identity().await? {
        Some(handle) => authorise(&session, &handle, params.password).await,
        None => Ok(()),
    }
}

async fn authorise(session: &Session, handle: &IdentityResetHandle, password: String) -> Result<()> {
    let CrossSigningResetAuthType::Uiaa(challenge) = handle.auth_type() else {
        bail!("the server wants OAuth to reset an identity, which this driver cannot answer");
    };
    let auth = devices::password(session, password, challenge.session.clone())?;
    Ok(handle.reset(Some(auth)).await?)
}

pub async fn identity_status(session: Arc<Session>, params: IdentityOf) -> Result<IdentityStatus> {
    let olm = session.olm().await?;
    let identity = olm
        .get_identity(&params.user_id, None)
        .await?
        .with_context(|| format!("this device knows no identity of {}", params.user_id))?;
    if params.withdraw {
        match &identity {
            UserIdentity::Own(own) => own.withdraw_verification().await?,
            UserIdentity::Other(other) => {
                other.withdraw_verification().await?;
                other.pin_current_master_key().await?;
            }
        }
    }
    Ok(match olm.get_identity(&params.user_id, None).await?.unwrap_or(identity) {
        UserIdentity::Own(own) => {
            IdentityStatus { verified: own.is_verified(), violation: own.has_verification_violation() }
        }
        UserIdentity::Other(other) => IdentityStatus {
            verified: other.is_verified(),
            violation: other.has_verification_violation() || other.identity_needs_user_approval(),
        },
    })
}
