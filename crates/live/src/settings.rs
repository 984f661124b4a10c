//! What somebody says about the accounts that are asked, and about how.

/// Which accounts are asked, and how hard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Profiles of the AWS configuration files; none for what the environment says.
    pub profiles: Vec<String>,
    /// Roles through which accounts are read. Where there are some, the profiles (or the
    /// environment) only assume them, and their own accounts are not read.
    pub roles: Vec<AccountRole>,
    /// Regions that are read; none for that of the target, or else of the profile.
    pub regions: Vec<String>,
    /// How many requests a second the control plane of API Gateway gets, in each account and
    /// Region.
    pub requests_per_second: u32,
    /// How often a request is tried.
    pub attempts: u32,
}

/// A role through which an account is read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountRole {
    /// Its ARN.
    pub arn: String,
    /// `ExternalId`.
    pub external_id: Option<String>,
    /// `RoleSessionName`; `can-invoke` if nobody says.
    pub session_name: Option<String>,
    /// `SerialNumber`.
    pub mfa_serial: Option<String>,
    /// `TokenCode`.
    pub mfa_code: Option<String>,
    /// The profile whose credentials assume it.
    pub profile: Option<String>,
}
