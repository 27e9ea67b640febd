package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestTheReadmeShowsTheAdapterInFull(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(file, "_test.go") && !strings.Contains(string(readme), string(source)) {
			t.Errorf("README.md does not show %s as it is", file)
		}
	}
}
