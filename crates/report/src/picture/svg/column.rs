//! One way: a line from the caller down to the backend, with a card for each station.

use super::{
    canvas::{ADVANCE, Anchor, Canvas, LINE},
    card::{Card, PADDING},
    link_class,
};
use crate::picture::{
    Way,
    model::word,
    words::{shortened, width as text_width},
};

/// From the left edge of a column to its cards; the line is in the middle of it.
const RAIL: usize = 36;

/// Between two cards.
const GAP: usize = 14;

/// How wide the column of a way is, with so many columns of text.
pub(super) fn width(columns: usize) -> usize {
    RAIL + columns * ADVANCE + 2 * PADDING
}

/// A way, laid out.
pub(super) struct Column<'p> {
    way: &'p Way,
    title: String,
    verdict: &'static str,
    cards: Vec<Card<'p>>,
    width: usize,
}

impl<'p> Column<'p> {
    /// Lays out a way in lines of so many columns.
    pub(super) fn new(way: &'p Way, columns: usize) -> Self {
        let verdict = word(way.verdict);
        let cards = way.stations.iter();
        Column {
            way,
            title: shortened(&way.title, columns.saturating_sub(text_width(verdict) + 2)),
            verdict,
            cards: cards
                .map(|station| Card::new(station, way.is_lit, columns))
                .collect(),
            width: width(columns),
        }
    }

    pub(super) fn is_lit(&self) -> bool {
        self.way.is_lit
    }

    /// From the box of the caller to that of the backend.
    pub(super) fn height(&self) -> usize {
        let cards: usize = self.cards.iter().map(|card| card.height() + GAP).sum();
        GAP + LINE + GAP + cards + GAP
    }

    /// Draws the way between the two boxes.
    pub(super) fn draw(&self, canvas: &mut Canvas, left: usize, top: usize, bottom: usize) {
        let rail = left + RAIL / 2;
        let first = top + GAP + LINE + GAP;
        let tops: Vec<usize> = self
            .cards
            .iter()
            .scan(first, |next, card| {
                let top = *next;
                *next += card.height() + GAP;
                Some(top)
            })
            .collect();
        let middle = |top: usize| top + PADDING + LINE / 2;
        let mut from = top;
        for (station, top) in self.way.stations.iter().zip(&tops) {
            let to = middle(*top);
            let is_lit = self.way.is_lit && station.is_reached();
            canvas.path(
                &format!("M{rail} {from}V{to}"),
                link_class(station.reach, is_lit),
            );
            from = to;
        }
        let last = link_class(self.way.last, self.way.is_lit);
        canvas.path(&format!("M{rail} {from}V{bottom}"), last);

        let class = if self.way.is_lit { "head lit" } else { "head" };
        let (text_left, right) = (left + RAIL, left + self.width);
        canvas.text(text_left, top + GAP, &self.title, class, Anchor::Start);
        canvas.text(right, top + GAP, self.verdict, class, Anchor::End);
        for ((card, station), top) in self.cards.iter().zip(&self.way.stations).zip(&tops) {
            card.draw(canvas, left + RAIL, *top, self.width - RAIL);
            canvas.dot(rail, middle(*top), station.state);
        }
    }
}
