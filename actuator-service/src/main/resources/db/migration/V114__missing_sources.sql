-- Findings with insufficient data, which may name sources that would settle them; few beside those that were resolved.
create index finding_insufficient on finding (id) where status = 'insufficient';
