package vai

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// pieces reads its texts one per Read.
type pieces []string

func (p *pieces) Read(into []byte) (int, error) {
	if len(*p) == 0 {
		return 0, io.EOF
	}
	n := copy(into, (*p)[0])
	*p = (*p)[1:]
	return n, nil
}

func eventsOf(t *testing.T, source io.Reader) []string {
	t.Helper()
	var all []string
	reader := eventReader{source: source}
	for {
		data, err := reader.next()
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatalf("after %q: %v", all, err)
		}
		all = append(all, string(data))
	}
}

func TestEventsDoNotDependOnWhereChunksEnd(t *testing.T) {
	lines := []string{
		"\xef\xbb\xbf: a comment", "", "event: x", "id: 1", "data: é one", "data:two", "", "retry: 5", "",
		"data:  \u2028 indented", "nonsense", "", "\ufeffdata: no field of that name", "", "data: last",
	}
	want := []string{"é one\ntwo", " \u2028 indented", "last"}
	for _, end := range []string{"\n", "\r\n", "\r"} {
		text := strings.Join(lines, end)
		for cut := range len(text) + 1 {
			if got := eventsOf(t, &pieces{text[:cut], text[cut:]}); !slices.Equal(got, want) {
				t.Fatalf("line end %q, cut at %d: got %q, want %q", end, cut, got, want)
			}
		}
		if got := eventsOf(t, iotest.OneByteReader(strings.NewReader(text))); !slices.Equal(got, want) {
			t.Errorf("line end %q, byte by byte: got %q, want %q", end, got, want)
		}
	}
}

func TestAnEventIsHandedOverAtItsBlankLine(t *testing.T) {
	for _, end := range []string{"\n\n", "\r\n\r", "\r\r"} {
		source, gateway := io.Pipe()
		go func() { _, _ = io.WriteString(gateway, "data: now"+end) }() // and then silence
		reader := eventReader{source: source}
		if data, err := reader.next(); err != nil || string(data) != "now" {
			t.Errorf("%q: got %q, %v", end, data, err)
		}
	}
}

func TestABrokenSourceHandsOverNoHalfEvent(t *testing.T) {
	broken := io.MultiReader(strings.NewReader("data: whole\n\ndata: half\n"), iotest.ErrReader(io.ErrUnexpectedEOF))
	reader := eventReader{source: broken}
	if data, err := reader.next(); err != nil || string(data) != "whole" {
		t.Fatalf("got %q, %v", data, err)
	}
	if data, err := reader.next(); err != io.ErrUnexpectedEOF {
		t.Fatalf("got %q, %v", data, err)
	}
}

func TestALongLineInSmallPiecesTakesLinearTime(t *testing.T) {
	long := "data: " + strings.Repeat("x", 16<<20) + "\n\n"
	begin := time.Now()
	got := eventsOf(t, iotest.HalfReader(bytes.NewReader([]byte(long))))
	if len(got) != 1 || len(got[0]) != 16<<20 {
		t.Fatalf("got %d events", len(got))
	}
	t.Logf("16 MiB in %v", time.Since(begin))
}

func TestALineWithoutEndIsRefused(t *testing.T) {
	reader := eventReader{source: endless{}}
	if _, err := reader.next(); err != errEventTooLarge {
		t.Fatalf("got %v", err)
	}
}

type endless struct{}

func (endless) Read(into []byte) (int, error) { return len(into), nil }
