//! What is printed: times with ratios, answers that agree and disagree, and the first of
//! those that disagree with all that is needed to judge them.

use serde_json::Value;

use crate::{answer::Answer, case::Case, memory, ours};

/// How one engine did in one case.
pub struct Row {
    /// The engine.
    pub engine: String,
    /// Nanoseconds for one decision.
    pub nanoseconds: f64,
    /// The peak of memory of a process that does only this, in KiB.
    pub peak: Option<u64>,
    /// The answers.
    pub answers: Vec<Answer>,
}

/// Prints the times of a case; the first row is ours.
pub fn times(case: &Case, rows: &[Row], idle: Option<u64>) {
    println!(
        "\n## {}: {} statements, {} requests\n",
        case.name,
        case.statements(),
        case.requests.len()
    );
    println!("| engine | ns per decision | × ours | peak memory |");
    println!("| --- | ---: | ---: | ---: |");
    let own = rows.first().map_or(1.0, |row| row.nanoseconds);
    for row in rows {
        println!(
            "| {} | {} | {} | {} |",
            row.engine,
            grouped(row.nanoseconds),
            match row.nanoseconds / own {
                ratio if ratio < 100.0 => format!("{ratio:.1}"),
                ratio => grouped(ratio),
            },
            memory::shown(row.peak)
        );
    }
    println!(
        "| a process that only reads the workload | – | – | {} |",
        memory::shown(idle)
    );
}

/// Prints how many answers agree, for each of our answers.
pub fn agreement(rows: &[Row]) {
    let Some((own, peers)) = rows.split_first() else {
        return;
    };
    println!("\n| our answer | requests | agree / disagree with each |");
    println!("| --- | ---: | --- |");
    for answer in Answer::OURS {
        let total = own.answers.iter().filter(|one| **one == answer).count();
        let mut cells = Vec::new();
        for peer in peers {
            let pairs = own.answers.iter().zip(&peer.answers);
            let agree = pairs
                .filter(|(one, other)| **one == answer && one == other)
                .count();
            cells.push(format!("{} {agree} / {}", peer.engine, total - agree));
        }
        println!("| {} | {total} | {} |", answer.as_str(), cells.join("; "));
    }
}

/// Prints the first answers that disagree, of every kind some, and gives back all of them.
pub fn disagreements(case: &Case, rows: &[Row], shown: usize) -> anyhow::Result<Vec<Value>> {
    let Some((own, peers)) = rows.split_first() else {
        return Ok(Vec::new());
    };
    let mut all = Vec::new();
    for peer in peers {
        let mut kinds: Vec<((Answer, Answer), usize)> = Vec::new();
        let pairs = own.answers.iter().zip(&peer.answers).enumerate();
        for (index, (one, other)) in pairs.filter(|(_, (one, other))| one != other) {
            let question = &case.requests[index];
            all.push(serde_json::json!({
                "case": case.name,
                "request": index,
                "ours": one.as_str(),
                "peer": peer.engine,
                "theirs": other.as_str(),
                "question": question.to_json(),
                "evidence": ours::explain(case, index)?,
            }));
            let place = kinds.iter().position(|(kind, _)| *kind == (*one, *other));
            let place = place.unwrap_or_else(|| {
                kinds.push(((*one, *other), 0));
                kinds.len() - 1
            });
            kinds[place].1 += 1;
            if kinds[place].1 > shown {
                continue;
            }
            println!(
                "\n{} request {index}: we say {}, {} says {}",
                case.name,
                one.as_str(),
                peer.engine,
                other.as_str()
            );
            println!("  request: {}", question.to_json());
            for line in ours::explain(case, index)? {
                println!("  {line}");
            }
            for (number, statement) in statements_about(case, &question.resource) {
                println!("  resource policy, statement {}: {statement}", number + 1);
            }
        }
    }
    Ok(all)
}

/// The statements of the resource policy that speak of the thing that a request is about.
fn statements_about<'c>(
    case: &'c Case,
    resource: &'c str,
) -> impl Iterator<Item = (usize, &'c Value)> {
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let things = resource.split(|c: char| !c.is_ascii_alphanumeric());
    // Things are told apart by their number, `a00012` or `orders-00012`.
    let mut things = things
        .map(|part| part.trim_start_matches('a'))
        .filter(move |part| (part.len() == 5 || part.len() == 8) && digits(part));
    let thing = things.next().unwrap_or("-").to_owned();
    let statements = case.resource.get("Statement").and_then(Value::as_array);
    let statements = statements.into_iter().flatten().enumerate();
    statements.filter(move |(_, statement)| statement.to_string().contains(&thing))
}

/// A whole number with commas.
pub fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
