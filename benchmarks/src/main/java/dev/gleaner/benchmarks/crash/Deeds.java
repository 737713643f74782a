package dev.gleaner.benchmarks.crash;

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
final class Deeds {

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
    static final Deed MIXED = Deed.of(
            Act.of("set-mixed-instances", GROUP),
            Act.of("restore-launch-template", GROUP),
            AwsEstate::scalingGroup,
            Map.of("instance-types", "g5.xlarge,g4dn.xlarge", "on-demand-base", "1", "on-demand-percentage", "0"));

    private static final List<Deed> ALWAYS = List.of(
            Deed.of(Act.of("stop-instance", STOP), Act.of("start-instance", START), AwsEstate::instance, Map.of()),
            Deed.of(
                    Act.of("resize-instance", STOP, RESIZE, START),
                    Act.of("restore-size", STOP, RESIZE, START),
                    AwsEstate::instance,
                    Map.of("instanceType", "m5.large")),
            Deed.of(
                    Act.of("schedule-instance", TAG),
                    Act.of("unschedule-instance", UNTAG),
                    AwsEstate::instance,
                    Map.of("on", dayAfterTomorrow() + " 08:00-18:00", "zone", "UTC")),
            Deed.of(
                            Act.of(Quarantine.ACTION, STOP, TAG, "CreateImage", "TerminateInstances"),
                            Act.of("end-quarantine", UNTAG, START),
                            AwsEstate::instance,
                            Map.of("quarantineDays", "7"))
                    .by(2),
            Deed.of(
                    Act.of("tag-resource", TAG),
                    Act.of("untag-resource", UNTAG),
                    AwsEstate::instance,
                    Map.of("project", "atlas")),
            Deed.of(
                    Act.of("snapshot-and-delete-volume", "CreateSnapshot", "DeleteVolume"),
                    Act.of("restore-volume", "CreateVolume"),
                    AwsEstate::volume,
                    Map.of()),
            new Deed(
                    Act.of("release-address", "ReleaseAddress"),
                    Optional.empty(),
                    2,
                    AwsEstate::address,
                    Arn::toString,
                    Map.of()),
            Deed.of(
                            Act.of("put-retention-policy", "PutRetentionPolicy"),
                            Act.of("restore-retention-policy", "DeleteRetentionPolicy"),
                            AwsEstate::logGroup,
                            Map.of("days", "30"))
                    .by(2),
            Deed.of(
                            Act.of("put-lifecycle-rule", "PUT"),
                            Act.of("restore-lifecycle", "DELETE"),
                            AwsEstate::bucket,
                            Map.of("rule", COOL))
                    .about(bucket -> bucket + "/data/"),
            Deed.of(
                    Act.of("create-s3-endpoint", "CreateVpcEndpoint"),
                    Act.of("delete-s3-endpoint", "DeleteVpcEndpoints"),
                    AwsEstate::vpc,
                    Map.of()));

    private Deeds() {}

    /** Those of AWS itself. */
    static List<Deed> all() {
        return Stream.concat(ALWAYS.stream(), Stream.of(MIXED)).toList();
    }

    /** Those that this AWS can do; says so when that is not all of them. */
    static List<Deed> possible(AwsEstate aws) {
        if (aws.mixesInstances()) {
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
