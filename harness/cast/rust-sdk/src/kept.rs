//! The session as it is kept next to the store, so that another process can take it up.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use matrix_sdk::{
    AuthSession, Client,
    authentication::{
        SessionTokens,
        matrix::MatrixSession,
        oauth::{ClientId, OAuthSession, UserSession},
    },
};
use serde::{Deserialize, Serialize};

#[derive(Deserialize, Serialize)]
struct Kept {
    /// Of a session by OAuth.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    client_id: Option<ClientId>,
    #[serde(flatten)]
    session: MatrixSession,
}

impl From<Kept> for AuthSession {
    fn from(Kept { client_id, session }: Kept) -> Self {
        let Some(client_id) = client_id else { return session.into() };
        let user = UserSession { meta: session.meta, tokens: session.tokens };
        OAuthSession { client_id, user }.into()
    }
}

/// Writes the session whole or not at all.
pub fn keep(client: &Client, store: &Path) -> Result<()> {
    let kept = match client.session().context("not logged in")? {
        AuthSession::Matrix(session) => Kept { client_id: None, session },
        AuthSession::OAuth(session) => {
            let UserSession { meta, tokens } = session.user;
            Kept { client_id: Some(session.client_id), session: MatrixSession { meta, tokens } }
        }
        _ => bail!("the session is of a kind that cannot be kept"),
    };
    let file = path(store);
    let draft = file.with_extension("draft");
    std::fs::write(&draft, serde_json::to_vec(&kept)?)?;
    std::fs::File::open(&draft)?.sync_all()?;
    std::fs::rename(&draft, &file)?;
    Ok(())
}

/// # Errors
/// Where no session was kept.
pub fn load(store: &Path) -> Result<AuthSession> {
    Ok(read(store)?.into())
}

/// From now on, the tokens of every refresh are kept; a further process that refreshed first is noticed.
pub async fn keep_tokens(client: &Client, store: &Path, process: &str) -> Result<()> {
    let (mine, theirs) = (store.to_owned(), store.to_owned());
    client.set_session_callbacks(
        Box::new(move |_| Ok(tokens(&theirs)?)),
        Box::new(move |client| Ok(keep(&client, &mine)?)),
    )?;
    client.oauth().enable_cross_process_refresh_lock(process.to_owned()).await?;
    Ok(())
}

pub fn forget(store: &Path) -> Result<()> {
    Ok(std::fs::remove_file(path(store))?)
}

fn tokens(store: &Path) -> Result<SessionTokens> {
    Ok(read(store)?.session.tokens)
}

fn read(store: &Path) -> Result<Kept> {
    let kept = std::fs::read(path(store)).with_context(|| format!("no session is kept in {}", store.display()))?;
    Ok(serde_json::from_slice(&kept)?)
}

fn path(store: &Path) -> PathBuf {
    store.join("session.json")
}
