//! Resource policies of REST APIs.

mod rp104_api_id_mismatch;

pub(crate) use rp104_api_id_mismatch::ApiIdMismatch;
