package dev.gleaner.systemtests.crash;

import dev.gleaner.contracts.resource.Arn;
import java.time.DayOfWeek;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All actions of the matrix: a new one is one entry. */
final class ActionScenarioCatalog {

    private static final String STOP = "StopInstances";
    private static final String START = "StartInstances";
    private static final String TAG = "CreateTags";
    private static final String UNTAG = "DeleteTags";
    private static final String RESIZE = "ModifyInstanceAttribute";
    private static final String GROUP = "UpdateAutoScalingGroup";

    private static final String COOL =
            "{\"ID\":\"gleaner-data\",\"Filter\":{\"Prefix\":\"data/\"},\"Status\":\"Enabled\","
                    + "\"Transitions\":[{\"Days\":30,\"StorageClass\":\"STANDARD_IA\"}]}";

    /** The one that not every stand-in can do. */
    static final ActionScenario MIXED = ActionScenario.of(
            ActionScenario.Operation.of("set-mixed-instances", GROUP),
            ActionScenario.Operation.of("restore-launch-template", GROUP),
            CrashTargetFactory::scalingGroup,
            Map.of("instance-types", "g5.xlarge,g4dn.xlarge", "on-demand-base", "1", "on-demand-percentage", "0"));

    private static final List<ActionScenario> ALWAYS = List.of(
            ActionScenario.of(
                    ActionScenario.Operation.of("stop-instance", STOP),
                    ActionScenario.Operation.of("start-instance", START),
                    CrashTargetFactory::instance,
                    Map.of()),
            ActionScenario.of(
                    ActionScenario.Operation.of("resize-instance", STOP, RESIZE, START),
                    ActionScenario.Operation.of("restore-size", STOP, RESIZE, START),
                    CrashTargetFactory::instance,
                    Map.of("instanceType", "m5.large")),
            ActionScenario.of(
                    ActionScenario.Operation.of("schedule-instance", TAG),
                    ActionScenario.Operation.of("unschedule-instance", UNTAG),
                    CrashTargetFactory::instance,
                    Map.of("on", dayAfterTomorrow() + " 08:00-18:00", "zone", "UTC")),
            ActionScenario.of(
                            ActionScenario.Operation.of(
                                    QuarantineExpirer.ACTION, STOP, TAG, "CreateImage", "TerminateInstances"),
                            ActionScenario.Operation.of("end-quarantine", UNTAG, START),
                            CrashTargetFactory::instance,
                            Map.of("quarantineDays", "7"))
                    .withApprovers(2),
            ActionScenario.of(
                    ActionScenario.Operation.of("tag-resource", TAG),
                    ActionScenario.Operation.of("untag-resource", UNTAG),
                    CrashTargetFactory::instance,
                    Map.of("project", "atlas")),
            ActionScenario.of(
                    ActionScenario.Operation.of("snapshot-and-delete-volume", "CreateSnapshot", "DeleteVolume"),
                    ActionScenario.Operation.of("restore-volume", "CreateVolume"),
                    CrashTargetFactory::volume,
                    Map.of()),
            new ActionScenario(
                    ActionScenario.Operation.of("release-address", "ReleaseAddress"),
                    Optional.empty(),
                    2,
                    CrashTargetFactory::address,
                    Arn::toString,
                    Map.of()),
            ActionScenario.of(
                            ActionScenario.Operation.of("put-retention-policy", "PutRetentionPolicy"),
                            ActionScenario.Operation.of("restore-retention-policy", "DeleteRetentionPolicy"),
                            CrashTargetFactory::logGroup,
                            Map.of("days", "30"))
                    .withApprovers(2),
            ActionScenario.of(
                            ActionScenario.Operation.of("put-lifecycle-rule", "PUT"),
                            ActionScenario.Operation.of("restore-lifecycle", "DELETE"),
                            CrashTargetFactory::bucket,
                            Map.of("rule", COOL))
                    .withResource(bucket -> bucket + "/data/"),
            ActionScenario.of(
                    ActionScenario.Operation.of("create-s3-endpoint", "CreateVpcEndpoint"),
                    ActionScenario.Operation.of("delete-s3-endpoint", "DeleteVpcEndpoints"),
                    CrashTargetFactory::vpc,
                    Map.of()));

    private ActionScenarioCatalog() {}

    /** Those of AWS itself. */
    static List<ActionScenario> all() {
        return Stream.concat(ALWAYS.stream(), Stream.of(MIXED)).toList();
    }

    /** Those that this AWS can do; says so when that is not all of them. */
    static List<ActionScenario> possible(CrashTargetFactory aws) {
        if (aws.supportsMixedInstances()) {
            return all();
        }
        System.out.printf(
                "%n*** %s IS LEFT OUT: the AWS stand-in can't do %s with a mixed instances policy ***%n%n",
                MIXED.act().name().toUpperCase(Locale.ROOT), GROUP);
        return ALWAYS;
    }

    /** Hours that do not begin or end while the matrix runs: then nobody but people stops and starts. */
    private static String dayAfterTomorrow() {
        DayOfWeek day = OffsetDateTime.now(ZoneOffset.UTC).plusDays(2).getDayOfWeek();
        return day.getDisplayName(TextStyle.SHORT, Locale.ENGLISH);
    }
}
