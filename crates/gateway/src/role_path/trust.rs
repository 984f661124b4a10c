//! What a trust policy tells before any request is decided: whom it surely does not let in.
//!
//! This only ever leaves out decisions that would deny; what is left is decided.

use can_invoke_policy::{Effect, Policy, document::PrincipalForm};

use crate::{
    check::path_of,
    inventory::{Known, PrincipalRecord},
};

use super::told::ClosedRole;

/// Whom a trust policy may let in, as far as its principals tell.
#[derive(Clone, Debug, Default)]
pub(super) struct Admits {
    /// Anybody, as far as the principals tell.
    everyone: bool,
    accounts: Vec<String>,
    /// Account and name in lower case; a session stands for its role.
    roles: Vec<(String, String)>,
    has_users: bool,
}

impl Admits {
    pub(super) fn of(role: &PrincipalRecord) -> Self {
        let mut admits = Admits::default();
        match &role.trust {
            Known::NotKnown => admits.everyone = true,
            Known::Known(trust) => admits.read(trust),
        }
        admits
    }

    fn read(&mut self, trust: &Policy) {
        for statement in &trust.statements {
            if statement.effect != Effect::Allow {
                continue;
            }
            let Some(principals) = statement.principal.as_ref().filter(|all| !all.negated) else {
                self.everyone = true;
                continue;
            };
            for entry in &principals.entries {
                match &entry.form {
                    PrincipalForm::Account { account, .. } => self.accounts.push(account.clone()),
                    PrincipalForm::Role {
                        account,
                        path_and_name,
                        ..
                    } => {
                        let name = path_and_name.rsplit('/').next().unwrap_or(path_and_name);
                        self.role(account, name);
                    }
                    PrincipalForm::Session { account, role, .. } => self.role(account, role),
                    PrincipalForm::User { .. } | PrincipalForm::FederatedUser { .. } => {
                        self.has_users = true;
                    }
                    PrincipalForm::Service
                    | PrincipalForm::Federated
                    | PrincipalForm::Placeholder => {}
                    PrincipalForm::Everyone
                    | PrincipalForm::AwsEveryone
                    | PrincipalForm::UniqueId
                    | PrincipalForm::CanonicalUser => self.everyone = true,
                }
            }
        }
    }

    fn role(&mut self, account: &str, name: &str) {
        self.roles
            .push((account.to_owned(), name.to_ascii_lowercase()));
    }

    /// Whether a session of a role, its name in lower case, may be let in.
    pub(super) fn may_admit(&self, account: &str, name: &str) -> bool {
        self.everyone
            || self.accounts.iter().any(|known| known == account)
            || self
                .roles
                .iter()
                .any(|(of, known)| of == account && known == name)
    }

    fn is_nobody(&self) -> bool {
        !self.everyone && !self.has_users && self.accounts.is_empty() && self.roles.is_empty()
    }
}

/// Why no user and no role session can assume a role, if none can.
pub(super) fn closed(role: &PrincipalRecord, admits: &Admits) -> Option<ClosedRole> {
    if path_of(role).starts_with("/aws-service-role/") {
        return Some(ClosedRole::ServiceLinked);
    }
    let allows = role.trust.known().is_some_and(|trust| {
        let mut statements = trust.statements.iter();
        statements.any(|statement| statement.effect == Effect::Allow)
    });
    (allows && admits.is_nobody()).then_some(ClosedRole::TrustsNoPrincipal)
}
