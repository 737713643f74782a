# What a trail holds, counted without our parser: every value, record, failed call, event id, change and access.
def each:
  if type == "array" then .[]
  elif type == "object" and (.Records | type) == "array" then .Records[]
  else . end;
def text: if type == "string" then . else "" end;
def isOfAws:
  (.source | text | startswith("aws."))
  and ((.detail.recipientAccountId // "") as $account | $account == "" or $account == (.account | tostring));
def inner:
  if type == "object" and (.eventVersion // "") == "" and (.detail | type) == "object"
  then if isOfAws then .detail else {} end else . end;
def isEvent:
  type == "object" and (.eventVersion | text) != "" and (.eventName | text) != ""
  and .insightDetails == null and .eventType != "AwsCloudTrailInsight" and .digestStartTime == null;
def isRecord: isEvent and (.eventVersion | startswith("1."));
def object(f): f | if type == "object" then . else {} end;
def ids(f): [object(f).items[]?.instanceId | select(. != null)] | length;
def tagged: [object(.requestParameters).resourcesSet.items[]?.resourceId | select(startswith("i-"))] | length;
def change:
  "\(.eventSource) \(.eventName)" as $call
  | if   $call == "ec2.amazonaws.com RunInstances" then {CREATED: ids(.responseElements.instancesSet)}
    elif $call == "ec2.amazonaws.com StartInstances" then {STARTED: ids(.responseElements.instancesSet)}
    elif $call == "ec2.amazonaws.com StopInstances" then {STOPPED: ids(.responseElements.instancesSet)}
    elif $call == "ec2.amazonaws.com TerminateInstances" then {TERMINATED: ids(.responseElements.instancesSet)}
    elif $call == "ec2.amazonaws.com CreateTags" then {TAGGED: tagged}
    elif $call == "ec2.amazonaws.com DeleteTags" then {UNTAGGED: tagged}
    elif $call == "ec2.amazonaws.com ModifyInstanceAttribute" then
      {RESIZED: (if .requestParameters.instanceType != null or .requestParameters.attribute == "instanceType" then 1 else 0 end)}
    elif $call == "ec2.amazonaws.com BidEvictedEvent" then {INTERRUPTED: (.serviceEventDetails.instanceIdSet | length)}
    elif $call == "ec2.amazonaws.com CreateVolume" or $call == "s3.amazonaws.com CreateBucket" then {CREATED: 1}
    elif $call == "ec2.amazonaws.com AllocateAddress" then {CREATED: (if (object(.responseElements).allocationId | text) != "" then 1 else 0 end)}
    elif $call == "ec2.amazonaws.com AttachVolume" then {ATTACHED: (if (object(.requestParameters).volumeId | text) != "" then 1 else 0 end)}
    elif $call == "ec2.amazonaws.com DetachVolume" then {DETACHED: (if (object(.requestParameters).volumeId | text) != "" then 1 else 0 end)}
    elif $call == "ec2.amazonaws.com AssociateAddress" then {ATTACHED: (if (object(.requestParameters).allocationId | text) != "" then 1 else 0 end)}
    elif $call == "ec2.amazonaws.com DeleteVolume" or $call == "s3.amazonaws.com DeleteBucket" then {DELETED: 1}
    elif $call == "s3.amazonaws.com PutBucketLifecycle" or $call == "s3.amazonaws.com DeleteBucketLifecycle" then {LIFECYCLE_SET: 1}
    else {} end;
# What moved an object, and by how many bytes.
def moves: {
  "s3.amazonaws.com GetObject": "bytesTransferredOut", "s3.amazonaws.com SelectObjectContent": "bytesTransferredOut",
  "s3.amazonaws.com PutObject": "bytesTransferredIn", "s3.amazonaws.com PostObject": "bytesTransferredIn",
  "s3.amazonaws.com UploadPart": "bytesTransferredIn"};
def access:
  moves["\(.eventSource) \(.eventName)"] as $figure
  | select($figure != null and (object(.requestParameters).key | text) != "")
  | {operation: .eventName, bytes: object(.additionalEventData)[$figure],
     prefix: "\(.requestParameters.bucketName)/\(.requestParameters.key | if contains("/") then split("/")[0] + "/" else "" end)"}
  | select(.bytes | type == "number");
[inputs | each | inner] as $all
| [$all[] | select(isRecord)] as $records
| {
    entries: ($all | length),
    records: ($records | length),
    unknownVersions: ([$all[] | select(isEvent and (isRecord | not))] | length),
    failed: ([$records[] | select((.errorCode // "") != "")] | length),
    eventIds: ([$records[] | .eventID | text] | unique | length),
    accesses: ([$records[] | select((.errorCode // "") == "") | access] | group_by(.operation)
      | map({key: .[0].operation, value: {objects: length, bytes: (map(.bytes) | add), prefixes: (map(.prefix) | unique | length)}})
      | from_entries),
    changes: (reduce ($records[] | select((.errorCode // "") == "") | change | to_entries[]) as $c
      ({}; .[$c.key] += $c.value))
  }
