package dev.gleaner.collector.source.cloudtrail.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.collector.files.FileOrigin;
import dev.gleaner.collector.source.cloudtrail.record.CloudTrailRecord;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.contracts.signal.proto.Change;
import dev.gleaner.contracts.signal.proto.Changed;
import dev.gleaner.contracts.signal.proto.Place;
import dev.gleaner.contracts.signal.proto.Signal;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Maps a record to the changes of resources. Only the fields named here are published. */
final class ResourceChangeMapper {

    private final Map<CloudTrailRecord.Call, Function<CloudTrailRecord, List<ResourceChange>>> readers =
            new HashMap<>();

    ResourceChangeMapper() {
        InstanceCalls.addTo(readers);
        VolumeCalls.addTo(readers);
        BucketCalls.addTo(readers);
        NotebookCalls.addTo(readers);
        new AddressCalls().addTo(readers);
    }

    /** Whether this call is mapped. */
    boolean isMapped(CloudTrailRecord record) {
        return readers.containsKey(record.call());
    }

    /** One signal for each resource that a successful call changed. */
    List<Signal> signals(CloudTrailRecord record, Instant time, FileOrigin origin) {
        Function<CloudTrailRecord, List<ResourceChange>> reader = readers.get(record.call());
        if (reader == null || record.hasFailed()) {
            return List.of();
        }
        String actor = ActorResolver.resolve(record);
        return reader.apply(record).stream()
                .map(change -> signal(record, time, actor, change, origin))
                .toList();
    }

    private static Signal signal(
            CloudTrailRecord record, Instant time, String actor, ResourceChange change, FileOrigin origin) {
        return Signal.newBuilder()
                .setResource(change.resource().toString())
                .setSource(origin.source())
                .setAccount(change.account())
                .setRegion(record.region())
                .setObservedAt(origin.observedAt().toEpochMilli())
                .setPlace(Place.newBuilder().setName(origin.place()).setOffset(record.number()))
                .setChanged(Changed.newBuilder()
                        .setEventId(record.id())
                        .setEventName(record.name())
                        .setTime(time.toEpochMilli())
                        .setActor(actor)
                        .setChange(change.change())
                        .putAllAttributes(change.attributes()))
                .build();
    }

    /** Calls that create and delete buckets, or change their lifecycle configuration. */
    static final class BucketCalls {

        private static final String LIFECYCLE = "lifecycle";

        private BucketCalls() {}

        static void addTo(Map<CloudTrailRecord.Call, Function<CloudTrailRecord, List<ResourceChange>>> readers) {
            readers.put(CloudTrailRecord.Call.s3("CreateBucket"), record -> change(record, Change.CREATED, Map.of()));
            readers.put(CloudTrailRecord.Call.s3("DeleteBucket"), record -> change(record, Change.DELETED, Map.of()));
            // The API calls it PutBucketLifecycleConfiguration, CloudTrail PutBucketLifecycle.
            readers.put(CloudTrailRecord.Call.s3("PutBucketLifecycle"), BucketCalls::lifecycle);
            readers.put(CloudTrailRecord.Call.s3("PutBucketLifecycleConfiguration"), BucketCalls::lifecycle);
            readers.put(CloudTrailRecord.Call.s3("DeleteBucketLifecycle"), BucketCalls::noLifecycle);
        }

        private static List<ResourceChange> lifecycle(CloudTrailRecord record) {
            JsonNode rules = record.request().path("LifecycleConfiguration").path("Rule");
            List<JsonNode> list = ChangeAttributes.list(rules).toList();
            return change(record, Change.LIFECYCLE_SET, Map.of(LIFECYCLE, Json.text(list)));
        }

        private static List<ResourceChange> noLifecycle(CloudTrailRecord record) {
            return change(record, Change.LIFECYCLE_SET, Map.of(LIFECYCLE, "[]"));
        }

        private static List<ResourceChange> change(
                CloudTrailRecord record, Change change, Map<String, String> attributes) {
            String name = record.request().path("bucketName").asText();
            return name.isEmpty()
                    ? List.of()
                    : List.of(new ResourceChange(Arn.bucket(name), record.owner(), change, attributes));
        }
    }

    /** Calls that change instances, and events of EC2 itself. */
    static final class InstanceCalls {

        private InstanceCalls() {}

