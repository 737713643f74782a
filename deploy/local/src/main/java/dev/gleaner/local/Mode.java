package dev.gleaner.local;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What takes the place of AWS in a run. */
public sealed interface Mode {

    /** Where the collector reads, beside what is the same everywhere. */
    Map<String, String> collectorSettings(Ports ports);

    /** Whom the actuator acts on, and whether it does. */
    Map<String, String> actuatorSettings(Ports ports);

    /** Credentials and peculiarities for the AWS SDK, in a map that may be added to. */
    Map<String, String> awsEnvironment();

    /** Arguments of the feeder; empty where nothing is fed. */
    List<String> estate();

    /** Sources that have to reach the estate's end, in each of its accounts and regions. */
    List<String> sources();

    /** In words, the same for runs that can share their data. */
    String text();

    /** A server on loopback that speaks the AWS API, with a replayed estate in it. */
    record StandIn(List<String> estate) implements Mode {

        public StandIn {
            estate = List.copyOf(estate);
        }

        @Override
        public Map<String, String> collectorSettings(Ports ports) {
            return Map.of(
                    "collector.aws.endpoint", endpoint(ports),
                    "collector.aws.regions", "us-east-1,eu-west-3",
                    "collector.cloudtrail.s3", "s3://gleaner-trail/",
                    "collector.cloudtrail.interval", "PT5S",
                    "collector.inventory.enabled", "true",
                    "collector.inventory.interval", "PT15S");
        }

        @Override
        public Map<String, String> actuatorSettings(Ports ports) {
            return Map.of("actuator.aws.endpoint", endpoint(ports), "actuator.dry-run", "false");
        }

        /** The stand-in reads neither compressed requests nor trailing checksums. */
        @Override
        public Map<String, String> awsEnvironment() {
            return new HashMap<>(Map.of(
                    "AWS_ACCESS_KEY_ID", "test",
                    "AWS_SECRET_ACCESS_KEY", "test",
                    "AWS_REGION", "us-east-1",
                    "AWS_EC2_METADATA_DISABLED", "true",
                    "AWS_DISABLE_REQUEST_COMPRESSION", "true",
                    "AWS_REQUEST_CHECKSUM_CALCULATION", "WHEN_REQUIRED"));
        }

        @Override
        public List<String> sources() {
            return List.of("inventory", "metric-stream", "cloudtrail-s3");
        }

        @Override
        public String text() {
            return "AWS stand-in with " + String.join(" ", estate);
        }

        private static String endpoint(Ports ports) {
            return "http://127.0.0.1:" + ports.aws();
        }
    }
}
