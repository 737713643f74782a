-- The target as it was seen when an action began; for one that takes another back, when that other began. By it is told later
-- what somebody else did to the target meanwhile.
alter table action add column initial text;
update action set initial = (
  select intent.before from intent
   where intent.action_id = coalesce(action.undo_of, action.id) and intent.step = 0
   order by intent.created_at limit 1);