        static void addTo(Map<CloudTrailRecord.Call, Function<CloudTrailRecord, List<ResourceChange>>> readers) {
            readers.put(CloudTrailRecord.Call.ec2("RunInstances"), InstanceCalls::created);
            readers.put(CloudTrailRecord.Call.ec2("StartInstances"), record -> answered(record, Change.STARTED));
            readers.put(CloudTrailRecord.Call.ec2("StopInstances"), record -> answered(record, Change.STOPPED));
            readers.put(CloudTrailRecord.Call.ec2("TerminateInstances"), record -> answered(record, Change.TERMINATED));
            readers.put(CloudTrailRecord.Call.ec2("CreateTags"), record -> tagged(record, Change.TAGGED));
            readers.put(CloudTrailRecord.Call.ec2("DeleteTags"), record -> tagged(record, Change.UNTAGGED));
            readers.put(CloudTrailRecord.Call.ec2("ModifyInstanceAttribute"), InstanceCalls::resized);
            readers.put(CloudTrailRecord.Call.ec2("BidEvictedEvent"), InstanceCalls::interrupted);
        }

        private static List<ResourceChange> created(CloudTrailRecord record) {
            String owner = record.response().path("ownerId").asText(record.owner());
            return ChangeAttributes.items(record.response().path("instancesSet"))
                    .flatMap(instance -> change(record, owner, instance, Change.CREATED, launch(record, instance)))
                    .toList();
        }

        private static Map<String, String> launch(CloudTrailRecord record, JsonNode instance) {
            JsonNode request = record.request();
            JsonNode placement = instance.path("placement");
            return new ChangeAttributes()
                    .with("type", instance.path("instanceType"))
                    .with("zone", placement.path("availabilityZone"))
                    .with("tenancy", placement.path("tenancy"))
                    .with("image", instance.path("imageId"))
                    .with("vpc", instance.path("vpcId"))
                    .with("platform", instance.path("platform"))
                    .with("root-device", instance.path("rootDeviceType"))
                    .with("market", request.path("instanceMarketOptions").path("marketType"))
                    .with("market", instance.path("instanceLifecycle"))
                    .withTagSpecifications(request, "instance")
                    .withTags(instance.path("tagSet"))
                    .map();
        }

        /** The changes in the response, not those in the request. */
        private static List<ResourceChange> answered(CloudTrailRecord record, Change change) {
            return ChangeAttributes.items(record.response().path("instancesSet"))
                    .flatMap(instance -> change(record, record.owner(), instance, change, Map.of()))
                    .toList();
        }

        private static List<ResourceChange> tagged(CloudTrailRecord record, Change change) {
            JsonNode request = record.request();
            Map<String, String> tags =
                    new ChangeAttributes().withTags(request.path("tagSet")).map();
            return ChangeAttributes.items(request.path("resourcesSet"))
                    .map(resource -> resource.path("resourceId").asText())
                    .flatMap(id -> change(record, record.owner(), id, change, tags))
                    .toList();
        }

        /**
         * {@code instanceType} is an object with a value, or the request names the attribute and the value separately.
         */
        private static List<ResourceChange> resized(CloudTrailRecord record) {
            JsonNode request = record.request();
            JsonNode type = request.path("instanceType");
            String value = request.path("attribute").asText().equals("instanceType")
                    ? request.path("value").asText()
                    : type.path("value").asText(type.asText());
            return value.isEmpty()
                    ? List.of()
                    : change(record, record.owner(), request, Change.RESIZED, Map.of("type", value))
                            .toList();
        }

        private static List<ResourceChange> interrupted(CloudTrailRecord record) {
            JsonNode ids = record.details().path("instanceIdSet");
            return ChangeAttributes.texts(ids)
                    .flatMap(id -> change(record, record.owner(), id, Change.INTERRUPTED, Map.of()))
                    .toList();
        }

        private static Stream<ResourceChange> change(
                CloudTrailRecord record,
                String account,
                JsonNode instance,
                Change change,
                Map<String, String> attributes) {
            return change(record, account, instance.path("instanceId").asText(), change, attributes);
        }

        private static Stream<ResourceChange> change(
                CloudTrailRecord record, String account, String id, Change change, Map<String, String> attributes) {
            return id.startsWith("i-")
                    ? Stream.of(
                            new ResourceChange(Arn.instance(record.region(), account, id), account, change, attributes))
                    : Stream.empty();
        }
    }

    /**
     * Calls that allocate, associate and disassociate Elastic IP addresses. A disassociation names the association only, of which the call
     * that made it tells the address; one whose call was not read is of no known address.
     */
    static final class AddressCalls {

        /** Addresses in use at a time are far fewer. */
        private static final int MOST = 10_000;

