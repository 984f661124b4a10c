//! The request that is decided: who, what, on which resource, in which context.

use crate::{
    Arn, Caller, Context,
    arn::{Segments, partition_of},
};

/// An action such as `execute-api:Invoke`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Action {
    text: String,
    lowercase: String,
    /// The length of the service prefix.
    service: usize,
}

impl Action {
    /// An action from its text `service:Name`; `None` without exactly that shape.
    pub fn parse(text: &str) -> Option<Self> {
        let (service, name) = text.split_once(':')?;
        let well_formed = |part: &str| !part.is_empty() && !part.contains(['*', '?', ' ']);
        (well_formed(service) && well_formed(name)).then(|| Action {
            text: text.to_owned(),
            lowercase: text.to_ascii_lowercase(),
            service: service.len(),
        })
    }

    /// `execute-api:Invoke`.
    pub fn invoke() -> Self {
        Action {
            text: "execute-api:Invoke".to_owned(),
            lowercase: "execute-api:invoke".to_owned(),
            service: "execute-api".len(),
        }
    }

    /// `execute-api:ManageConnections`.
    pub fn manage_connections() -> Self {
        Action {
            text: "execute-api:ManageConnections".to_owned(),
            lowercase: "execute-api:manageconnections".to_owned(),
            service: "execute-api".len(),
        }
    }

    /// `sts:AssumeRole`.
    pub fn assume_role() -> Self {
        Action {
            text: "sts:AssumeRole".to_owned(),
            lowercase: "sts:assumerole".to_owned(),
            service: "sts".len(),
        }
    }

    /// As it was given.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// In lower case, as patterns compare it.
    pub fn lowercase(&self) -> &str {
        &self.lowercase
    }

    /// The service prefix in lower case.
    pub fn service(&self) -> &str {
        self.lowercase.get(..self.service).unwrap_or_default()
    }
}

/// The resource of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    /// Its ARN, or `*` for an action that names no resource.
    pub arn: String,
    /// The account that owns it, where known; some ARNs do not say.
    pub account: Option<String>,
}

impl Resource {
    /// A resource whose owner is the account in its ARN.
    pub fn from_arn(arn: impl Into<String>) -> Self {
        let arn = arn.into();
        let account = Arn::parse(&arn)
            .map(|parsed| parsed.account.to_owned())
            .filter(|account| !account.is_empty());
        Resource { arn, account }
    }
}

/// One request to AWS.
#[derive(Clone, Debug, PartialEq)]
pub struct Request {
    /// Who asks.
    pub caller: Caller,
    /// For what.
    pub action: Action,
    /// On which resource.
    pub resource: Resource,
    /// In which context.
    pub context: Context,
}

impl Request {
    /// Whether caller and resource are of the same account; `None` if the caller has no
    /// account (a service, an anonymous caller) or the owner is not known. An action that
    /// names no resource acts on the account of its caller.
    pub fn same_account(&self) -> Option<bool> {
        if self.resource.arn == "*" && self.resource.account.is_none() {
            return self.caller.account().map(|_| true);
        }
        Some(self.caller.account()? == self.resource.account.as_deref()?)
    }

    /// Whether caller and resource are of different partitions, such as `aws` and `aws-cn`.
    /// No policy reaches from one to the other.
    ///
    /// Source: IAM user guide, `id_roles_compare-resource-policies`.
    pub fn is_cross_partition(&self) -> bool {
        RequestView::new(self).is_cross_partition()
    }
}

/// A request with what every layer and statement would otherwise work out again.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestView<'r> {
    /// The request.
    pub(crate) request: &'r Request,
    /// The segments of its resource, if that has six of them.
    pub(crate) segments: Option<Segments<'r>>,
}

impl<'r> RequestView<'r> {
    pub(crate) fn new(request: &'r Request) -> Self {
        RequestView {
            request,
            segments: Segments::cut(&request.resource.arn),
        }
    }

    /// The resource part of the ARN; empty for a request that names no resource.
    pub(crate) fn resource_part(&self) -> &'r str {
        self.segments.map_or("", |segments| segments.part)
    }

    pub(crate) fn is_cross_partition(&self) -> bool {
        let partition = match &self.segments {
            Some(segments) => segments.as_arn().map(|arn| arn.partition),
            None => partition_of(&self.request.resource.arn),
        };
        match (self.request.caller.partition(), partition) {
            (Some(own), Some(partition)) => own != partition,
            _ => false,
        }
    }
}
