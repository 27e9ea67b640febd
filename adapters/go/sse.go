package vai

import (
	"bytes"
	"errors"
	"io"
)

// maxEvent bounds a line of an event stream, the data of one event, and the body of a blocking answer, in bytes.
const maxEvent = 64 << 20

var errEventTooLarge = errors.New("an event is larger than 64 MiB")

// eventReader reads the data of server-sent events (WHATWG HTML, 9.2), one event after the other. It works on bytes, so
// chunks may end anywhere; it looks at each byte once; and it hands an event over at its blank line, be it a lone CR,
// without waiting for what follows. Names, ids and retry times have no meaning here and are skipped.
type eventReader struct {
	source  io.Reader
	space   []byte
	start   int   // space[start:end] is read, but not yet taken as lines
	end     int   //
	scanned int   // space[start:scanned] holds no line end
	skipLF  bool  // the last line ended in CR: an LF that follows belongs to it
	started bool  // the place for a byte order mark is behind us
	err     error // what source ended with

	data    []byte
	hasData bool
}

// next returns the data of the next event. The slice is valid until the next call. At the end of the source an event
// without its closing blank line is still returned, then io.EOF; after any other error of the source it is not.
func (r *eventReader) next() ([]byte, error) {
	r.data, r.hasData = r.data[:0], false
	for {
		line, err := r.line()
		if err == io.EOF && r.hasData {
			return r.data, nil
		}
		if err != nil {
			return nil, err
		}
		if len(line) == 0 {
			if r.hasData {
				return r.data, nil
			}
			continue
		}
		if err := r.field(line); err != nil {
			return nil, err
		}
	}
}

func (r *eventReader) field(line []byte) error {
	name, value, _ := bytes.Cut(line, []byte{':'})
	if string(name) != "data" {
		return nil
	}
	if r.hasData {
		r.data = append(r.data, '\n')
	}
	if len(r.data)+len(value) > maxEvent {
		return errEventTooLarge
	}
	r.data = append(r.data, bytes.TrimPrefix(value, []byte{' '})...)
	r.hasData = true
	return nil
}

// line returns the next line without its end; at the end of the source what is left counts as one.
func (r *eventReader) line() ([]byte, error) {
	for {
		r.dropMarks()
		if i := bytes.IndexAny(r.space[r.scanned:r.end], "\r\n"); i >= 0 {
			line := r.space[r.start : r.scanned+i]
			r.skipLF = r.space[r.scanned+i] == '\r'
			r.moveTo(r.scanned + i + 1)
			return line, nil
		}
		r.scanned = r.end
		if r.err == io.EOF && r.start < r.end {
			line := r.space[r.start:r.end]
			r.moveTo(r.end)
			return line, nil
		}
		if r.err != nil {
			return nil, r.err
		}
		if err := r.fill(); err != nil {
			return nil, err
		}
	}
}

func (r *eventReader) moveTo(place int) { r.start, r.scanned = place, place }

// dropMarks takes away what stands before a line and is no part of it.
func (r *eventReader) dropMarks() {
	mark := []byte("\xef\xbb\xbf")
	waiting := r.space[r.start:r.end]
	if !r.started && (len(waiting) >= len(mark) || !bytes.HasPrefix(mark, waiting)) {
		r.started = true
		r.moveTo(r.end - len(bytes.TrimPrefix(waiting, mark)))
	}
	if r.skipLF && r.start < r.end {
		r.skipLF = false
		if r.space[r.start] == '\n' {
			r.moveTo(r.start + 1)
		}
	}
}

// fill reads once. What is left moves to the front of the space, which doubles where more than half of it is taken:
// so each byte moves a bounded number of times, whatever the size of the line and of the pieces it comes in.
func (r *eventReader) fill() error {
	left := r.end - r.start
	if left > maxEvent {
		return errEventTooLarge
	}
	target := r.space
	if size := len(r.space); left >= size/2 {
		target = make([]byte, max(16<<10, min(2*size, maxEvent+16<<10)))
	}
	if r.start > 0 || len(target) > len(r.space) {
		copy(target, r.space[r.start:r.end])
	}
	r.space, r.start, r.end, r.scanned = target, 0, left, r.scanned-r.start
	n, err := r.source.Read(r.space[left:])
	r.end, r.err = left+n, err
	return nil
}
