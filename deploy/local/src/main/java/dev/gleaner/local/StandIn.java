package dev.gleaner.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A server on loopback that speaks the AWS API, with a replayed estate in it: the only thing that a local run acts on.
 *
 * @param estate as arguments of the feeder
 */
record StandIn(List<String> estate) implements Mode {

    /** The first of its arguments. */
    static final String ARGUMENT = "stand-in";

    StandIn {
        estate = List.copyOf(estate);
    }

    /** Polls often: a person waits for it. */
    @Override
    public Map<String, String> collectorSettings(Ports ports) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "collector.aws.endpoint", Endpoints.http(ports.aws()),
                "collector.aws.regions", "us-east-1,eu-west-3",
                "collector.cloudtrail.interval", "PT5S",
                "collector.inventory.enabled", "true",
                "collector.inventory.interval", "PT15S",
                "collector.inventory.buckets.interval", "PT30S",
                "collector.inventory.networks.interval", "PT30S",
                // The stand-in has a thousand of its own from the start, and an estate none.
                "collector.inventory.snapshots.enabled", "false",
                // The stand-in knows none, or makes them up.
                "collector.prices.enabled", "false",
                "collector.progress.interval", "PT1S"));
        if (!isRecorded()) {
            settings.put("collector.cloudtrail.s3", "s3://gleaner-trail/");
        }
        return settings;
    }

    @Override
    public Map<String, String> actuatorSettings(Ports ports) {
        return Map.of("actuator.aws.endpoint", Endpoints.http(ports.aws()), "actuator.dry-run", "false");
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
    public boolean hasStandIn() {
        return true;
    }

    @Override
    public List<String> sources() {
        List<String> sources =
                new ArrayList<>(List.of("inventory", "inventory-buckets", "inventory-networks", "metric-stream"));
        // A recorded trail is of other accounts and long over: it holds nothing back.
        if (!isRecorded()) {
            sources.add("cloudtrail-s3");
        }
        return sources;
    }

    /** A large estate's history is 75 times that of a small one. */
    @Override
    public Duration patience() {
        return Duration.ofMinutes(estate.contains("large") ? 10 : 2);
    }

    @Override
    public List<String> arguments() {
        return Stream.concat(Stream.of(ARGUMENT), estate.stream()).toList();
    }

    @Override
    public String text() {
        return "AWS stand-in with " + String.join(" ", estate);
    }

    private boolean isRecorded() {
        return estate.contains("--recordings");
    }
}
