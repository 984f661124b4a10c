//! Predicting, signing, sending, comparing.

use std::{io::Write as _, time::Duration};

use anyhow::bail;
use can_invoke_gateway::{
    Inventory, Query, check,
    chosen_way::{ChosenWay, check_on},
    query::QueryError,
    sent::{self, Agreement, Answered, Comparison, Outcome},
    why::{self, Hints, Options, Why},
};
use can_invoke_live::{
    assume::{Actor, send},
    gather::question,
    send::{Incoming, Outgoing},
    wanted::Wanted,
};
use can_invoke_policy::{Caller, Verdict};
use can_invoke_report::{
    sent::{RefusedRole, Reply, Sent},
    snippet,
    text::{self, Detail},
    v1,
};
use can_invoke_source::Sources;

use super::request::{Asked, asked, body};
use crate::{
    arguments::{CallOptions, Format},
    command::{
        acting::{self, Chain, Foresight, Mfa, caller, open, tell},
        check::{refuse, report_documents},
        output::{print_json, unless_closed},
    },
    exit::ExitStatus,
};

pub(crate) fn run(options: &CallOptions) -> anyhow::Result<ExitStatus> {
    let mfa = Mfa {
        serial: options.mfa_serial.as_deref(),
        code: options.mfa_code.as_deref(),
    };
    let has_mfa = mfa.check(options.assume_role.mfa)?;
    let asked = match asked(options, body(options.body.as_deref())?) {
        Ok(asked) => asked,
        Err(error) => return refuse(&error, options.format),
    };
    let region = options.sign_region.as_deref();
    let mut actor = match options.unsigned {
        true => None,
        false => Some(open(&options.live, region.or(asked.destination.region()))?),
    };
    let arn = match &actor {
        Some(actor) => actor.identity().arn.clone(),
        None => "anonymous".to_owned(),
    };
    let who = match caller(&arn) {
        Ok(who) => who,
        Err(error) => return refuse(&error, options.format),
    };
    let mut passed = match options.assume_role.options() {
        Ok(passed) => passed,
        Err(error) => return refuse(&error, options.format),
    };
    let foresight = Foresight::of(
        &options.inputs,
        !options.no_prediction,
        (&options.live, asked.destination.region().or(region)),
        || wanted(options, &asked, who.clone()),
        &options.assume_role,
        &mut passed,
    )?;
    if let Foresight::NotReadable(loaded) = &foresight {
        return report_documents(loaded, options.format);
    }
    let inventory = foresight.loaded().map(|loaded| &loaded.inventory);
    if actor.is_some()
        && let Err(error) = asked.admit(options, inventory)
    {
        return refuse(&QueryError::new(error.message, error.help), options.format);
    }
    let foreseen = asked.query(options, who, inventory).and_then(|mut query| {
        query.assume.session_policies = passed.session_policies;
        query.assume.has_mfa = has_mfa;
        foresee(&foresight, options, query)
    });
    let foreseen = match foreseen {
        Ok(foreseen) => foreseen,
        Err(error) => return refuse(&error, options.format),
    };
    // An emulator and a custom domain name do not say where they are.
    let region = asked
        .destination
        .region()
        .or(region)
        .or(foreseen
            .way
            .as_ref()
            .map(|way| way.question.region.as_str()))
        .or(actor.as_ref().and_then(Actor::region))
        .map(str::to_owned);
    let Some(region) = region else {
        bail!("the Region to sign for is not known: add --sign-region");
    };
    let telling = Telling {
        options,
        asked: &asked,
        foresight: &foresight,
        foreseen: &foreseen,
        caller: &arn,
        region: &region,
    };
    let mut chain = Chain::new(
        &foreseen.roles,
        &foreseen.query.assume,
        &options.assume_role,
    )?;
    if let Some(actor) = &mut actor {
        if !foreseen.roles.is_empty() {
            chain.authenticate(mfa)?;
        }
        if let Err(refused) = chain.perform(actor) {
            return telling.refused(&refused);
        }
    }
    let signed = match &actor {
        Some(actor) => match actor.sign(&asked.outgoing, &region) {
            Ok(signed) => signed,
            Err(error) => bail!("{error}"),
        },
        None => asked.outgoing.clone(),
    };
    if options.no_send {
        return telling.unsent(&signed);
    }
    let address = options.connect_to.clone().or_else(|| signed.loopback());
    let request = match &address {
        Some(address) => match signed.to_address(address) {
            Ok(request) => request,
            Err(error) => bail!("{error}"),
        },
        None => signed,
    };
    let incoming = match send(request, Duration::from_secs(options.timeout)) {
        Ok(incoming) => incoming,
        Err(refusal) => bail!("no answer: {}", refusal.text()),
    };
    let session = actor.as_ref().map(|actor| actor.identity().arn.as_str());
    telling.answered(&incoming, session)
}

