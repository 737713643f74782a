-- What findings on several resources save together; from the document, whoever writes that.
alter table finding add column charge jsonb generated always as (cast(document as jsonb) -> 'saving' -> 'charge') stored;
create index finding_by_charge on finding ((charge ->> 'of')) where status in ('open', 'in-doubt');
