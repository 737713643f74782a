package dev.gleaner.collector.source.cloudtrail;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.resource.Arn;
import dev.gleaner.contracts.signal.proto.Change;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Calls that create and delete buckets, and that set what happens to their objects in time. */
final class BucketChanges {

    private static final String LIFECYCLE = "lifecycle";

    private BucketChanges() {}

    static void addTo(Map<Call, Function<TrailRecord, List<ResourceChange>>> readers) {
        readers.put(Call.s3("CreateBucket"), record -> change(record, Change.CREATED, Map.of()));
        readers.put(Call.s3("DeleteBucket"), record -> change(record, Change.DELETED, Map.of()));
        // The API calls it PutBucketLifecycleConfiguration, the trail PutBucketLifecycle.
        readers.put(Call.s3("PutBucketLifecycle"), BucketChanges::lifecycle);
        readers.put(Call.s3("PutBucketLifecycleConfiguration"), BucketChanges::lifecycle);
        readers.put(Call.s3("DeleteBucketLifecycle"), BucketChanges::noLifecycle);
    }

    private static List<ResourceChange> lifecycle(TrailRecord record) {
        JsonNode rules = record.request().path("LifecycleConfiguration").path("Rule");
        List<JsonNode> list = Attributes.list(rules).toList();
        return change(record, Change.LIFECYCLE_SET, Map.of(LIFECYCLE, Json.text(list)));
    }

    private static List<ResourceChange> noLifecycle(TrailRecord record) {
        return change(record, Change.LIFECYCLE_SET, Map.of(LIFECYCLE, "[]"));
    }

    private static List<ResourceChange> change(TrailRecord record, Change change, Map<String, String> attributes) {
        String name = record.request().path("bucketName").asText();
        return name.isEmpty()
                ? List.of()
                : List.of(new ResourceChange(Arn.bucket(name), record.owner(), change, attributes));
    }
}
