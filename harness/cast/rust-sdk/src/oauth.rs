//! Sign-in by OAuth 2.0, at the issuer that the homeserver names.

use anyhow::{Context, Result};
use matrix_sdk::{
    Client,
    authentication::oauth::registration::{ApplicationType, ClientMetadata, Localized, OAuthGrantType},
    reqwest::{self, Url},
    ruma::serde::Raw,
    utils::UrlOrQuery,
};
use serde::Deserialize;

use crate::protocol::Login;

const CLIENT_URI: &str = "https://matrix-e2ee-torture.example/";
/// Where the issuer sends the user back to. Nobody listens there: what it says is in its query.
const REDIRECT_URI: &str = "http://127.0.0.1/signed-in";

/// By authorization code, as a client that the issuer has not met before.
pub async fn sign_in(client: &Client, login: &Login) -> Result<()> {
    let redirect_uri = Url::parse(REDIRECT_URI)?;
    let metadata = ClientMetadata::new(
        ApplicationType::Native,
        vec![OAuthGrantType::AuthorizationCode { redirect_uris: vec![redirect_uri.clone()] }],
        Localized::new(Url::parse(CLIENT_URI)?, None),
    );
    let oauth = client.oauth();
    let registration = Some(Raw::new(&metadata)?.into());
    let device_id = login.device_id.as_deref().map(Into::into);
    let page = oauth.login(redirect_uri, device_id, registration, None).build().await?.url;
    oauth.finish_login(UrlOrQuery::Url(consent(page, login).await?)).await?;
    Ok(())
}

#[derive(Deserialize)]
struct Consent {
    redirect_to: String,
}

/// Plays the user in front of the issuer's page, and tells where it sends the browser. Errors tell no secrets: no URL.
async fn consent(page: Url, login: &Login) -> Result<Url> {
    let mut form = page.clone();
    form.query_pairs_mut().clear().append_pair("username", &login.user).append_pair("password", &login.password);
    let asked = reqwest::Client::new()
        .post(page)
        .header("accept", "application/json")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.query().unwrap_or_default().to_owned())
        .send()
        .await
        .and_then(|answer| answer.error_for_status())
        .map_err(|error| error.without_url())
        .context("the issuer's page did not take user and password")?;
    let answer = asked.bytes().await.map_err(|error| error.without_url())?;
    let Consent { redirect_to } = serde_json::from_slice(&answer).context("the issuer's page did not redirect")?;
    Ok(Url::parse(&redirect_to)?)
}
