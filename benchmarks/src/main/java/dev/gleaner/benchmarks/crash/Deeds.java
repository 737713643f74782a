package dev.gleaner.benchmarks.crash;

import dev.gleaner.contracts.resource.Arn;
import java.util.List;
import java.util.Map;

/** All actions of the matrix: a new one is one entry. */
final class Deeds {

    static final String COOL = "{\"ID\":\"gleaner-data\",\"Filter\":{\"Prefix\":\"data/\"},\"Status\":\"Enabled\","
            + "\"Transitions\":[{\"Days\":30,\"StorageClass\":\"STANDARD_IA\"}]}";

    static final List<Deed> ALL = List.of(
            new Deed(
                    "stop-instance",
                    "start-instance",
                    1,
                    1,
                    "idle-instance",
                    AwsEstate::idleInstance,
                    Arn::toString,
                    Map.of()),
            new Deed(
                    "put-lifecycle-rule",
                    "restore-lifecycle",
                    1,
                    1,
                    "storage-lifecycle",
                    AwsEstate::bucket,
                    bucket -> bucket + "/data/",
                    Map.of("rule", COOL)),
            new Deed(
                    "create-s3-endpoint",
                    "delete-s3-endpoint",
                    1,
                    1,
                    "nat-gateway",
                    AwsEstate::vpc,
                    Arn::toString,
                    Map.of()));

    private Deeds() {}
}
