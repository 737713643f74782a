-- Deleted NAT gateways whose undo needs their Elastic IP addresses: read for each finding about an address.
create index action_deleted_gateways on action (created_at) where name = 'delete-nat-gateway' and undo_of is null;
