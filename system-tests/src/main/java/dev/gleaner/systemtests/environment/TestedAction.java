package dev.gleaner.systemtests.environment;

import dev.gleaner.contracts.finding.Remedy;
import dev.gleaner.contracts.resource.Arn;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** What may be done to a target, by the name of its remedy, with parameters that AWS takes and such as it does not. */
public enum TestedAction {
    STOP("stop-instance", TargetKind.INSTANCE, Map.of(), Map.of()),
    RESIZE(
            "resize-instance",
            TargetKind.INSTANCE,
            Map.of("instanceType", "m5.large"),
            Map.of("instanceType", "m5.unheard-of")),
    TERMINATE("terminate-instance", TargetKind.INSTANCE, Map.of(), Map.of()),
    SCHEDULE(
            "schedule-instance",
            TargetKind.INSTANCE,
            Map.of("on", "Mon 08:00-18:00", "zone", "UTC"),
            Map.of("on", "Mon 08:00-18:00", "zone", "Europe/Atlantis")),
    TAG("tag-resource", TargetKind.INSTANCE, Map.of("project", "atlas"), Map.of("aws:project", "atlas")),
    LIFECYCLE("put-lifecycle-rule", TargetKind.BUCKET, rule(30), rule(29)),
    ENDPOINT("create-s3-endpoint", TargetKind.VPC, Map.of(), Map.of()),
    VOLUME("snapshot-and-delete-volume", TargetKind.VOLUME, Map.of(), Map.of()),
    ADDRESS("release-address", TargetKind.ADDRESS, Map.of(), Map.of()),
    RETENTION("put-retention-policy", TargetKind.LOG_GROUP, Map.of("days", "30"), Map.of("days", "31")),
    MIX("set-mixed-instances", TargetKind.GROUP, mix("50"), mix("101"));

    public static final List<TestedAction> ALL = List.of(values());
    public static final List<TestedAction> INSTANCES = where(testedAction -> testedAction.kind == TargetKind.INSTANCE);
    public static final List<TestedAction> STOPPING = where(TestedAction::stops);
    public static final List<TestedAction> IDLE = where(TestedAction::needsIdleness);
    /** One call makes all of each. */
    public static final List<TestedAction> ONE_CALL =
            where(testedAction -> testedAction != RESIZE && testedAction != TERMINATE && testedAction != VOLUME);
    /** Those of which an undo brings all back. */
    public static final List<TestedAction> REVERSIBLE = where(testedAction -> !testedAction.needsTwo());

    public static final List<TestedAction> WITH_PARAMETERS = where(testedAction -> !testedAction.wrong.isEmpty());

    /** What kind of target it has. */
    public enum TargetKind {
        INSTANCE,
        BUCKET,
        VPC,
        VOLUME,
        ADDRESS,
        LOG_GROUP,
        GROUP
    }

    private final String remedy;
    private final TargetKind kind;
    private final Map<String, String> parameters;
    private final Map<String, String> wrong;

    TestedAction(String remedy, TargetKind kind, Map<String, String> parameters, Map<String, String> wrong) {
        this.remedy = remedy;
        this.kind = kind;
        this.parameters = parameters;
        this.wrong = wrong;
    }

    public static List<TestedAction> where(Predicate<TestedAction> which) {
        return Arrays.stream(values()).filter(which).toList();
    }

    private static Map<String, String> rule(int days) {
        return Map.of(
                "rule",
                "{\"ID\":\"gleaner-data\",\"Filter\":{\"Prefix\":\"data/\"},\"Status\":\"Enabled\","
                        + "\"Transitions\":[{\"Days\":" + days + ",\"StorageClass\":\"STANDARD_IA\"}]}");
    }

    private static Map<String, String> mix(String percentage) {
        return Map.of(
                "instance-types", "m5.large,m5a.large",
                "on-demand-base", "1",
                "on-demand-percentage", percentage);
    }

    public String remedy() {
        return remedy;
    }

    public TargetKind kind() {
        return kind;
    }

    /** The remedy as a finding carries it. */
    public Remedy asRemedy(boolean reversible, boolean possible) {
        return new Remedy(remedy, possible ? parameters : wrong, reversible, List.of(), remedy);
    }

    /** What a finding about the target is about. */
    public String resource(Arn target) {
        return kind == TargetKind.BUCKET ? target + "/data/" : target.toString();
    }

    /** Whether the yes of one person is not enough, whatever the remedy says. */
    public boolean needsTwo() {
        return this == TERMINATE || this == ADDRESS || this == RETENTION;
    }

    /** Whether fresh metrics have to show an idle target. */
    private boolean needsIdleness() {
        return this == STOP || this == TERMINATE;
    }

    /** Whether it makes the target stand still. */
    private boolean stops() {
        return this == STOP || this == TERMINATE || this == RESIZE || this == SCHEDULE;
    }
}
