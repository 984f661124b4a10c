//! The card of one station: its name and state, what is said of it, the policies, and what
//! the client sees.

use super::{
    canvas::{ADVANCE, Anchor, Canvas, LINE},
    link_class,
};
use crate::picture::{
    Line, Mark, Reach, State, Station,
    words::{shortened, shortened_at_start, width, wrapped},
};

/// Between the edge of a card and its text.
pub(super) const PADDING: usize = 10;

/// The room of a mark before a line.
pub(super) const MARK: usize = 2 * ADVANCE;

/// How far what the client sees is set in.
const INDENT: usize = 2 * ADVANCE;

/// How many lines one text takes at most.
const LINES: usize = 5;

/// A card, laid out.
pub(super) struct Card<'p> {
    station: &'p Station,
    is_lit: bool,
    title: String,
    rows: Vec<Row>,
    response: Vec<String>,
}

struct Row {
    mark: Option<Mark>,
    indent: usize,
    text: String,
    class: &'static str,
}

impl<'p> Card<'p> {
    /// Lays out a station in lines of so many columns.
    pub(super) fn new(station: &'p Station, is_lit: bool, columns: usize) -> Self {
        let room = columns.saturating_sub(width(station.state.as_str()) + 2);
        let rows = station.lines.iter().flat_map(|line| rows(line, columns));
        let response = station.response.as_deref().unwrap_or_default();
        Card {
            station,
            is_lit: is_lit && station.is_reached(),
            title: shortened(&station.title, room),
            rows: rows.collect(),
            response: wrapped(response, columns - INDENT / ADVANCE, LINES),
        }
    }

    /// The height of the card alone, without what the client sees.
    fn card_height(&self) -> usize {
        (self.rows.len() + 1) * LINE + 2 * PADDING
    }

    pub(super) fn height(&self) -> usize {
        let response = match self.response.len() {
            0 => 0,
            lines => lines * LINE + 3 * PADDING,
        };
        self.card_height() + response
    }

    /// Draws the card; `size` is its width.
    pub(super) fn draw(&self, canvas: &mut Canvas, left: usize, top: usize, size: usize) {
        let state = self.station.state;
        let class = match state {
            State::NotReached | State::NotLookedAt => "card dim",
            _ if !self.is_lit => "card",
            State::Passes => "card lit",
            State::Stops => "card stopped",
            State::Undecided => "card open",
        };
        canvas.rectangle((left, top), (size, self.card_height()), class);
        let (inner, right) = (left + PADDING, left + size - PADDING);
        let first = top + PADDING;
        let class = if self.is_lit { "bold" } else { "head" };
        canvas.text(inner, first, &self.title, class, Anchor::Start);
        canvas.text(right, first, state.as_str(), class, Anchor::End);
        for (number, row) in self.rows.iter().enumerate() {
            let top = first + (number + 1) * LINE;
            if let Some(mark) = row.mark {
                canvas.mark(inner, top, mark);
            }
            let class = if self.is_lit || row.class == "place" {
                row.class
            } else {
                "dim"
            };
            canvas.text(inner + row.indent, top, &row.text, class, Anchor::Start);
        }
        self.draw_response(
            canvas,
            (left + INDENT, top + self.card_height()),
            size - INDENT,
        );
    }

    fn draw_response(&self, canvas: &mut Canvas, at: (usize, usize), size: usize) {
        let (left, above) = at;
        if self.response.is_empty() {
            return;
        }
        let top = above + PADDING;
        let height = self.response.len() * LINE + 2 * PADDING;
        let class = if self.is_lit { "card stopped" } else { "card" };
        canvas.rectangle((left, top), (size, height), class);
        // An arrow from the card into the box: the answer goes back to the client.
        let back = if self.is_lit {
            "way back"
        } else {
            link_class(Reach::Taken, false)
        };
        let (foot, middle) = (left - INDENT / 2, top + height / 2);
        canvas.path(
            &format!("M{foot} {above}V{middle}H{left}m-5 -4l5 4l-5 4"),
            back,
        );
        for (number, line) in self.response.iter().enumerate() {
            let class = if self.is_lit { "" } else { "dim" };
            let top = top + PADDING + number * LINE;
            canvas.text(left + PADDING, top, line, class, Anchor::Start);
        }
    }
}

fn rows(line: &Line, columns: usize) -> Vec<Row> {
    match line {
        Line::Text(text) => wrapped(text, columns, LINES)
            .into_iter()
            .map(|text| Row {
                mark: None,
                indent: 0,
                text,
                class: "",
            })
            .collect(),
        Line::Policy { mark, text, place } => {
            let columns = columns - MARK / ADVANCE;
            let texts = wrapped(text, columns, LINES).into_iter().enumerate();
            let mut rows: Vec<Row> = texts
                .map(|(number, text)| Row {
                    mark: (number == 0).then_some(*mark),
                    indent: MARK,
                    text,
                    class: "",
                })
                .collect();
            rows.extend(place.as_ref().map(|place| Row {
                mark: None,
                indent: MARK,
                text: shortened_at_start(place, columns),
                class: "place",
            }));
            rows
        }
    }
}
