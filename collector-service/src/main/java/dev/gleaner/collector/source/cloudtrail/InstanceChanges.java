package dev.gleaner.collector.source.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Change;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** Calls, and events of EC2's own, that change instances. */
final class InstanceChanges {

    private InstanceChanges() {}

    static void addTo(Map<Call, Function<TrailRecord, List<ResourceChange>>> readers) {
        readers.put(Call.ec2("RunInstances"), InstanceChanges::created);
        readers.put(Call.ec2("StartInstances"), record -> answered(record, Change.STARTED));
        readers.put(Call.ec2("StopInstances"), record -> answered(record, Change.STOPPED));
        readers.put(Call.ec2("TerminateInstances"), record -> answered(record, Change.TERMINATED));
        readers.put(Call.ec2("CreateTags"), record -> tagged(record, Change.TAGGED));
        readers.put(Call.ec2("DeleteTags"), record -> tagged(record, Change.UNTAGGED));
        readers.put(Call.ec2("ModifyInstanceAttribute"), InstanceChanges::resized);
        readers.put(Call.ec2("BidEvictedEvent"), InstanceChanges::interrupted);
    }

    private static List<ResourceChange> created(TrailRecord record) {
        String owner = record.response().path("ownerId").asText(record.owner());
        return Attributes.items(record.response().path("instancesSet"))
                .flatMap(instance -> change(record, owner, instance, Change.CREATED, launch(record, instance)))
                .toList();
    }

    private static Map<String, String> launch(TrailRecord record, JsonNode instance) {
        JsonNode request = record.request();
        JsonNode placement = instance.path("placement");
        return new Attributes()
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

    /** What EC2 says it changed, not what it was asked to. */
    private static List<ResourceChange> answered(TrailRecord record, Change change) {
        return Attributes.items(record.response().path("instancesSet"))
                .flatMap(instance -> change(record, record.owner(), instance, change, Map.of()))
                .toList();
    }

    private static List<ResourceChange> tagged(TrailRecord record, Change change) {
        JsonNode request = record.request();
        Map<String, String> tags =
                new Attributes().withTags(request.path("tagSet")).map();
        return Attributes.items(request.path("resourcesSet"))
                .map(resource -> resource.path("resourceId").asText())
                .flatMap(id -> change(record, record.owner(), id, change, tags))
                .toList();
    }

    /** {@code instanceType} is an object with a value, or the call names the attribute and its value apart. */
    private static List<ResourceChange> resized(TrailRecord record) {
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

    private static List<ResourceChange> interrupted(TrailRecord record) {
        JsonNode ids = record.details().path("instanceIdSet");
        return Attributes.texts(ids)
                .flatMap(id -> change(record, record.owner(), id, Change.INTERRUPTED, Map.of()))
                .toList();
    }

    private static Stream<ResourceChange> change(
            TrailRecord record, String account, JsonNode instance, Change change, Map<String, String> attributes) {
        return change(record, account, instance.path("instanceId").asText(), change, attributes);
    }

    private static Stream<ResourceChange> change(
            TrailRecord record, String account, String id, Change change, Map<String, String> attributes) {
        return id.startsWith("i-")
                ? Stream.of(new ResourceChange(Arn.instance(record.region(), account, id), account, change, attributes))
                : Stream.empty();
    }
}
