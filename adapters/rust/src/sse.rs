//! The event stream format, read byte by byte as WHATWG has it, in time linear in the bytes.

use bytes::{Buf, Bytes};

/// No line, and no data of one frame, may be longer: a stream without a line end must not fill the memory.
const LONGEST: usize = 64 * 1024 * 1024;

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A frame grew beyond 64 MiB.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TooLong;

/// Finds the data of each frame, wherever the chunks are cut. Everything else in a frame is skipped: the events of this
/// gateway tell their type in their data.
#[derive(Debug, Default)]
pub(crate) struct Decoder {
    chunk: Bytes,
    line: Vec<u8>,
    data: Option<Vec<u8>>,
    /// The last line ended in CR: a LF that follows belongs to it, even if it comes in another chunk.
    after_cr: bool,
    past_first_line: bool,
}

impl Decoder {
    /// Takes the next bytes of the stream. The frames of the chunk before must have been taken out.
    pub(crate) fn push(&mut self, chunk: Bytes) {
        self.chunk = chunk;
    }

    /// The data of the next frame; `None` where the bytes so far hold no more.
    pub(crate) fn next_frame(&mut self) -> Result<Option<Vec<u8>>, TooLong> {
        loop {
            if self.after_cr && !self.chunk.is_empty() {
                self.after_cr = false;
                if self.chunk[0] == b'\n' {
                    self.chunk.advance(1);
                }
            }
            let end = self.chunk.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let part = self.chunk.split_to(end.unwrap_or(self.chunk.len()));
            if self.line.len() + part.len() > LONGEST {
                return Err(TooLong);
            }
            self.line.extend_from_slice(&part);
            if end.is_none() {
                return Ok(None);
            }
            self.after_cr = self.chunk[0] == b'\r';
            self.chunk.advance(1);
            if let Some(frame) = self.end_line()? {
                return Ok(Some(frame));
            }
        }
    }

    /// The stream is over. A last frame counts although no blank line follows it.
    pub(crate) fn finish(&mut self) -> Result<Option<Vec<u8>>, TooLong> {
        let last = self.end_line()?;
        Ok(last.or_else(|| self.data.take()))
    }

    fn end_line(&mut self) -> Result<Option<Vec<u8>>, TooLong> {
        let mut line = std::mem::take(&mut self.line);
        if !self.past_first_line {
            self.past_first_line = true;
            if line.starts_with(BYTE_ORDER_MARK) {
                line.drain(..BYTE_ORDER_MARK.len());
            }
        }
        if line.is_empty() {
            return Ok(self.data.take());
        }
        let value = match line.strip_prefix(b"data") {
            Some([]) => &[][..],
            Some([b':', b' ', value @ ..] | [b':', value @ ..]) => value,
            _ => {
                self.reuse(line);
                return Ok(None);
            }
        };
        match &mut self.data {
            Some(data) if data.len() + value.len() >= LONGEST => return Err(TooLong),
            Some(data) => {
                data.push(b'\n');
                data.extend_from_slice(value);
            }
            None => self.data = Some(value.to_vec()),
        }
        self.reuse(line);
        Ok(None)
    }

    /// Keeps the memory of an ordinary line for the next one.
    fn reuse(&mut self, mut line: Vec<u8>) {
        if line.capacity() <= 64 * 1024 {
            line.clear();
            self.line = line;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = "\u{feff}: comment\r\nevent: x\ndata: {\"a\":\r\ndata:\"é\u{2028}\"}\r\n\r\n\
        id: 1\rretry: 5\rdata:  two \r\r\nevent: empty\n\n\n\ndata\nfoo: bar\n: c\n\ndatum: no\ndata:last";

    fn decode<'a>(chunks: impl IntoIterator<Item = &'a [u8]>) -> Vec<String> {
        let mut decoder = Decoder::default();
        let mut frames = Vec::new();
        for chunk in chunks {
            decoder.push(Bytes::copy_from_slice(chunk));
            while let Some(frame) = decoder.next_frame().unwrap() {
                frames.push(String::from_utf8(frame).unwrap());
            }
        }
        frames.extend(decoder.finish().unwrap().map(|frame| String::from_utf8(frame).unwrap()));
        frames
    }

    #[test]
    fn frames_do_not_depend_on_where_the_chunks_are_cut() {
        let bytes = STREAM.as_bytes();
        let expected = ["{\"a\":\n\"é\u{2028}\"}", " two ", "", "last"];
        assert_eq!(decode([bytes]), expected);
        assert_eq!(decode(bytes.chunks(1)), expected);
        for cut in 0..=bytes.len() {
            assert_eq!(decode([&bytes[..cut], &bytes[cut..]]), expected, "cut at {cut}");
        }
    }

    #[test]
    fn a_lone_cr_ends_the_last_frame() {
        assert_eq!(decode([&b"data: x\r\r"[..]]), ["x"]);
        assert_eq!(decode([&b"data: x\r"[..]]), ["x"]);
    }

    #[test]
    fn a_line_without_an_end_is_given_up() {
        let mut decoder = Decoder::default();
        let chunk = Bytes::from(vec![b'x'; LONGEST / 2]);
        decoder.push(chunk.clone());
        assert_eq!(decoder.next_frame(), Ok(None));
        decoder.push(chunk);
        assert_eq!(decoder.next_frame(), Ok(None));
        decoder.push(Bytes::from_static(b"x"));
        assert_eq!(decoder.next_frame(), Err(TooLong));
    }
}
