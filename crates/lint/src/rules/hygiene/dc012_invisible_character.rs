//! `DC012`.

use can_invoke_source::{Edit, Span};

use crate::{
    finding::{Applicability, Finding, Findings},
    model::Model,
    rule::{Confidence, Meta, Rule, rule},
};

rule! {
    /// A document holds characters that nobody sees, or that change the order in which text is shown.
    ///
    /// # Why
    ///
    /// Marks that turn the direction of writing round, and characters without width, make a
    /// reviewer read something else than AWS does. An ARN with one of them names nothing.
    ///
    /// # Bad
    ///
    /// ```json
    /// "Resource": "execute-api:/prod/GET/pets\u200b"
    /// ```
    ///
    /// # Good
    ///
    /// ```json
    /// "Resource": "execute-api:/prod/GET/pets"
    /// ```
    ///
    /// # Source
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>
    InvisibleCharacter = "DC012" "invisible-character" High Regular since "0.2.0"
}

impl Rule for InvisibleCharacter {
    fn meta(&self) -> &'static Meta {
        &Self::META
    }

    fn check(&self, model: &Model<'_>, findings: &mut Findings) {
        for (file, source) in model.sources.iter() {
            let (name, text) = (source.name(), source.text());
            for (start, character) in text.char_indices() {
                let is_hidden = matches!(
                    character,
                    '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}' | '\u{feff}'
                );
                // A mark at the very beginning says how the file is encoded.
                if !is_hidden || start == 0 {
                    continue;
                }
                let code = format!("U+{:04X}", u32::from(character));
                let span = Span::new(file, start, start + character.len_utf8());
                findings.add(
                    Finding::new(
                        &Self::META,
                        Confidence::Proven,
                        span,
                        format!("{name} / {code}"),
                        format!("here is the invisible character {code}"),
                    )
                    .help("take it away")
                    .correct(
                        Applicability::Unsafe,
                        format!("take {code} away"),
                        vec![Edit::delete(span)],
                    ),
                );
            }
        }
    }
}
