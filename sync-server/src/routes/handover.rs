//! `POST /v1/handover`: what waits on a phone, brought by other hands. Whoever brings it learns how
//! much it was and no more; the phone itself hears of its receipts with its next sync.

use axum::Json;
use axum::extract::State;
use domain::op::OpHash;
use protocol::handover::{Deposited, PackageError, parts};
use protocol::problem::{Problem, ProblemCode};
use protocol::run::RunError;

use crate::app::App;
use crate::credential::no_credential;
use crate::error::ApiError;
use crate::payload::Payload;
use crate::store::{Deposit, StoreError, devices, meta, ops};

/// Take in a package. Bringing it twice changes nothing.
#[utoipa::path(
    post, path = "/v1/handover", tag = "devices",
    request_body(content = String, content_type = "application/octet-stream", description = "A package sealed to this server, or the texts of its codes, one a line; the signed runs inside are the credential"),
    responses(
        (status = 200, body = Deposited, description = "Everything in it is on the disk"),
        (status = 401, body = Problem), (status = 403, body = Problem),
        (status = 409, body = Problem), (status = 413, body = Problem),
        (status = 422, body = Problem, description = "No package, or for another server"),
    )
)]
pub(crate) async fn deposit(
    State(app): State<App>,
    payload: Payload,
) -> Result<Json<Deposited>, ApiError> {
    if payload.0.is_empty() {
        return Err(no_credential());
    }
    let opening = app.clone();
    let deposits = app.store.read(move |conn| opened(&opening, conn, &payload.0)).await?;
    let deposited = app
        .store
        .write(move |batch| {
            let mut deposited = Deposited { operations: 0, new: 0 };
            for deposit in &deposits {
                deposited.operations += deposit.operations.len() as u64;
                deposited.new += ops::take(batch, deposit)?.new;
            }
            Ok(deposited)
        })
        .await?;
    Ok(Json(deposited))
}

/// Unseal, find the device, check every signature: all of it away from the async threads.
fn opened(
    app: &App,
    conn: &crate::store::Connection,
    bytes: &[u8],
) -> Result<Vec<Deposit>, StoreError> {
    let package = parts::gathered(bytes)
        .map_err(|error| Problem::new(ProblemCode::BadValue, error.to_string()))?;
    let package = app.packages.open(&package).map_err(|error| package_problem(&error))?;
    let device = devices::find(conn, package.device)?.ok_or_else(|| no_credential().0)?;
    if meta::is_own(conn, device.id)? {
        return Err(no_credential().0.into());
    }
    let mut deposits = Vec::with_capacity(package.runs.len());
    for run in package.runs {
        deposits.push(Deposit {
            device: device.id,
            previous: OpHash(run.previous),
            operations: run.verified(device.id, &device.public_key).map_err(run_problem)?,
            signature: run.signature,
            is_known_version: true,
        });
    }
    Ok(deposits)
}

fn package_problem(error: &PackageError) -> Problem {
    let code = match error {
        PackageError::NotAPackage | PackageError::Sealed => ProblemCode::BadValue,
        PackageError::Frame(_) => ProblemCode::BadRequest,
    };
    Problem::new(code, error.to_string())
}

fn run_problem(error: RunError) -> Problem {
    let code = match error {
        RunError::Signature => ProblemCode::BadSignature,
        RunError::Shape | RunError::Numbers => ProblemCode::BadValue,
    };
    Problem::new(code, error.to_string())
}
