//! The elements of the drawing, escaped.

use std::fmt::Write as _;

use super::card::{MARK, PADDING};
use crate::picture::{Mark, State, words::tame};

/// How far a character of the font goes, in pixels: 13 pixels at 0.6, and a little for fonts
/// that are wider.
pub(super) const ADVANCE: usize = 8;

/// From one line of text to the next.
pub(super) const LINE: usize = 19;

/// From the top of a line to the foot of its letters.
const FOOT: usize = 14;

/// Colours for light screens, then those that differ on dark ones. The classes begin with
/// the name of the tool, for a page that holds the drawing may have styles of its own.
const STYLE: &str = "\
.ci-page{fill:#ffffff;stroke:#d0d7de}
.ci text{fill:#1f2328;font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;white-space:pre}
.ci .bold{font-weight:700}
.ci .dim,.ci .dim text{fill:#656d76}
.ci .place{fill:#0550ae}
.ci .head{fill:#656d76;font-weight:700}
.ci .head.lit{fill:#1f2328}
.ci .card{fill:#f6f8fa;stroke:#d0d7de}
.ci .card.lit{fill:#f0faf2;stroke:#1a7f37;stroke-width:2}
.ci .card.stopped{fill:#fff3f2;stroke:#c62828;stroke-width:2}
.ci .card.open{fill:#fff9e8;stroke:#9a6700;stroke-width:2}
.ci .card.dim{fill:none;stroke:#afb8c1;stroke-dasharray:4 3}
.ci .way{fill:none;stroke:#afb8c1;stroke-width:2}
.ci .way.lit{stroke:#1a7f37;stroke-width:5}
.ci .way.maybe{stroke-dasharray:7 4}
.ci .way.maybe.lit{stroke:#9a6700;stroke-width:4}
.ci .way.cut{stroke-dasharray:2 5}
.ci .way.back{stroke:#c62828;stroke-width:2}
.ci .dot{fill:#ffffff;stroke:#afb8c1;stroke-width:2}
.ci .dot.yes{stroke:#1a7f37}
.ci .dot.no{stroke:#c62828}
.ci .dot.maybe{stroke:#9a6700}
.ci .mark{fill:none;stroke:#8c959f;stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.ci .mark.yes{stroke:#1a7f37}
.ci .mark.no{stroke:#c62828}
.ci .mark.maybe{stroke:#9a6700}
@media (prefers-color-scheme:dark){
.ci-page{fill:#0d1117;stroke:#30363d}
.ci text{fill:#e6edf3}
.ci .dim,.ci .dim text,.ci .head{fill:#8d96a0}
.ci .head.lit{fill:#e6edf3}
.ci .place{fill:#79c0ff}
.ci .card{fill:#161b22;stroke:#30363d}
.ci .card.lit{fill:#0f2417;stroke:#3fb950}
.ci .card.stopped{fill:#2d1517;stroke:#f85149}
.ci .card.open{fill:#272115;stroke:#d29922}
.ci .card.dim{fill:none;stroke:#484f58}
.ci .way{stroke:#484f58}
.ci .way.lit,.ci .dot.yes,.ci .mark.yes{stroke:#3fb950}
.ci .way.back,.ci .dot.no,.ci .mark.no{stroke:#f85149}
.ci .way.maybe.lit,.ci .dot.maybe,.ci .mark.maybe{stroke:#d29922}
.ci .dot{fill:#0d1117}
}
";

/// On which side of its place a text stands.
#[derive(Clone, Copy)]
pub(super) enum Anchor {
    Start,
    End,
}

/// What is drawn so far.
#[derive(Default)]
pub(super) struct Canvas {
    out: String,
}

impl Canvas {
    /// A line of text; `top` is the upper edge of the line.
    pub(super) fn text(
        &mut self,
        left: usize,
        top: usize,
        text: &str,
        class: &str,
        anchor: Anchor,
    ) {
        let class = match class {
            "" => String::new(),
            class => format!(" class=\"{class}\""),
        };
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::End => " text-anchor=\"end\"",
        };
        let foot = top + FOOT;
        let text = escaped(text);
        let _ = writeln!(
            self.out,
            "<text x=\"{left}\" y=\"{foot}\"{class}{anchor}>{text}</text>"
        );
    }

    /// A rectangle with round corners.
    pub(super) fn rectangle(&mut self, at: (usize, usize), size: (usize, usize), class: &str) {
        let ((x, y), (width, height)) = (at, size);
        let _ = writeln!(
            self.out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"8\" \
             class=\"{class}\"/>"
        );
    }

    /// A line through points, given as the path of SVG writes them.
    pub(super) fn path(&mut self, path: &str, class: &str) {
        let _ = writeln!(self.out, "<path d=\"{path}\" class=\"{class}\"/>");
    }

    /// The sign of a station on the line, in a circle around its middle.
    pub(super) fn dot(&mut self, x: usize, y: usize, state: State) {
        let class = match state {
            State::Passes => "yes",
            State::Stops => "no",
            State::Undecided => "maybe",
            State::NotReached | State::NotLookedAt => "",
        };
        let radius = if class.is_empty() { 5 } else { 10 };
        let both = format!("dot {class}");
        let both = both.trim_end();
        let _ = writeln!(
            self.out,
            "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" class=\"{both}\"/>"
        );
        self.sign(x, y, class);
    }

    /// What a policy comes to, at the beginning of its line.
    pub(super) fn mark(&mut self, left: usize, top: usize, mark: Mark) {
        let (x, y) = (left + 5, top + 10);
        match mark {
            Mark::Allows => self.sign(x, y, "yes"),
            Mark::Denies => self.sign(x, y, "no"),
            Mark::Unknown => self.sign(x, y, "maybe"),
            Mark::Silent => self.path(&format!("M{} {y}h6", x - 3), "mark"),
        }
    }

    /// A check mark, a cross or a question mark, drawn, as not every font has them.
    fn sign(&mut self, x: usize, y: usize, class: &str) {
        let path = match class {
            "yes" => format!("M{} {y}l3 4l6 -8", x - 4),
            "no" => format!("M{} {}l8 8m0 -8l-8 8", x - 4, y - 4),
            "maybe" => format!(
                "M{} {}a3 3 0 1 1 4.5 2.6q-1.5 0.8 -1.5 2.4m0 3v0.1",
                x - 3,
                y - 3
            ),
            _ => return,
        };
        self.path(&path, &format!("mark {class}"));
    }

    /// The box of the caller or of the backend, the first lines in bold; its height.
    pub(super) fn ends(
        &mut self,
        at: (usize, usize),
        width: usize,
        lines: &[String],
        bold: usize,
        state: Option<State>,
    ) -> usize {
        let (left, top) = at;
        let class = match state {
            None => "card",
            Some(State::Passes) => "card lit",
            Some(State::Undecided) => "card open",
            Some(_) => "card dim",
        };
        let height = lines.len() * LINE + 2 * PADDING;
        self.rectangle(at, (width, height), class);
        let indent = if state.is_some() { MARK } else { 0 };
        if let Some(state) = state {
            let sign = match state {
                State::Passes => Mark::Allows,
                State::Undecided => Mark::Unknown,
                _ => Mark::Denies,
            };
            self.mark(left + PADDING, top + PADDING, sign);
        }
        for (number, line) in lines.iter().enumerate() {
            let class = if number < bold { "bold" } else { "dim" };
            let top = top + PADDING + number * LINE;
            self.text(left + PADDING + indent, top, line, class, Anchor::Start);
        }
        height
    }

    /// The whole document.
    pub(super) fn document(
        &self,
        width: usize,
        height: usize,
        title: &str,
        description: &str,
    ) -> String {
        let (title, description) = (escaped(title), escaped(description));
        let (page_width, page_height) = (width - 1, height - 1);
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"ci\" width=\"{width}\" \
             height=\"{height}\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
             aria-labelledby=\"ci-title ci-description\">\n\
             <title id=\"ci-title\">{title}</title>\n\
             <desc id=\"ci-description\">{description}</desc>\n\
             <style>\n{STYLE}</style>\n\
             <rect x=\"0.5\" y=\"0.5\" width=\"{page_width}\" height=\"{page_height}\" rx=\"10\" \
             class=\"ci-page\"/>\n\
             {}</svg>\n",
            self.out
        )
    }
}

/// A text as XML holds it.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for character in tame(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
