package dev.gleaner.local.runtime.service;

import dev.gleaner.local.runtime.RunEndpoints;
import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunPorts;
import dev.gleaner.local.runtime.aws.StandInSdkSettings;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a run reads from and acts on. */
public sealed interface RunMode permits RunMode.StandIn, RunMode.RecordedAws, RunMode.Account {

    /** Where the collector reads, beside what is the same everywhere. */
    Map<String, String> collectorSettings(RunPorts ports);

    /** Whom the actuator acts on, and whether it does. */
    Map<String, String> actuatorSettings(RunPorts ports);

    /** Credentials and peculiarities for the AWS SDK, in a map that may be added to. */
    Map<String, String> awsEnvironment();

    /** Whether an AWS stand-in is part of the run. */
    boolean hasStandIn();

    /** Arguments of the feeder; empty where nothing is fed. */
    List<String> estate();

    /** Sources that have to reach the estate's end, in each of its accounts and regions. */
    List<String> sources();

    /** Sources that are complete as soon as they have reported for each of the estate's accounts and regions. */
    default List<String> readOnce() {
        return List.of();
    }

    /** How long the same may be missing before findings are there. */
    Duration readinessTimeout();

    /** From which {@link #of} makes it again, in another process. */
    List<String> arguments();

    /** The mode that has these arguments, for a run. */
    static RunMode of(List<String> arguments, RunFolder run) {
        List<String> rest = arguments.subList(1, arguments.size());
        return switch (arguments.get(0)) {
            case StandIn.ARGUMENT -> new StandIn(rest);
            case RecordedAws.ARGUMENT -> new RecordedAws(rest, run);
            case Account.ARGUMENT -> Account.of(rest);
            default -> throw new IllegalArgumentException("no mode: " + arguments);
        };
    }

    /** In words, the same for runs that can share their data. */
    String describe();

    /**
     * A real AWS account, read only: the collector asks its API, and the actuator only says what it would do.
     *
     * @param budget USD a month that reading its metrics may cost
     */
    public record Account(String profile, List<String> regions, BigDecimal budget) implements RunMode {

        /** The first of its arguments. */
        static final String ARGUMENT = "account";

        public Account {
            regions = List.copyOf(regions);
        }

        /** Metrics come by asking, each hour, with the last 14 days first; there need be no trail. A person waits for it. */
        @Override
        public Map<String, String> collectorSettings(RunPorts ports) {
            return Map.of(
                    "collector.aws.profile",
                    profile,
                    "collector.aws.regions",
                    String.join(",", regions),
                    "collector.inventory.enabled",
                    "true",
                    "collector.get-metric-data.enabled",
                    "true",
                    "collector.get-metric-data.budget",
                    budget.toPlainString(),
                    "collector.progress.interval",
                    "PT5S");
        }

        @Override
        public Map<String, String> actuatorSettings(RunPorts ports) {
            return Map.of("actuator.aws.profile", profile, "actuator.dry-run", "true");
        }

        /** By it the SDK also finds what else the profile says than credentials, such as an {@code endpoint_url}. */
        @Override
        public Map<String, String> awsEnvironment() {
            return new HashMap<>(Map.of("AWS_PROFILE", profile));
        }

        @Override
        public boolean hasStandIn() {
            return false;
        }

        @Override
        public List<String> estate() {
            return List.of();
        }

        @Override
        public List<String> sources() {
            return List.of("inventory", "inventory-buckets", "inventory-networks", "get-metric-data");
        }

        @Override
        public Duration readinessTimeout() {
            return Duration.ofMinutes(15);
        }

        @Override
        public List<String> arguments() {
            return List.of(ARGUMENT, profile, String.join(",", regions), budget.toPlainString());
        }

        /** That of the arguments behind the first. */
        static Account of(List<String> arguments) {
            return new Account(
                    arguments.get(0), List.of(arguments.get(1).split(",")), new BigDecimal(arguments.get(2)));
        }

        @Override
        public String describe() {
            return "AWS account of profile " + profile + " in " + String.join(",", regions);
        }
    }

    /**
     * A replayed estate without any AWS: inventory and trail come from folders, and nothing can be acted on.
     *
     * @param replayed the estate as arguments of the feeder
     * @param run where the feeder records
     */
    public record RecordedAws(List<String> replayed, RunFolder run) implements RunMode {

        /** The first of its arguments. */
        static final String ARGUMENT = "recorded-aws";

        public RecordedAws {
            replayed = List.copyOf(replayed);
        }

        /** Polls often: a person waits for it. */
        @Override
        public Map<String, String> collectorSettings(RunPorts ports) {
            Map<String, String> settings = new HashMap<>(Map.of(
                    "collector.inventory.folder", run.recordedInventory().toString(),
                    "collector.inventory.interval", "PT5S",
                    "collector.cloudtrail.interval", "PT5S",
                    "collector.progress.interval", "PT1S"));
            if (!isRecordedTrail()) {
                settings.put("collector.cloudtrail.folder", run.generatedTrail().toString());
            }
            return settings;
        }

        @Override
        public Map<String, String> actuatorSettings(RunPorts ports) {
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
        public Duration readinessTimeout() {
            return Duration.ofMinutes(2);
        }

        @Override
        public List<String> arguments() {
            return Stream.concat(Stream.of(ARGUMENT), replayed.stream()).toList();
        }

        @Override
        public String describe() {
            return "recorded AWS with " + String.join(" ", replayed);
        }

        private boolean isRecordedTrail() {
            return replayed.contains("--recordings");
        }
    }

    /**
     * A server on loopback that speaks the AWS API, with a replayed estate in it: the only thing that a local run acts on.
     *
     * @param estate as arguments of the feeder
     */
    public record StandIn(List<String> estate) implements RunMode {

        /** The first of its arguments. */
        static final String ARGUMENT = "stand-in";

        public StandIn {
            estate = List.copyOf(estate);
        }

        /** Polls often: a person waits for it. */
        @Override
        public Map<String, String> collectorSettings(RunPorts ports) {
            Map<String, String> settings = new HashMap<>(Map.of(
                    "collector.aws.endpoint", RunEndpoints.http(ports.aws()),
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
        public Map<String, String> actuatorSettings(RunPorts ports) {
            return Map.of("actuator.aws.endpoint", RunEndpoints.http(ports.aws()), "actuator.dry-run", "false");
        }

        @Override
        public Map<String, String> awsEnvironment() {
            return new HashMap<>(StandInSdkSettings.environment());
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
        public Duration readinessTimeout() {
            return Duration.ofMinutes(estate.contains("large") ? 10 : 2);
        }

        @Override
        public List<String> arguments() {
            return Stream.concat(Stream.of(ARGUMENT), estate.stream()).toList();
        }

        @Override
        public String describe() {
            return "AWS stand-in with " + String.join(" ", estate);
        }

        private boolean isRecorded() {
            return estate.contains("--recordings");
        }
    }
}
