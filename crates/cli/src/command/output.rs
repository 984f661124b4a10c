//! Writing to standard output.

use std::io::Write as _;

use crate::exit::is_closed_pipe;

/// A reader that went away has seen enough; the verdict is told by the exit status.
pub(super) fn unless_closed<E: Into<anyhow::Error>>(written: Result<(), E>) -> anyhow::Result<()> {
    match written.map_err(Into::into) {
        Err(error) if error.chain().any(is_closed_pipe) => Ok(()),
        result => result,
    }
}

pub(super) fn print_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    let mut stdout = std::io::BufWriter::new(std::io::stdout().lock());
    serde_json::to_writer_pretty(&mut stdout, value)?;
    stdout.write_all(b"\n")?;
    stdout.flush()?;
    Ok(())
}
