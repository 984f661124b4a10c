//! Bytes to text: UTF-8 or a diagnostic that says what it is instead.

use crate::{Diagnostic, FileId, Limits, Span};

/// How much of a file that is not read at all is kept, to show where it begins.
const KEPT: usize = 4 * 1024;

/// How many bytes tell UTF-16 without a byte-order mark from anything else.
const SAMPLE: usize = 64;

/// Why bytes are not read as text.
pub(crate) struct Problem {
    /// What can be shown of the file.
    pub(crate) text: String,
    code: &'static str,
    message: String,
    help: &'static str,
    /// The bytes of `text` in question.
    range: (usize, usize),
}

impl Problem {
    /// The diagnostic, once the text is in the table.
    pub(crate) fn tell(self, file: FileId) -> Diagnostic {
        let (start, end) = self.range;
        let span = Span::new(file, start, end);
        let diagnostic = Diagnostic::error(self.code, span, self.message);
        if self.help.is_empty() {
            diagnostic
        } else {
            diagnostic.help(self.help)
        }
    }
}

/// The text that the bytes are, a byte-order mark of UTF-8 included.
pub(crate) fn decode(bytes: &[u8], limits: &Limits) -> Result<String, Problem> {
    if bytes.len() > limits.bytes {
        let kept = bytes.get(..KEPT.min(bytes.len())).unwrap_or_default();
        let mut text = String::from_utf8_lossy(kept).into_owned();
        text.truncate(text.floor_char_boundary(KEPT));
        return Err(Problem {
            text,
            code: "too-large",
            // A caller may have stopped reading at the limit, so that the size is not known.
            message: format!(
                "the file is too large; at most {} bytes are read",
                limits.bytes
            ),
            help: "",
            range: (0, 0),
        });
    }
    if let Some(order) = ByteOrder::of(bytes) {
        return Err(Problem {
            text: order.decode(bytes),
            code: "utf-16",
            message: format!("the file is encoded as UTF-16 {}, not UTF-8", order.name()),
            help: order.help(),
            range: (0, 0),
        });
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => match text.find('\0') {
            None => Ok(text.to_owned()),
            Some(at) => Err(Problem {
                text: text.to_owned(),
                code: "nul-byte",
                message: "the file holds a NUL byte, so it is no text".to_owned(),
                help: "",
                range: (at, at + 1),
            }),
        },
        Err(error) => {
            let at = error.valid_up_to();
            let byte = bytes.get(at).copied().unwrap_or_default();
            Err(Problem {
                text: String::from_utf8_lossy(bytes).into_owned(),
                code: "invalid-utf8",
                message: format!("the byte `0x{byte:02X}` is not valid UTF-8 here"),
                help: "save the file as UTF-8",
                // What is shown in its place.
                range: (at, at + char::REPLACEMENT_CHARACTER.len_utf8()),
            })
        }
    }
}

#[derive(Clone, Copy)]
enum ByteOrder {
    Little,
    Big,
}

impl ByteOrder {
    /// The byte order, if the bytes are UTF-16: by their byte-order mark, or because
    /// every other one of the first is zero.
    fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xff, 0xfe, ..] => return Some(ByteOrder::Little),
            [0xfe, 0xff, ..] => return Some(ByteOrder::Big),
            _ => {}
        }
        let (pairs, _) = bytes.as_chunks::<2>();
        let pairs = pairs.get(..pairs.len().min(SAMPLE / 2)).unwrap_or_default();
        let count = |fits: fn(&[u8; 2]) -> bool| pairs.iter().filter(|pair| fits(pair)).count();
        let most = |count: usize| count > 0 && count * 10 >= pairs.len() * 9;
        if most(count(|pair| pair[0] != 0 && pair[1] == 0)) {
            Some(ByteOrder::Little)
        } else if most(count(|pair| pair[0] == 0 && pair[1] != 0)) {
            Some(ByteOrder::Big)
        } else {
            None
        }
    }

    fn name(self) -> &'static str {
        match self {
            ByteOrder::Little => "(little endian)",
            ByteOrder::Big => "(big endian)",
        }
    }

    fn help(self) -> &'static str {
        match self {
            ByteOrder::Little => {
                "convert it with `iconv -f UTF-16LE -t UTF-8`, or in PowerShell write it with `-Encoding utf8`"
            }
            ByteOrder::Big => "convert it with `iconv -f UTF-16BE -t UTF-8`",
        }
    }

    fn decode(self, bytes: &[u8]) -> String {
        let units = bytes.as_chunks::<2>().0.iter().map(|pair| match self {
            ByteOrder::Little => u16::from_le_bytes(*pair),
            ByteOrder::Big => u16::from_be_bytes(*pair),
        });
        let characters = char::decode_utf16(units);
        let text: String = characters
            .map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect();
        text.strip_prefix('\u{feff}')
            .map(str::to_owned)
            .unwrap_or(text)
    }
}
