//! The parts of an API and of the network around it.

mod authorizer;
mod domain;
mod function;
mod identity_source;
mod integration;
mod network;
mod stage;
mod usage;
mod vpc_link;

pub use authorizer::{Authorizer, AuthorizerAnswer, AuthorizerKind, Fit, PayloadFormat};
pub use domain::{BasePathMapping, DomainName};
pub use function::Function;
pub use identity_source::IdentitySource;
pub use integration::{
    ConnectionType, ContentHandling, Credentials, Integration, IntegrationKind,
    IntegrationResponse, MethodResponse, Parameter, PassthroughBehavior, StatusMapping, Written,
};
pub use network::VpcEndpoint;
pub use stage::{Deployment, Stage};
pub use usage::{ApiKeySource, UsagePlan};
pub use vpc_link::{VpcLink, VpcLinkVersion};
