//! A picture as a Mermaid flowchart, for Markdown that draws it.
//!
//! Source: <https://mermaid.js.org/syntax/flowchart.html>, with its entity codes.

use std::fmt::Write as _;

use super::{
    Line, Mark, Picture, Reach, State, Station, Way,
    words::{shortened_at_start, wrapped},
};

/// How many columns a line of a label has.
const COLUMNS: usize = 68;

/// How many lines one text takes at most.
const LINES: usize = 6;

/// Wide enough for the lines; Mermaid would break them again at 200 pixels.
const SETTINGS: &str = r#"%%{init: {"flowchart": {"wrappingWidth": 560}}}%%"#;

/// Neutral fills under text of one colour, so that light and dark pages show them alike.
const CLASSES: &str = "  classDef lit fill:#e6f4ea,stroke:#1a7f37,stroke-width:3px,color:#14301d
  classDef stopped fill:#fdeaea,stroke:#c62828,stroke-width:3px,color:#401414
  classDef open fill:#fff6dd,stroke:#9a6700,stroke-width:3px,color:#3d2a00
  classDef dim fill:#eceff2,stroke:#8b949e,stroke-width:1px,color:#57606a,stroke-dasharray:4 3
";

/// Writes the picture as a flowchart, with a line break at the end.
///
/// Every label stands in quotation marks, and what could mean anything to Mermaid, to
/// Markdown or to HTML is written as the number of its character.
pub fn mermaid(picture: &Picture) -> String {
    let mut chart = Chart {
        out: format!("{SETTINGS}\nflowchart TD\n"),
        links: 0,
        lit: Vec::new(),
    };
    let _ = writeln!(chart.out, "  accTitle: {}", statement(&picture.title));
    let _ = writeln!(chart.out, "  accDescr: {}", statement(&picture.description));
    let mut caller = Label::default();
    caller.bold(&picture.caller);
    caller.text(&picture.request);
    chart.node("caller", &caller, "lit");
    for (number, way) in picture.ways.iter().enumerate() {
        chart.way(number, way);
    }
    let mut end = Label::default();
    end.marked(mark(picture.end.state), &picture.end.title);
    end.text(&picture.end.text);
    let class = match picture.end.state {
        State::Passes => "lit",
        State::Undecided => "open",
        State::Stops | State::NotReached | State::NotLookedAt => "dim",
    };
    chart.node("backend", &end, class);
    if let Some(text) = &picture.left_out {
        let mut label = Label::default();
        label.text(text);
        chart.node("more", &label, "dim");
        chart.link("caller", "more", Reach::NotTaken, false, None);
    }
    chart.finished()
}

struct Chart {
    out: String,
    /// How many links there are; Mermaid styles them by number.
    links: usize,
    lit: Vec<String>,
}

impl Chart {
    fn way(&mut self, number: usize, way: &Way) {
        let mut from = "caller".to_owned();
        for (index, station) in way.stations.iter().enumerate() {
            let name = format!("w{number}s{index}");
            let class = class(way, station);
            self.node(&name, &label(station), class);
            let title = (index == 0).then_some(way.title.as_str());
            let is_lit = way.is_lit && station.is_reached();
            self.link(&from, &name, station.reach, is_lit, title);
            if let Some(response) = &station.response {
                let seen = format!("{name}r");
                let mut label = Label::default();
                label.text(response);
                self.node(&seen, &label, class);
                self.link(&name, &seen, Reach::Taken, is_lit, None);
            }
            from = name;
        }
        self.link(
            &from,
            "backend",
            way.last,
            way.is_lit && way.last != Reach::NotTaken,
            None,
        );
    }

    fn node(&mut self, name: &str, label: &Label, class: &str) {
        let _ = writeln!(self.out, "  {name}[\"{}\"]:::{class}", label.0);
    }

    fn link(&mut self, from: &str, to: &str, reach: Reach, is_lit: bool, title: Option<&str>) {
        // Dots where it is not sure, a cross where it does not go on.
        let arrow = match (reach, is_lit) {
            (Reach::Taken, true) => "==>",
            (Reach::Taken, false) => "-->",
            (Reach::Maybe, _) => "-.->",
            (Reach::NotTaken, _) => "-.-x",
        };
        let title = title.map_or(String::new(), |title| format!("|\"{}\"|", escaped(title)));
        let _ = writeln!(self.out, "  {from} {arrow}{title} {to}");
        if is_lit {
            self.lit.push(self.links.to_string());
        }
        self.links += 1;
    }

    fn finished(mut self) -> String {
        self.out.push_str(CLASSES);
        if !self.lit.is_empty() {
            let links = self.lit.join(",");
            let _ = writeln!(self.out, "  linkStyle {links} stroke-width:4px");
        }
        self.out
    }
}

fn class(way: &Way, station: &Station) -> &'static str {
    match station.state {
        _ if !way.is_lit || !station.is_reached() => "dim",
        State::Passes => "lit",
        State::Stops => "stopped",
        _ => "open",
    }
}