        private final Map<String, String> allocations = Collections.synchronizedMap(new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                return size() > MOST;
            }
        });

        void addTo(Map<CloudTrailRecord.Call, Function<CloudTrailRecord, List<ResourceChange>>> readers) {
            readers.put(
                    CloudTrailRecord.Call.ec2("AllocateAddress"),
                    record -> change(
                            record, record.response().path("allocationId").asText(), Change.CREATED));
            readers.put(CloudTrailRecord.Call.ec2("AssociateAddress"), this::associated);
            readers.put(CloudTrailRecord.Call.ec2("DisassociateAddress"), this::disassociated);
        }

        private List<ResourceChange> associated(CloudTrailRecord record) {
            String allocation = record.request().path("allocationId").asText();
            String association = record.response().path("associationId").asText();
            if (!allocation.isEmpty() && !association.isEmpty()) {
                allocations.put(association, allocation);
            }
            return change(record, allocation, Change.ATTACHED);
        }

        private List<ResourceChange> disassociated(CloudTrailRecord record) {
            String association = record.request().path("associationId").asText();
            return change(record, allocations.getOrDefault(association, ""), Change.DETACHED);
        }

        private static List<ResourceChange> change(CloudTrailRecord record, String allocation, Change change) {
            return allocation.isEmpty()
                    ? List.of()
                    : List.of(new ResourceChange(
                            Arn.address(record.region(), record.owner(), allocation),
                            record.owner(),
                            change,
                            Map.of()));
        }
    }

    /** Calls that create, start, stop, open and delete notebook instances of SageMaker. */
    static final class NotebookCalls {

        private NotebookCalls() {}

        static void addTo(Map<CloudTrailRecord.Call, Function<CloudTrailRecord, List<ResourceChange>>> readers) {
            Map.of(
                            "CreateNotebookInstance", Change.CREATED,
                            "StartNotebookInstance", Change.STARTED,
                            "StopNotebookInstance", Change.STOPPED,
                            "CreatePresignedNotebookInstanceUrl", Change.OPENED,
                            "DeleteNotebookInstance", Change.DELETED)
                    .forEach((name, change) ->
                            readers.put(CloudTrailRecord.Call.sageMaker(name), record -> change(record, change)));
        }

        /** Names keep their case, but are not told apart by it, and ARNs have them in lower case. */
        private static List<ResourceChange> change(CloudTrailRecord record, Change change) {
            String name = record.request().path("notebookInstanceName").asText().toLowerCase(Locale.ROOT);
            return name.isEmpty()
                    ? List.of()
                    : List.of(new ResourceChange(
                            ResourceKind.NOTEBOOK_INSTANCE.arn(record.region(), record.owner(), name),
                            record.owner(),
                            change,
                            Map.of()));
        }
    }

    /** The change of one resource, with the new attributes. */
    record ResourceChange(Arn resource, String account, Change change, Map<String, String> attributes) {}

    /** Calls that create, attach, detach and delete volumes. */
    static final class VolumeCalls {

        private VolumeCalls() {}

        static void addTo(Map<CloudTrailRecord.Call, Function<CloudTrailRecord, List<ResourceChange>>> readers) {
            readers.put(CloudTrailRecord.Call.ec2("CreateVolume"), VolumeCalls::created);
            readers.put(CloudTrailRecord.Call.ec2("DeleteVolume"), VolumeCalls::deleted);
            readers.put(CloudTrailRecord.Call.ec2("AttachVolume"), record -> used(record, Change.ATTACHED));
            readers.put(CloudTrailRecord.Call.ec2("DetachVolume"), record -> used(record, Change.DETACHED));
        }

        private static List<ResourceChange> created(CloudTrailRecord record) {
            JsonNode volume = record.response();
            Map<String, String> attributes = new ChangeAttributes()
                    .with("type", volume.path("volumeType"))
                    .with("size-gib", volume.path("size"))
                    .with("zone", volume.path("zone"))
                    .with("snapshot", volume.path("snapshotId"))
                    .withTagSpecifications(record.request(), "volume")
                    .withTags(volume.path("tagSet"))
                    .map();
            return change(record, volume, Change.CREATED, attributes);
        }

        private static List<ResourceChange> deleted(CloudTrailRecord record) {
            return change(record, record.request(), Change.DELETED, Map.of());
        }

        private static List<ResourceChange> used(CloudTrailRecord record, Change change) {
            return change(record, record.request(), change, Map.of());
        }

        private static List<ResourceChange> change(
                CloudTrailRecord record, JsonNode volume, Change change, Map<String, String> attributes) {
            String id = volume.path("volumeId").asText();
            return id.isEmpty()
                    ? List.of()
                    : List.of(new ResourceChange(
                            new Arn("aws", "ec2", record.region(), record.owner(), "volume/" + id),
                            record.owner(),
                            change,
                            attributes));
        }
    }
}
