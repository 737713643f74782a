-- The chain ends where its last entry is, and leaves none out, whatever the program believes to have written.
create function refuse_audit_gap() returns trigger language plpgsql as $$
begin
  if (select count(*) from audit_entry where sequence > old.sequence and sequence <= new.sequence)
      <> new.sequence - old.sequence
    or not exists (select from audit_entry where sequence = new.sequence and hash = new.hash) then
    raise exception 'the audit would leave out entries between % and %', old.sequence, new.sequence;
  end if;
  return new;
end $$;
create trigger audit_head_follows before update on audit_head
  for each row execute function refuse_audit_gap();
