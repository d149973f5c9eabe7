//! The tables of the picture. A store puts these steps first in its list of migrations.

/// Every step, in its order.
pub const ALL: [&str; 6] = [V1, V2, V3, V4, V5, V6];

/// The log, and what is projected from it.
pub const V1: &str = "
-- The log. seq is the server's order; negative on a phone for what still waits there.
CREATE TABLE operation (
  seq             INTEGER PRIMARY KEY,
  device_id       BLOB NOT NULL,
  number          INTEGER NOT NULL,
  doc_id          BLOB NOT NULL,
  organisation_id BLOB NOT NULL,
  role            TEXT NOT NULL,
  user_id         BLOB,
  stamp_at        INTEGER NOT NULL,
  received_at     INTEGER,
  salt            BLOB NOT NULL,
  body            TEXT NOT NULL,
  UNIQUE (device_id, number)
) STRICT;
CREATE INDEX operation_by_document ON operation (doc_id);

-- Runs as their devices signed them, so that readers can offer them again after a restore. previous
-- is the hash before the first; null where the log tells it.
CREATE TABLE run (
  device_id BLOB NOT NULL,
  last      INTEGER NOT NULL,
  first     INTEGER NOT NULL,
  previous  BLOB,
  signature BLOB NOT NULL,
  PRIMARY KEY (device_id, last)
) STRICT, WITHOUT ROWID;

-- Operations of which only the hash is left or known. With op_id: erased, and never taken again.
CREATE TABLE gone (
  device_id BLOB NOT NULL,
  number    INTEGER NOT NULL,
  hash      BLOB NOT NULL,
  op_id     BLOB,
  PRIMARY KEY (device_id, number)
) STRICT, WITHOUT ROWID;

