//! Managed policies: of each the version that counts, read once in a run, whoever it is
//! attached to.
//!
//! Source: IAM API reference, `API_GetPolicy` and `API_GetPolicyVersion`.

use std::{cell::RefCell, collections::BTreeMap, rc::Rc};

use serde_json::Value;
use tokio::sync::OnceCell;

use super::entry::{text, unexpected};
use crate::{
    ask::{Ask, Place, Refusal},
    door::{Door, all_pages},
    operation::Operation,
};

/// A question that was not answered, and why.
pub(super) type Failure = (Ask, Refusal);

/// The default version of a managed policy.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Version {
    /// Its id, `v3`.
    pub(super) id: String,
    /// Its document.
    pub(super) document: Value,
}

type Once = Rc<OnceCell<Result<Version, Failure>>>;

/// The managed policies that were read so far.
#[derive(Default)]
pub(super) struct ManagedPolicies {
    known: RefCell<BTreeMap<(String, String), Once>>,
}

impl ManagedPolicies {
    /// The default version of a policy, as the credentials of a place may read it.
    pub(super) async fn version(
        &self,
        door: &impl Door,
        place: &Place,
        arn: &str,
    ) -> Result<Version, Failure> {
        if !arn.contains(":iam::aws:") {
            return self.once(door, place, arn, &place.account).await;
        }
        // Policies of AWS are the same for every account, and one that may read them is enough.
        match self.once(door, place, arn, "aws").await {
            Err((ask, _)) if ask.place.account != place.account => {
                self.once(door, place, arn, &place.account).await
            }
            answer => answer,
        }
    }

    async fn once(
        &self,
        door: &impl Door,
        place: &Place,
        arn: &str,
        owner: &str,
    ) -> Result<Version, Failure> {
        let cell = {
            let mut known = self.known.borrow_mut();
            let key = (owner.to_owned(), arn.to_owned());
            Rc::clone(known.entry(key).or_default())
        };
        cell.get_or_init(|| read(door, place, arn)).await.clone()
    }
}

async fn read(door: &impl Door, place: &Place, arn: &str) -> Result<Version, Failure> {
    let ask = Ask::new(place, Operation::GetPolicy).with("PolicyArn", arn);
    let policy = answer(door, ask.clone()).await?;
    let version = policy.get("Policy");
    let Some(id) = version.and_then(|policy| text(policy, "DefaultVersionId")) else {
        return Err((ask, unexpected("the answer names no default version")));
    };
    let ask = Ask::new(place, Operation::GetPolicyVersion)
        .with("PolicyArn", arn)
        .with("VersionId", id);
    let version = answer(door, ask.clone()).await?;
    let version = version.get("PolicyVersion");
    match version.and_then(|version| version.get("Document")) {
        Some(document) => Ok(Version {
            id: id.to_owned(),
            document: document.clone(),
        }),
        None => Err((ask, unexpected("the answer holds no document"))),
    }
}

/// All pages of an answer, or the question with the refusal.
pub(super) async fn answer(door: &impl Door, ask: Ask) -> Result<Value, Failure> {
    let answer = all_pages(door, ask.clone()).await;
    answer.map_err(|refusal| (ask, refusal))
}
