package vai

import (
	"fmt"
	"slices"
)

// ApplyHistoryDelta returns history with the messages of a history_delta appended; history itself stays as it is.
// With strict, a history of another length than the event expects is refused with a [UsageError]: an event was lost,
// or applied twice.
func ApplyHistoryDelta(history []Message, event RunEvent, strict bool) ([]Message, error) {
	if event.Type != "history_delta" {
		return nil, &UsageError{Param: "event", Message: fmt.Sprintf("expected a history_delta, got %q", event.Type)}
	}
	if strict && (event.ExpectedLen == nil || *event.ExpectedLen != int64(len(history))) {
		return nil, &UsageError{
			Param:   "history",
			Message: fmt.Sprintf("the history has %d messages, the event expects another number", len(history)),
		}
	}
	return slices.Concat(history, event.Append), nil
}