/// What the prediction needs of live accounts.
fn wanted(options: &CallOptions, asked: &Asked, who: Caller) -> Wanted {
    let Ok(mut query) = asked.query(options, who, None) else {
        return Wanted::default();
    };
    query.role_paths = options.through.is_empty();
    let mut wanted = question::wanted(&query, false);
    wanted.principals.extend(options.through.iter().cloned());
    wanted
}

/// What is foreseen, and on which way the request is sent.
struct Foreseen {
    query: Query,
    roles: Vec<String>,
    way: Option<ChosenWay>,
    /// Why nothing is foreseen.
    not_predicted: Option<String>,
}

/// Finds the way that the request takes, and what it comes to.
fn foresee(
    foresight: &Foresight,
    options: &CallOptions,
    query: Query,
) -> Result<Foreseen, QueryError> {
    let mut roles = options.through.clone();
    let loaded = match foresight {
        Foresight::Known(loaded) | Foresight::NotReadable(loaded) => loaded,
        Foresight::Nothing(reason) => {
            return Ok(Foreseen {
                query,
                roles,
                way: None,
                not_predicted: Some(reason.clone()),
            });
        }
    };
    let way = match chosen(&loaded.inventory, options, &query, &mut roles) {
        Ok(way) => Some(way),
        // What live accounts did not say is no mistake of whoever asks.
        Err(error) if options.inputs.is_empty() => {
            return Ok(Foreseen {
                query,
                roles,
                way: None,
                not_predicted: Some(error.message),
            });
        }
        Err(error) => return Err(error),
    };
    Ok(Foreseen {
        query,
        roles,
        way,
        not_predicted: None,
    })
}

/// The way that was said or else found, and what it comes to.
fn chosen(
    inventory: &Inventory,
    options: &CallOptions,
    query: &Query,
    roles: &mut Vec<String>,
) -> Result<ChosenWay, QueryError> {
    if roles.is_empty() && !options.unsigned {
        let answer = check(inventory, query)?;
        let mut paths = answer.role_paths.paths.iter();
        let depends = paths.find(|path| path.verdict == Verdict::Depends);
        let depends = depends.filter(|_| answer.direct.verdict.is_denied());
        if let Some(path) = answer.via().or(depends) {
            *roles = path.calls().map(|call| call.role.clone()).collect();
        }
    }
    check_on(inventory, query, roles)
}

/// All that is told, but for what comes back.
struct Telling<'a> {
    options: &'a CallOptions,
    asked: &'a Asked,
    foresight: &'a Foresight,
    foreseen: &'a Foreseen,
    caller: &'a str,
    region: &'a str,
}

