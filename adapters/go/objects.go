package vai

// Every type with an Extra reads and writes its JSON through the codec: the two methods of each stand here, so that
// the types' own files show what they are.

// MarshalJSON writes the members that are set, Extra included.
func (v MessageRequest) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *MessageRequest) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v RunRequest) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *RunRequest) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v RunOptions) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *RunOptions) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v ServerToolConfig) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *ServerToolConfig) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v Tool) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *Tool) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v ToolChoice) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *ToolChoice) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v OutputFormat) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *OutputFormat) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v Voice) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *Voice) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v VoiceOutput) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *VoiceOutput) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v Message) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *Message) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v MessageResponse) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *MessageResponse) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v Usage) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *Usage) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v Event) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *Event) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v Delta) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *Delta) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v RunEvent) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *RunEvent) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v RunResult) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *RunResult) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v RunStep) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *RunStep) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v ToolCall) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *ToolCall) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v ToolResult) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *ToolResult) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v Model) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *Model) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v ModelAuth) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *ModelAuth) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v ErrorDetail) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *ErrorDetail) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v CompatIssue) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *CompatIssue) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}

// MarshalJSON writes the members that are set, Extra included.
func (v Source) MarshalJSON() ([]byte, error) { return encodeObject(v, v.Extra) }

// UnmarshalJSON reads an object; what has no place in a field is kept in Extra.
func (v *Source) UnmarshalJSON(data []byte) (err error) {
	v.Extra, err = decodeObject(data, v)
	return err
}
