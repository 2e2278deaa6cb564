//! Which failures leave it open whether the thing happened.

use std::{error::Error as StdError, sync::Arc};

use matrix_sdk::{Error, HttpError};

use crate::rpc::RpcError;

pub fn explain(error: anyhow::Error) -> RpcError {
    let code = if error.chain().filter_map(http_error).any(outcome_is_unknown) {
        RpcError::UNKNOWN_OUTCOME
    } else {
        RpcError::FAILED
    };
    RpcError::new(code, format!("{error:#}"))
}

/// The SDK's errors lend their words to those inside, which a chain of causes then leaves out.
fn http_error<'a>(cause: &'a (dyn StdError + 'static)) -> Option<&'a HttpError> {
    let sdk_error = cause.downcast_ref::<Error>().or_else(|| cause.downcast_ref::<Arc<Error>>().map(Arc::as_ref));
    match sdk_error {
        Some(Error::Http(http)) => Some(http),
        _ => cause.downcast_ref::<HttpError>(),
    }
}

/// No answer of the server, or one that need not be its own: a proxy may have lost the answer to a request that it obeyed.
fn outcome_is_unknown(error: &HttpError) -> bool {
    matches!(error, HttpError::Reqwest(_))
        || error.as_client_api_error().is_some_and(|answer| answer.status_code.is_server_error())
}
