package dev.gleaner.benchmarks.refusal;

import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import java.util.List;
import java.util.Map;

/** What may be done to a target, by the name of its remedy. */
enum Effect {
    STOP("stop-instance", Kind.INSTANCE, Map.of()),
    RESIZE("resize-instance", Kind.INSTANCE, Map.of("instanceType", "m5.large")),
    TERMINATE("terminate-instance", Kind.INSTANCE, Map.of()),
    SCHEDULE("schedule-instance", Kind.INSTANCE, Map.of("on", "Mon 08:00-18:00", "zone", "UTC")),
    TAG("tag-resource", Kind.INSTANCE, Map.of("project", "atlas")),
    LIFECYCLE(
            "put-lifecycle-rule",
            Kind.BUCKET,
            Map.of(
                    "rule",
                    "{\"ID\":\"gleaner-data\",\"Filter\":{\"Prefix\":\"data/\"},\"Status\":\"Enabled\","
                            + "\"Transitions\":[{\"Days\":30,\"StorageClass\":\"STANDARD_IA\"}]}")),
    ENDPOINT("create-s3-endpoint", Kind.VPC, Map.of());

    /** What kind of target it has. */
    enum Kind {
        INSTANCE,
        BUCKET,
        VPC
    }

    private final String remedy;
    private final Kind kind;
    private final Map<String, String> parameters;

    Effect(String remedy, Kind kind, Map<String, String> parameters) {
        this.remedy = remedy;
        this.kind = kind;
        this.parameters = parameters;
    }

    String remedy() {
        return remedy;
    }

    Kind kind() {
        return kind;
    }

    /** The remedy as a finding carries it. */
    Remedy asRemedy(boolean reversible) {
        return new Remedy(remedy, parameters, reversible, List.of(), remedy);
    }

    /** What a finding about the target is about. */
    String resource(Arn target) {
        return kind == Kind.BUCKET ? target + "/data/" : target.toString();
    }

    /** Whether the yes of one person is not enough, whatever the remedy says. */
    boolean needsTwo() {
        return this == TERMINATE;
    }

    /** Whether fresh metrics have to show an idle target. */
    boolean needsIdleness() {
        return this == STOP || this == TERMINATE;
    }

    /** Whether it makes the target stand still. */
    boolean stops() {
        return this == STOP || this == TERMINATE || this == RESIZE || this == SCHEDULE;
    }
}
