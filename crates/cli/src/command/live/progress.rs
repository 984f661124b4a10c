//! A bar on standard error, where that is a terminal.

use std::io::IsTerminal as _;

use can_invoke_live::{
    ask::Ask,
    door::observe::{Counts, Progress},
};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Shows how many questions are answered, of how many that are known so far.
pub(crate) struct Bar(ProgressBar);

impl Bar {
    /// A bar, or nothing if nobody sees it.
    pub(crate) fn new() -> Self {
        let target = if std::io::stderr().is_terminal() {
            ProgressDrawTarget::stderr()
        } else {
            ProgressDrawTarget::hidden()
        };
        let bar = ProgressBar::with_draw_target(Some(0), target);
        // The template is right; if it were not, the plain bar would do.
        if let Ok(style) = ProgressStyle::with_template("{bar:24} {pos}/{len} {wide_msg}") {
            bar.set_style(style);
        }
        Bar(bar)
    }
}

impl Progress for Bar {
    fn changed(&mut self, counts: &Counts, current: &Ask) {
        if self.0.is_hidden() {
            return;
        }
        self.0.set_length(counts.asked);
        self.0.set_position(counts.done());
        self.0.set_message(message(counts, current));
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

fn message(counts: &Counts, current: &Ask) -> String {
    let place = &current.place;
    let mut message = format!("{} in {}", current.operation.name(), place.account);
    if current.operation.service().is_regional() {
        message += &format!(", {}", place.region);
    }
    if counts.throttled > 0 {
        message += &format!(" (throttled {} times)", counts.throttled);
    }
    message
}
