package vai

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Extra holds the members of a JSON object that its struct has no value for: unknown ones, nulls, zeros that were
// written out, and values of another type than the field's. A field that is not zero wins over a member of its name.
type Extra map[string]json.RawMessage

type objectField struct {
	name  string
	index int
}

var rawMessage = reflect.TypeFor[json.RawMessage]()

var objectFields sync.Map // reflect.Type -> []objectField

func fieldsOf(t reflect.Type) []objectField {
	if known, ok := objectFields.Load(t); ok {
		return known.([]objectField)
	}
	var fields []objectField
	for i := range t.NumField() {
		if name, ok := t.Field(i).Tag.Lookup("json"); ok && name != "-" {
			fields = append(fields, objectField{name, i})
		}
	}
	objectFields.Store(t, fields)
	return fields
}

// decodeObject fills the tagged fields of target, a pointer to a struct, from a JSON object and returns the rest.
func decodeObject(data []byte, target any) (Extra, error) {
	var members Extra
	if err := json.Unmarshal(data, &members); err != nil {
		return nil, err
	}
	return fill(target, members), nil
}

// fill moves members into the tagged fields of target and returns the rest. Unlike encoding/json it tells "Type" from
// "type", and a member that does not fit its field is no error: gateways and models grow, and one odd member must not
// cost the answer.
func fill(target any, members Extra) Extra {
	object := reflect.ValueOf(target).Elem()
	for _, f := range fieldsOf(object.Type()) {
		raw, ok := members[f.name]
		if !ok {
			continue
		}
		field := object.Field(f.index)
		if err := decodeField(raw, field); err != nil {
			field.SetZero()
		}
		if !field.IsZero() {
			delete(members, f.name)
		}
	}
	if len(members) == 0 {
		return nil
	}
	return members
}

// decodeField is json.Unmarshal, less its check of the whole text before each nested object: raw is known to be JSON.
func decodeField(raw json.RawMessage, field reflect.Value) error {
	if field.Kind() == reflect.Pointer && isObject(raw) {
		value := reflect.New(field.Type().Elem())
		if object, ok := value.Interface().(json.Unmarshaler); ok {
			field.Set(value)
			return object.UnmarshalJSON(raw)
		}
	}
	return json.Unmarshal(raw, field.Addr().Interface())
}

// encodeObject writes the tagged fields of source, a struct, that are not zero, then extra in the order of its names.
// An empty list or map is not zero: what a caller set is sent.
func encodeObject(source any, extra Extra) ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	object := reflect.ValueOf(source)
	written := make(map[string]bool)
	member := func(name string, value any) error {
		if len(written) > 0 {
			out.WriteByte(',')
		}
		written[name] = true
		if err := encodeInto(&out, name); err != nil {
			return err
		}
		out.WriteByte(':')
		return encodeInto(&out, value)
	}
	for _, f := range fieldsOf(object.Type()) {
		if field := object.Field(f.index); !field.IsZero() {
			if err := member(f.name, field.Interface()); err != nil {
				return nil, err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		if !written[name] {
			if err := member(name, extra[name]); err != nil {
				return nil, err
			}
		}
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// encodeInto is json.Marshal without the escapes for HTML, and without its second look at what the types of this
// package write themselves.
func encodeInto(out *bytes.Buffer, value any) error {
	if object, ok := value.(json.Marshaler); ok && reflect.TypeOf(value) != rawMessage {
		text, err := object.MarshalJSON()
		out.Write(text)
		return err
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return err
	}
	out.Truncate(out.Len() - 1) // the line feed that Encode adds
	return nil
}

// appendJSON is encodeInto for the methods that return bytes.
func appendJSON(out *bytes.Buffer, value any) ([]byte, error) {
	err := encodeInto(out, value)
	return out.Bytes(), err
}

// joined is the concatenation of what pick says of each block.
func joined(blocks []Block, pick func(Block) string) string {
	var all strings.Builder
	for _, block := range blocks {
		all.WriteString(pick(block))
	}
	return all.String()
}
