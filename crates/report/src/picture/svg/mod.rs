//! A picture as SVG: one column for each way, from the caller down to the backend.
//!
//! The drawing needs nothing but itself: no script, no font, no file, no address. Its
//! background comes with it, in one colour for light and one for dark screens.
//!
//! Source: <https://www.w3.org/TR/SVG2/>; for `title`, `desc` and the role,
//! <https://www.w3.org/TR/svg-aam-1.0/>.

mod canvas;
mod card;
mod column;

use canvas::{ADVANCE, Anchor, Canvas, LINE};
use column::Column;

use super::{
    Picture, Reach,
    words::{shortened, wrapped},
};

/// Around everything, and between columns.
const MARGIN: usize = 24;

/// How many lines the texts of the first and the last box have at most.
const LINES: usize = 4;

/// How many columns of text a way has: the more ways, the fewer.
fn text_columns(ways: usize) -> usize {
    match ways {
        0 | 1 => 72,
        2 => 52,
        3 => 46,
        _ => 42,
    }
}

/// Writes the picture as an SVG document, with a line break at the end.
pub fn svg(picture: &Picture) -> String {
    let columns = text_columns(picture.ways.len());
    let column_width = column::width(columns);
    let ways = picture.ways.len().max(1);
    let width = ways * column_width + (ways + 1) * MARGIN;
    let box_width = width - 2 * MARGIN;
    let box_columns = (box_width - 2 * card::PADDING - card::MARK) / ADVANCE;

    let mut canvas = Canvas::default();
    let mut lines = wrapped(&picture.caller, box_columns, LINES);
    let bold = lines.len();
    lines.extend(wrapped(&picture.request, box_columns, LINES));
    let top = MARGIN + canvas.ends((MARGIN, MARGIN), box_width, &lines, bold, None);

    let drawn: Vec<Column> = picture
        .ways
        .iter()
        .map(|way| Column::new(way, columns))
        .collect();
    let height = drawn.iter().map(Column::height).max().unwrap_or_default();
    let bottom = top + height;
    // The lit way is drawn last, over the others.
    let mut order: Vec<(usize, &Column)> = drawn.iter().enumerate().collect();
    order.sort_by_key(|(_, column)| column.is_lit());
    for (index, column) in order {
        let left = MARGIN + index * (column_width + MARGIN);
        column.draw(&mut canvas, left, top, bottom);
    }

    let mut lines = wrapped(&picture.end.title, box_columns, LINES);
    let bold = lines.len();
    lines.extend(wrapped(&picture.end.text, box_columns, LINES));
    let state = Some(picture.end.state);
    let end_height = canvas.ends((MARGIN, bottom), box_width, &lines, bold, state);
    let mut height = bottom + end_height + MARGIN;
    if let Some(text) = &picture.left_out {
        let text = shortened(text, box_columns);
        canvas.text(MARGIN, height + LINE / 2, &text, "dim", Anchor::Start);
        height += LINE + MARGIN / 2;
    }
    canvas.document(width, height, &picture.title, &picture.description)
}

/// The class of a link, which is its colour and stroke.
fn link_class(reach: Reach, is_lit: bool) -> &'static str {
    match (reach, is_lit) {
        (Reach::Taken, true) => "way lit",
        (Reach::Taken, false) => "way",
        (Reach::Maybe, true) => "way maybe lit",
        (Reach::Maybe, false) => "way maybe",
        (Reach::NotTaken, _) => "way cut",
    }
}
