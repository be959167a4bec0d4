CREATE TABLE traces (
  place BIGINT NOT NULL, id TEXT COLLATE "C" NOT NULL UNIQUE, cost BIGINT, total_us BIGINT NOT NULL, tags TEXT[] NOT NULL,
  story BYTEA NOT NULL, PRIMARY KEY (place, id));
CREATE INDEX traces_tags ON traces USING GIN (tags);
CREATE TABLE trace_text (
  place BIGINT NOT NULL, id TEXT NOT NULL PRIMARY KEY, request TEXT, answer TEXT, until BIGINT NOT NULL);
CREATE INDEX trace_text_place ON trace_text (place);
CREATE INDEX trace_text_until ON trace_text (until);
CREATE TABLE feedback (
  trace TEXT NOT NULL, key TEXT COLLATE "C" NOT NULL, place BIGINT NOT NULL, at BIGINT NOT NULL, kind TEXT NOT NULL,
  value DOUBLE PRECISION, label TEXT, text TEXT, until BIGINT, actor TEXT NOT NULL, PRIMARY KEY (trace, key));
CREATE INDEX feedback_kind ON feedback (kind, place);
CREATE INDEX feedback_place ON feedback (place);
CREATE INDEX feedback_until ON feedback (until);
