//! Does a rule of AWS WAF block the request?
//!
//! What the rules of a web ACL come to is not decided here: it is said with the question, or
//! taken for granted.
//!
//! Source: API Gateway developer guide, `apigateway-control-access-aws-waf` (the web ACL is
//! asked before policies and authorizers).

use std::ops::ControlFlow;

use super::{Asked, Flow, Walk, response};
use crate::{
    answer::HopKind,
    inventory::{ApiKind, Known},
};

impl Walk {
    pub(super) fn waf(&mut self, asked: Asked<'_>) -> Flow {
        let Asked { call, query, .. } = asked;
        if call.api.kind != ApiKind::Rest {
            return ControlFlow::Continue(());
        }
        let stage = &call.stage;
        let web_acl = match call.api.stage(stage).map(|stage| &stage.web_acl) {
            Some(Known::Known(Some(arn))) => Some(format!("the web ACL {arn} of stage {stage}")),
            Some(Known::Known(None)) => None,
            // AWS attaches none by itself, so only a strict question asks.
            Some(Known::NotKnown) | None if query.strict => {
                Some(format!("a web ACL of stage {stage}, if it has one,"))
            }
            Some(Known::NotKnown) | None => None,
        };
        match (query.carried.is_blocked_by_waf, web_acl) {
            (None | Some(false), None) => ControlFlow::Continue(()),
            (Some(true), web_acl) => {
                let who = web_acl.unwrap_or_else(|| format!("the web ACL of stage {stage}"));
                self.stop(
                    HopKind::Waf,
                    response::forbidden(),
                    format!("{who} blocks the request, as the question says"),
                )
            }
            (Some(false), Some(web_acl)) => self.pass(
                HopKind::Waf,
                format!("{web_acl} lets the request pass, as the question says"),
            ),
            (None, Some(web_acl)) if query.strict => {
                self.doubt(
                    HopKind::Waf,
                    format!("it is not known whether {web_acl} blocks the request"),
                );
                ControlFlow::Continue(())
            }
            (None, Some(web_acl)) => {
                self.taken_for_granted
                    .push(format!("that AWS WAF does not block it: {web_acl}"));
                self.pass(
                    HopKind::Waf,
                    format!("that AWS WAF does not block it is taken for granted; {web_acl}"),
                )
            }
        }
    }
}
