package main

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/rs/zerolog"
)

type Log struct {
	Level   string `json:"level"`
	Message string `json:"message"`
	TS      int64  `json:"ts"`
}

// logWriter hands the library's log to the harness, line by line.
type logWriter struct{ emit Emit }

func (writer logWriter) Write(line []byte) (int, error) {
	return writer.WriteLevel(zerolog.InfoLevel, line)
}

func (writer logWriter) WriteLevel(level zerolog.Level, line []byte) (int, error) {
	if !json.Valid(line) || level < zerolog.DebugLevel {
		return len(line), nil
	}
	writer.emit("log", Log{nameOf(level), strings.TrimSpace(string(line)), time.Now().UnixMilli()})
	return len(line), nil
}

func nameOf(level zerolog.Level) string {
	switch {
	case level >= zerolog.ErrorLevel:
		return "error"
	case level == zerolog.WarnLevel:
		return "warn"
	case level == zerolog.InfoLevel:
		return "info"
	default:
		return "debug"
	}
}
