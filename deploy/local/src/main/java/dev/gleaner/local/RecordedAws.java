package dev.gleaner.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A replayed estate without any AWS: inventory and trail come from folders, and nothing can be acted on.
 *
 * @param replayed the estate as arguments of the feeder
 * @param run where the feeder records
 */
record RecordedAws(List<String> replayed, RunFolder run) implements Mode {

    /** The first of its arguments. */
    static final String ARGUMENT = "recorded-aws";

    RecordedAws {
        replayed = List.copyOf(replayed);
    }

    /** Polls often: a person waits for it. */
    @Override
    public Map<String, String> collectorSettings(Ports ports) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "collector.inventory.folder", run.recordedInventory().toString(),
                "collector.inventory.interval", "PT5S",
                "collector.cloudtrail.interval", "PT5S",
                "collector.progress.interval", "PT1S"));
        if (!isRecordedTrail()) {
            settings.put("collector.cloudtrail.folder", run.madeTrail().toString());
        }
        return settings;
    }

    @Override
    public Map<String, String> actuatorSettings(Ports ports) {
        return Map.of("actuator.aws.enabled", "false", "actuator.dry-run", "true");
    }

    /** Whoever would call AWS all the same is nobody there. */
    @Override
    public Map<String, String> awsEnvironment() {
        return new HashMap<>(Map.of(
                "AWS_ACCESS_KEY_ID", "none",
                "AWS_SECRET_ACCESS_KEY", "none",
                "AWS_EC2_METADATA_DISABLED", "true"));
    }

    @Override
    public boolean hasStandIn() {
        return false;
    }

    @Override
    public List<String> estate() {
        List<String> arguments = new ArrayList<>(replayed);
        arguments.add("--no-aws");
        return arguments;
    }

    @Override
    public List<String> sources() {
        return List.of("inventory", "metric-stream");
    }

    /** A recorded trail is of other accounts. */
    @Override
    public List<String> readOnce() {
        return isRecordedTrail() ? List.of() : List.of("cloudtrail-folder");
    }

    @Override
    public Duration patience() {
        return Duration.ofMinutes(2);
    }

    @Override
    public List<String> arguments() {
        return Stream.concat(Stream.of(ARGUMENT), replayed.stream()).toList();
    }

    @Override
    public String text() {
        return "recorded AWS with " + String.join(" ", replayed);
    }

    private boolean isRecordedTrail() {
        return replayed.contains("--recordings");
    }
}