-- Documents that were erased: whatever comes of them later is erased as well.
CREATE TABLE erased (
  doc_id BLOB PRIMARY KEY NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a document: whose it is, and who it is addressed to, decides who may read it.
CREATE TABLE document (
  doc_id          BLOB PRIMARY KEY NOT NULL,
  kind            TEXT NOT NULL,
  device_id       BLOB NOT NULL,
  organisation_id BLOB NOT NULL,
  to_device       BLOB,
  to_organisation BLOB,
  to_everybody    INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX document_by_device ON document (device_id);

-- Places in operations that hold words, or a photo, which wait for a reviewer; the words stay in the
-- log. begins is the state before anybody decided.
CREATE TABLE held_text (
  device_id BLOB NOT NULL,
  number    INTEGER NOT NULL,
  doc_id    BLOB NOT NULL,
  op_id     BLOB NOT NULL,
  place     TEXT NOT NULL,
  begins    TEXT NOT NULL CHECK (begins IN ('held','released','kept')),
  state     TEXT NOT NULL CHECK (state IN ('held','released','masked','kept')),
  PRIMARY KEY (device_id, number, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX held_text_by_document ON held_text (doc_id);
CREATE INDEX held_text_by_state ON held_text (state) WHERE state = 'held';

-- How far the log was looked through for such words, where that is not done on the way in.
CREATE TABLE held_through (
  one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  seq INTEGER NOT NULL
) STRICT;

-- What lists and maps ask for. Everything here follows from the log. joined is the incident that was
-- named, incident_id the one that stands for it now, same_as the report its reporter confirms; cell is a square
-- of the search for neighbours, pass the document of the pass it was found on.
CREATE TABLE observation (
  number          INTEGER PRIMARY KEY,
  doc_id          BLOB NOT NULL UNIQUE,
  device_id       BLOB NOT NULL,
  organisation_id BLOB NOT NULL,
  source_name     TEXT NOT NULL,
  category        TEXT NOT NULL,
  tile            TEXT NOT NULL,
  type            TEXT NOT NULL,
  discovered      TEXT,
  severity        INTEGER NOT NULL,
  certainty       TEXT,
  earliest        INTEGER NOT NULL,
  latest          INTEGER NOT NULL,
  zone            TEXT NOT NULL,
  lon             REAL,
  lat             REAL,
  review          TEXT NOT NULL CHECK (review IN
                    ('new','under_review','approved','asked','rejected','duplicate')),
  withdrawn       INTEGER NOT NULL,
  joined          BLOB,
  incident_id     BLOB,
  same_as         BLOB,
  pass            BLOB,
  accuracy_m      REAL,
  actor           TEXT NOT NULL,
  cell            INTEGER,
  words           TEXT NOT NULL,
  sort_at         INTEGER NOT NULL
) STRICT;
CREATE INDEX observation_by_sort ON observation (sort_at, doc_id);
CREATE INDEX observation_by_device ON observation (device_id, sort_at);
CREATE INDEX observation_by_organisation ON observation (organisation_id, sort_at);
CREATE INDEX observation_by_time ON observation (latest);
CREATE INDEX observation_by_incident ON observation (incident_id) WHERE incident_id IS NOT NULL;
CREATE INDEX observation_by_same ON observation (same_as) WHERE same_as IS NOT NULL;
CREATE INDEX observation_by_joined ON observation (joined) WHERE joined IS NOT NULL;
CREATE INDEX observation_by_cell ON observation (cell, latest, earliest) WHERE cell IS NOT NULL;

-- Words as they begin, and any three letters in a row: far is not the same as får. What is deleted
-- leaves nothing behind in the index. Written beside the row, not by triggers: their savepoints would
-- write the index to the disk once a row.
CREATE VIRTUAL TABLE observation_words USING fts5 (
  words, content = 'observation', content_rowid = 'number',
  tokenize = 'unicode61 remove_diacritics 0', prefix = '2', detail = 'none'
);
INSERT INTO observation_words (observation_words, rank) VALUES ('secure-delete', 1);
CREATE VIRTUAL TABLE observation_letters USING fts5 (
  words, content = 'observation', content_rowid = 'number',
  tokenize = 'trigram case_sensitive 0 remove_diacritics 0'
);
INSERT INTO observation_letters (observation_letters, rank) VALUES ('secure-delete', 1);

-- Incidents that went into another, and by which operation.
CREATE TABLE merged_incident (
  doc_id  BLOB PRIMARY KEY NOT NULL,
  into_id BLOB NOT NULL,
  at      INTEGER NOT NULL,
  tick    INTEGER NOT NULL,
  device  BLOB NOT NULL,
  op      BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX merged_incident_by_target ON merged_incident (into_id);

-- Pairs of reports of which somebody said that they are not of one event; one < other.
CREATE TABLE apart (
  one   BLOB NOT NULL,
  other BLOB NOT NULL,
  PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;

-- Time of a pass by ISO week and square of 100 m in EPSG:3006; read only as sums over organisations.
CREATE TABLE patrol (
  doc_id          BLOB NOT NULL,
  organisation_id BLOB NOT NULL,
  week            TEXT NOT NULL,
  cell_column     INTEGER NOT NULL,
  cell_row        INTEGER NOT NULL,
  seconds         INTEGER NOT NULL,
  PRIMARY KEY (doc_id, week, cell_column, cell_row)
) STRICT, WITHOUT ROWID;
-- Documents of the steps after the mapping, found by kind; a measure's circle besides.
CREATE TABLE plan (
  doc_id   BLOB PRIMARY KEY NOT NULL,
  kind     TEXT NOT NULL,
  status   TEXT NOT NULL,
  lon      REAL,
  lat      REAL,
  radius_m INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX plan_by_kind ON plan (kind, status);

-- Two different things told of one field by people who had not seen each other's.
CREATE TABLE contest (
  doc_id BLOB NOT NULL,
  field  TEXT NOT NULL,
  kept   BLOB NOT NULL,
  lost   BLOB NOT NULL,
  PRIMARY KEY (doc_id, field, kept)
) STRICT, WITHOUT ROWID;

-- What the analysis ran by itself: the weekly alarm of a Monday, the self-check of a month.
CREATE TABLE standing_run (
  kind TEXT NOT NULL CHECK (kind IN ('weekly_alarm','self_check')),
  due  TEXT NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY (kind, due)
) STRICT, WITHOUT ROWID;

-- The municipality's own catalogue of categories; no row: the one that ships.
CREATE TABLE catalogue (
  one  INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  json TEXT NOT NULL
) STRICT;

CREATE TABLE organisation (
  organisation_id BLOB PRIMARY KEY NOT NULL,
  name            TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

/// The full-text index follows a little behind.
pub const V2: &str = "
-- Rows whose words the index does not hold yet. It takes them later and many at a time.
CREATE TABLE words_due (
  number INTEGER PRIMARY KEY
) STRICT;
";

/// Who is to look at a report.
pub const V3: &str = "
ALTER TABLE observation ADD COLUMN assigned TEXT NOT NULL DEFAULT '';
CREATE INDEX observation_by_assigned ON observation (assigned) WHERE assigned <> '';
";

/// Areas, which of them each report lies in, and what it was placed in before they changed.
pub const V4: &str = "
-- The areas in force, as polygons in degrees, WGS 84. parent is a code; empty for none.
-- A number is never given again: what a report was placed in stays told apart.
CREATE TABLE area (
  number   INTEGER PRIMARY KEY AUTOINCREMENT,
  code     TEXT NOT NULL UNIQUE,
  kind     TEXT NOT NULL,
  name     TEXT NOT NULL,
  vintage  TEXT NOT NULL,
  parent   TEXT NOT NULL,
  polygons TEXT NOT NULL
) STRICT;

-- A hash of all of them, so that they are taken once and indexed once.
CREATE TABLE area_version (
  one     INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
  version TEXT NOT NULL
) STRICT;

CREATE TABLE placement (
  number INTEGER NOT NULL,
  area   INTEGER NOT NULL,
  PRIMARY KEY (number, area)
) STRICT, WITHOUT ROWID;
CREATE INDEX placement_by_area ON placement (area, number);

-- What a report lay in until the areas changed, and what it lies in instead; null for nothing.
CREATE TABLE placed_before (
  doc_id  BLOB NOT NULL,
  at      INTEGER NOT NULL,
  kind    TEXT NOT NULL,
  code    TEXT NOT NULL,
  name    TEXT NOT NULL,
  vintage TEXT NOT NULL,
  to_code TEXT,
  to_name TEXT,
  PRIMARY KEY (doc_id, at, code)
) STRICT, WITHOUT ROWID;
";

/// Three letters in a row are found without their places: a third of the work, and the row itself tells
/// whether they stand together.
pub const V5: &str = "
DROP TABLE observation_letters;
CREATE VIRTUAL TABLE observation_letters USING fts5 (
  words, content = 'observation', content_rowid = 'number',
  tokenize = 'trigram case_sensitive 0 remove_diacritics 0', detail = 'none'
);
INSERT INTO observation_letters (observation_letters, rank) VALUES ('secure-delete', 1);
INSERT INTO observation_letters (rowid, words)
  SELECT number, words FROM observation WHERE number NOT IN (SELECT number FROM words_due);
";

/// Whether a report concerns *beredskap*.
pub const V6: &str = "
ALTER TABLE observation ADD COLUMN preparedness INTEGER NOT NULL DEFAULT 0;
CREATE INDEX observation_by_preparedness ON observation (preparedness) WHERE preparedness = 1;
";
