-- Which realm recognised whoever decided: votes of several realms are several people only where their names are mapped.
-- What was decided before is of no known realm.
alter table decision add column realm text;
