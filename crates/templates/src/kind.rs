//! What kind of template a document is, by its content.

/// The kinds of templates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TemplateKind {
    /// AWS CloudFormation, with or without the SAM transform, also as `cdk synth` writes it.
    CloudFormation,
    /// `terraform show -json` of a plan.
    TerraformPlan,
    /// OpenAPI 2.0 or 3 with the extensions of API Gateway.
    OpenApi,
}

impl TemplateKind {
    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            TemplateKind::CloudFormation => "CloudFormation template",
            TemplateKind::TerraformPlan => "Terraform plan",
            TemplateKind::OpenApi => "OpenAPI definition",
        }
    }
}
