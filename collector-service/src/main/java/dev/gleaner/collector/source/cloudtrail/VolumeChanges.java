package dev.gleaner.collector.source.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Change;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Calls that create and delete volumes. */
final class VolumeChanges {

    private VolumeChanges() {}

    static void addTo(Map<Call, Function<TrailRecord, List<ResourceChange>>> readers) {
        readers.put(Call.ec2("CreateVolume"), VolumeChanges::created);
        readers.put(Call.ec2("DeleteVolume"), VolumeChanges::deleted);
    }

    private static List<ResourceChange> created(TrailRecord record) {
        JsonNode volume = record.response();
        Map<String, String> attributes = new Attributes()
                .with("type", volume.path("volumeType"))
                .with("size-gib", volume.path("size"))
                .with("zone", volume.path("zone"))
                .with("snapshot", volume.path("snapshotId"))
                .withTagSpecifications(record.request(), "volume")
                .withTags(volume.path("tagSet"))
                .map();
        return change(record, volume, Change.CREATED, attributes);
    }

    private static List<ResourceChange> deleted(TrailRecord record) {
        return change(record, record.request(), Change.DELETED, Map.of());
    }

    private static List<ResourceChange> change(
            TrailRecord record, JsonNode volume, Change change, Map<String, String> attributes) {
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
