package dev.gleaner.actuator.support;

import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.finding.FindingId;
import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.finding.Saving;
import dev.gleaner.contracts.resource.Arn;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Findings about objects that nobody reads, as the analyzer writes them. */
public final class StorageFindings {

    /** Training data: infrequent access after 30 days, an archive that is read at once after 90. */
    public static final String COOL =
            "{\"ID\":\"gleaner-training-data\",\"Filter\":{\"Prefix\":\"training-data/\"},\"Status\":\"Enabled\","
                    + "\"Transitions\":[{\"Days\":30,\"StorageClass\":\"STANDARD_IA\"},"
                    + "{\"Days\":90,\"StorageClass\":\"GLACIER_IR\"}]}";

    private static final Instant OPENED = Instant.parse("2026-11-01T00:00:00Z");

    private StorageFindings() {}

    /** The training data of a bucket have no rule. */
    public static Finding cold(Arn bucket) {
        return of(bucket, "training-data/", COOL);
    }

    /** A prefix of a bucket has no rule, and this one would help. */
    public static Finding of(Arn bucket, String prefix, String rule) {
        return of(
                "storage-lifecycle",
                2,
                bucket + "/" + prefix,
                new Remedy(
                        "put-lifecycle-rule", Map.of("rule", rule), true, List.of("transitions made"), "Let it cool"));
    }

    /** A bucket lacks these tags. */
    public static Finding untagged(Arn bucket, Map<String, String> tags) {
        return of(
                "missing-tags",
                0,
                bucket.toString(),
                new Remedy("tag-resource", tags, true, List.of(), "Add the tags"));
    }

    private static Finding of(String rule, int step, String resource, Remedy remedy) {
        return new Finding(
                FindingId.ofEpisode(rule, resource, OPENED),
                1,
                rule,
                step,
                Finding.Status.OPEN,
                false,
                resource,
                "123456789012",
                "us-east-1",
                new Finding.Owner("vision", null, "dev", null, Finding.Owner.Source.TAG),
                OPENED,
                OPENED.plusSeconds(1),
                new Finding.Window(OPENED.minusSeconds(604_800), OPENED),
                List.of(new Evidence("age", 200.0, "days", 90.0, 168, 1.0)),
                List.of(),
                Saving.unpriced("test"),
                new Finding.Effort(5),
                List.of(remedy),
                null,
                null,
                null,
                0,
                null,
                List.of());
    }
}