fn label(station: &Station) -> Label {
    let mut label = Label::default();
    let title = format!("{}: {}", station.title, station.state.as_str());
    label.marked(mark(station.state), &title);
    for line in &station.lines {
        match line {
            Line::Text(text) => label.text(text),
            Line::Policy { mark, text, place } => {
                label.policy(*mark, text);
                if let Some(place) = place {
                    label.text(&shortened_at_start(place, COLUMNS));
                }
            }
        }
    }
    label
}

fn mark(state: State) -> &'static str {
    match state {
        State::Passes => "✓",
        State::Stops => "✗",
        State::Undecided => "?",
        State::NotReached | State::NotLookedAt => "·",
    }
}

/// The lines of a label, escaped.
#[derive(Default)]
struct Label(String);

impl Label {
    fn line(&mut self, line: &str) {
        if !self.0.is_empty() {
            self.0.push_str("<br/>");
        }
        self.0.push_str(line);
    }

    fn bold(&mut self, text: &str) {
        for line in wrapped(text, COLUMNS, LINES) {
            self.line(&format!("<b>{}</b>", escaped(&line)));
        }
    }

    fn marked(&mut self, mark: &str, text: &str) {
        for line in wrapped(&format!("{mark} {text}"), COLUMNS, LINES) {
            self.line(&format!("<b>{}</b>", escaped(&line)));
        }
    }

    fn policy(&mut self, mark: Mark, text: &str) {
        let mark = match mark {
            Mark::Allows => "✓",
            Mark::Denies => "✗",
            Mark::Unknown => "?",
            Mark::Silent => "·",
        };
        self.text(&format!("{mark} {text}"));
    }

    fn text(&mut self, text: &str) {
        for line in wrapped(text, COLUMNS, LINES) {
            self.line(&escaped(&line));
        }
    }
}

/// A line of a label. Letters, digits and a few marks stay; all else is written as its
/// number, `#NN;`, which Mermaid puts back after it has read label and Markdown.
fn escaped(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line.chars();
    while let Some(character) = rest.next() {
        let following = rest.as_str();
        let is_first = out.is_empty();
        let stays = match character {
            // A list, a heading or a rule of Markdown begins a line.
            '0'..='9' if is_first => {
                let digits = following.trim_start_matches(|c: char| c.is_ascii_digit());
                !digits.starts_with(['.', ')'])
            }
            _ if is_first => character.is_alphabetic() || matches!(character, '✓' | '✗' | '·'),
            ' ' | '.' | ',' | '/' | '-' | '(' | ')' | '?' | '…' | '✓' | '✗' | '·' => true,
            // `https://…` would become a link, `fa:fa-…` an icon.
            ':' => !following.starts_with(['/', 'f']),
            _ => character.is_alphanumeric(),
        };
        // Mermaid takes lines with these words for styles, and changes them.
        let begins = |word: &str| {
            let mut word = word.chars();
            word.next() == Some(character) && following.starts_with(word.as_str())
        };
        let is_word = ["style", "classDef", "www."].into_iter().any(begins);
        if stays && !is_word {
            out.push(character);
        } else {
            let _ = write!(out, "#{};", u32::from(character));
        }
    }
    out
}

/// A title or description: up to the end of the line, in words that mean nothing to Mermaid.
fn statement(text: &str) -> String {
    wrapped(text, usize::MAX, 1)
        .iter()
        .map(|line| escaped(line))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn what_is_active_becomes_a_number() {
        assert_eq!(
            escaped(r#"a"b<c>`d[e]#;"#),
            "a#34;b#60;c#62;#96;d#91;e#93;#35;#59;"
        );
        assert_eq!(escaped("a %%{init}%%"), "a #37;#37;#123;init#125;#37;#37;");
        assert_eq!(escaped("$default & _x_ *y* | ~ \\ @"), {
            "#36;default #38; #95;x#95; #42;y#42; #124; #126; #92; #64;"
        });
    }

    #[test]
    fn what_markdown_would_take_for_a_list_or_a_link_does_not_begin_so() {
        assert_eq!(escaped("1. one"), "#49;. one");
        assert_eq!(escaped("12) one"), "#49;2) one");
        assert_eq!(escaped("111111111111, us"), "111111111111, us");
        assert_eq!(escaped("- one"), "#45; one");
        assert_eq!(escaped("see https://a.example"), "see https#58;//a.example");
        assert_eq!(escaped("at www.a.example"), "at #119;ww.a.example");
        assert_eq!(escaped("fa:fa-home"), "fa#58;fa-home");
    }

    #[test]
    fn words_of_styles_are_broken() {
        assert_eq!(escaped("a style of it"), "a #115;tyle of it");
        assert_eq!(escaped("a classDef of it"), "a #99;lassDef of it");
    }

    #[test]
    fn an_arn_stays_readable() {
        let arn = "arn:aws:iam::222222222222:role/pet-shop";
        assert_eq!(escaped(arn), arn);
    }
}
