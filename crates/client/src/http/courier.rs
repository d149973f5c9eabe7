//! What is carried beside the operations: attachments in pieces, and packages.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::blob::BlobName;
use domain::gazetteer::Gazetteer;
use domain::id::OpId;
use protocol::blob::{
    BLOB_MAX_BYTES, BlobClaim, BlobState, DEVICE_HEADER, LENGTH_HEADER, OFFSET_HEADER,
    SIGNATURE_HEADER,
};
use protocol::briefing::BriefingAnswer;
use protocol::handover::Deposited;
use protocol::problem::{Problem, ProblemCode};
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, AUTHORIZATION, CONTENT_TYPE, HeaderMap};
use reqwest::{Method, RequestBuilder, StatusCode};

use super::{Http, answer, failed, whole};
use crate::transport::{Address, Courier, Piece, TransportError};

impl Http {
    fn claimed(&self, method: Method, to: &Address, claim: &BlobClaim) -> RequestBuilder {
        self.0
            .request(method, format!("{}/v1/blobs/{}", to.server, claim.blob))
            .header(DEVICE_HEADER, claim.device.to_string())
            .header(SIGNATURE_HEADER, URL_SAFE_NO_PAD.encode(&claim.signature))
    }
}

impl Courier for Http {
    async fn blob_state(
        &self,
        to: &Address,
        claim: &BlobClaim,
    ) -> Result<BlobState, TransportError> {
        let response = self.claimed(Method::HEAD, to, claim).send().await.map_err(failed)?;
        let status = response.status();
        match (status, number(response.headers(), OFFSET_HEADER)) {
            (StatusCode::OK, Some(offset)) => {
                let whole = number(response.headers(), LENGTH_HEADER) == Some(offset);
                Ok(BlobState { offset, whole })
            }
            // An answer to HEAD has no body that could tell more.
            (StatusCode::NOT_FOUND, _) => {
                Err(Problem::new(ProblemCode::NotFound, "the server does not know it yet").into())
            }
            _ => Err(TransportError::NotOurs { status: status.as_u16() }),
        }
    }

    async fn blob_piece(
        &self,
        to: &Address,
        piece: &Piece<'_>,
    ) -> Result<BlobState, TransportError> {
        let request = self
            .claimed(Method::PATCH, to, piece.claim)
            .header(CONTENT_TYPE, "application/octet-stream")
            .header(OFFSET_HEADER, piece.offset.to_string())
            .header(LENGTH_HEADER, piece.length.to_string())
            .body(piece.bytes.to_vec());
        let response = request.send().await.map_err(failed)?;
        if response.status() == StatusCode::CONFLICT
            && let Some(offset) = number(response.headers(), OFFSET_HEADER)
        {
            return Ok(BlobState { offset, whole: false });
        }
        answer(response).await
    }

    async fn blob(&self, to: &Address, name: BlobName) -> Result<Vec<u8>, TransportError> {
        let request = self
            .0
            .get(format!("{}/v1/blobs/{name}", to.server))
            .header(ACCEPT, "image/*")
            .header(AUTHORIZATION, format!("Bearer {}", to.token));
        let response = request.send().await.map_err(failed)?;
        if response.status() != StatusCode::OK {
            return answer::<()>(response).await.map(|()| Vec::new());
        }
        let status = response.status().as_u16();
        let bytes = whole(response).await?;
        // The name is the proof: nobody else's answer passes for the photo.
        if bytes.len() as u64 > BLOB_MAX_BYTES || BlobName::of(&bytes) != name {
            return Err(TransportError::NotOurs { status });
        }
        Ok(bytes)
    }

    async fn gazetteer(&self, to: &Address) -> Result<Gazetteer, TransportError> {
        let request = self
            .0
            .get(format!("{}/v1/gazetteer", to.server))
            .header(ACCEPT_ENCODING, "zstd")
            .header(AUTHORIZATION, format!("Bearer {}", to.token));
        answer(request.send().await.map_err(failed)?).await
    }

    async fn briefing(
        &self,
        to: &Address,
        have: Option<OpId>,
    ) -> Result<BriefingAnswer, TransportError> {
        let known = have.map(|have| format!("?have={have}")).unwrap_or_default();
        let request = self
            .0
            .get(format!("{}/v1/briefing{known}", to.server))
            .header(AUTHORIZATION, format!("Bearer {}", to.token));
        answer(request.send().await.map_err(failed)?).await
    }

    async fn deposit(&self, server: &str, package: &[u8]) -> Result<Deposited, TransportError> {
        let request = self
            .0
            .post(format!("{server}/v1/handover"))
            .header(CONTENT_TYPE, "application/octet-stream")
            .body(package.to_vec());
        answer(request.send().await.map_err(failed)?).await
    }
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}
