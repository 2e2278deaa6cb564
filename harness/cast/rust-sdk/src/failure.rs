//! Which failures leave it open whether the thing happened.

use std::error::Error as _;

use matrix_sdk::{HttpError, reqwest};

use crate::rpc::RpcError;

pub fn explain(error: anyhow::Error) -> RpcError {
    let code = if outcome_is_unknown(&error) { RpcError::UNKNOWN_OUTCOME } else { RpcError::FAILED };
    RpcError::new(code, format!("{error:#}"))
}

/// No answer of the server, or one that need not be its own: a proxy may have lost the answer to a request that it obeyed.
fn outcome_is_unknown(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause.is::<reqwest::Error>()
            || cause.downcast_ref::<HttpError>().is_some_and(|http| {
                http.as_client_api_error().is_some_and(|api| api.status_code.is_server_error())
                    || http.source().is_some_and(|source| source.is::<reqwest::Error>())
            })
    })
}
