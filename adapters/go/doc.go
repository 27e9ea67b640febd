// Package vai is a thin client of a VAI gateway: messages and server-side runs, blocking and streamed, and the list
// of models. It needs the standard library only.
//
//	client, err := vai.New("https://gateway.example", vai.WithGatewayKey(key))
//	if err != nil {
//		return err
//	}
//	defer client.Close()
//
//	stream, err := client.Messages.Stream(ctx, vai.MessageRequest{
//		Model:    "anthropic/claude-sonnet-4",
//		Messages: []vai.Message{vai.UserText("Say hello.")},
//	})
//	if err != nil {
//		return err
//	}
//	for event, err := range stream.Events() {
//		if err != nil {
//			return err
//		}
//		fmt.Print(event.Text())
//	}
//
// What the client does not do: it runs no tools of the caller's, it knows nothing of providers but the header that
// each one's key travels in, and it never sends a message or a run twice. [APIError.Retryable] and
// [APIError.RetryDelay] tell a caller who wants to.
//
// Types are open. A member that this version has no field for, or whose value does not fit its field, is kept in the
// Extra of its struct and written back when the value is sent again.
package vai

// Version is the version of this package; it is sent as part of User-Agent.
const Version = "0.1.0"