impl Telling<'_> {
    /// Prints the request whole, as whoever asked for it wants to send it.
    fn unsent(&self, signed: &Outgoing) -> anyhow::Result<ExitStatus> {
        if let (Some(way), Some(loaded)) = (&self.foreseen.way, self.foresight.loaded()) {
            tell(&text::foreseen(way, &loaded.sources, Detail::Short))?;
        }
        if !self.options.unsigned {
            tell(
                "whoever has what is printed can send it, for five minutes; the session token in \
                 it is a part of the credentials\n",
            )?;
        }
        let mut printed = format!("{} {}\n", signed.method, signed.url).into_bytes();
        if !signed.headers.contains_key("host") {
            printed.extend(format!("host: {}\n", signed.host()).into_bytes());
        }
        for (name, value) in &signed.headers {
            printed.extend(name.as_str().bytes());
            printed.extend(b": ");
            printed.extend(value.as_bytes());
            printed.push(b'\n');
        }
        printed.push(b'\n');
        printed.extend(&signed.body);
        unless_closed(std::io::stdout().write_all(&printed))?;
        Ok(match &self.foreseen.way {
            Some(way) => way.verdict.into(),
            None => ExitStatus::Allowed,
        })
    }

    /// A role was refused, and so nothing was sent.
    fn refused(&self, refused: &acting::RefusedRole) -> anyhow::Result<ExitStatus> {
        let calls = self.foreseen.way.as_ref().map(|way| way.calls.as_slice());
        let call = calls.and_then(|calls| calls.get(refused.index));
        let (agreement, because) = match call.map(|call| call.verdict) {
            None => (Agreement::NotPredicted, "no prediction was made"),
            Some(Verdict::Depends) => (
                Agreement::NotPredicted,
                "the prediction depends on facts that were not given",
            ),
            Some(Verdict::Allowed) => (
                Agreement::NotAsPredicted,
                "the role was to be assumed, and is refused",
            ),
            Some(_) => (Agreement::AsPredicted, "the role was to be refused, and is"),
        };
        let comparison = Comparison {
            agreement,
            because: because.to_owned(),
        };
        let told = RefusedRole {
            role: &refused.role,
            message: &refused.message,
        };
        self.tell(Err(&told), &comparison)?;
        Ok(match agreement {
            Agreement::NotAsPredicted => ExitStatus::Depends,
            _ => ExitStatus::Denied,
        })
    }

    /// An answer came.
    fn answered(&self, incoming: &Incoming, session: Option<&str>) -> anyhow::Result<ExitStatus> {
        let (why, answered) = self.meaning(incoming, session);
        let mut comparison = sent::compare(self.foreseen.way.as_ref(), incoming.status, &answered);
        let calls = self.foreseen.way.iter().flat_map(|way| &way.calls);
        if let Some(call) = calls.into_iter().find(|call| call.verdict.is_denied()) {
            comparison = Comparison {
                agreement: Agreement::NotAsPredicted,
                because: format!("{} was to be refused, and is assumed", call.role),
            };
        }
        let reply = Reply {
            status: incoming.status,
            headers: &incoming.headers,
            body: &incoming.body,
            length: incoming.length,
            answered: &answered,
            why: &why,
        };
        self.tell(Ok(&reply), &comparison)?;
        Ok(match (comparison.agreement, answered.outcome) {
            (Agreement::NotAsPredicted, _) => ExitStatus::Depends,
            (_, Outcome::LetThrough) => ExitStatus::Allowed,
            (_, Outcome::Refused | Outcome::Failed | Outcome::NotTold) => ExitStatus::Denied,
        })
    }

    /// What an error can come from, and who made it.
    fn meaning(&self, incoming: &Incoming, session: Option<&str>) -> (Why, Answered) {
        let caller: Option<Caller> = session.and_then(|arn| caller(arn).ok());
        let options = Options {
            hints: Hints {
                status: Some(incoming.status),
                headers: incoming.headers.clone(),
                url: Some(format!(
                    "{} {}",
                    self.asked.outgoing.method, self.asked.outgoing.url
                )),
            },
            caller,
            readings: self.foreseen.query.readings,
        };
        let inventory = self.foresight.loaded().map(|loaded| &loaded.inventory);
        // A body is never longer than what can be read.
        let why = why::why(&incoming.body, &options, inventory).unwrap_or_default();
        let symptom = why.diagnoses.first().map(|first| first.symptom.clone());
        let symptom = symptom.unwrap_or_default();
        let answered = sent::answered(incoming.status, &incoming.headers, &symptom);
        (why, answered)
    }

    fn tell(
        &self,
        result: Result<&Reply<'_>, &RefusedRole<'_>>,
        comparison: &Comparison,
    ) -> anyhow::Result<()> {
        let nothing = Sources::new();
        let loaded = self.foresight.loaded();
        let url = self.asked.outgoing.url.to_string();
        let sent = Sent {
            method: self.asked.outgoing.method.as_str(),
            url: &url,
            caller: self.caller,
            through: &self.foreseen.roles,
            region: self.region,
            address: self.options.connect_to.as_deref(),
            predicted: self.foreseen.way.as_ref(),
            not_predicted: self.foreseen.not_predicted.as_deref(),
            result,
            comparison,
            diagnostics: loaded.map_or(&[], |loaded| loaded.diagnostics.as_slice()),
            sources: loaded.map_or(&nothing, |loaded| &loaded.sources),
        };
        match self.options.format {
            Format::Text => {
                for diagnostic in sent.diagnostics {
                    tell(&format!(
                        "{}\n",
                        snippet::diagnostic(diagnostic, sent.sources)
                    ))?;
                }
                let written = text::called(&sent, Detail::Short);
                unless_closed(anstream::stdout().write_all(written.as_bytes()))
            }
            Format::Json => unless_closed(print_json(&v1::called(&sent))),
        }
    }
}
