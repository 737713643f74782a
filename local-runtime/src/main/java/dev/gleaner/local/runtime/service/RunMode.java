package dev.gleaner.local.runtime.service;

import dev.gleaner.contracts.resource.ResourceKind;
import dev.gleaner.local.runtime.RunEndpoints;
import dev.gleaner.local.runtime.RunFolder;
import dev.gleaner.local.runtime.RunPorts;
import dev.gleaner.local.runtime.aws.StandInSdkSettings;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What a run reads from and acts on: the AWS stand-in, recorded responses, or a real account. */
public sealed interface RunMode permits RunMode.StandIn, RunMode.RecordedAws, RunMode.Account {

    /** Settings of the collector that depend on the mode. */
    Map<String, String> collectorSettings(RunPorts ports);

    /** Settings of the analyzer that depend on the mode: its limits, if not the default. */
    default Map<String, String> analyzerSettings() {
        return Map.of();
    }

    /** Settings of the actuator that depend on the mode: what it acts on, and whether it does. */
    Map<String, String> actuatorSettings(RunPorts ports);

    /** Environment variables for the AWS SDK, in a map that the caller may extend. */
    Map<String, String> awsEnvironment();

    /** Whether the run includes the AWS stand-in. */
    boolean hasStandIn();

    /** Arguments of the feeder that select the estate; empty in a mode without a feeder. */
    List<String> estate();

    /** Sources that have to be complete up to the end of the estate, in each of its accounts and regions. */
    List<String> sources();

    /** Sources that are complete as soon as they have reported for each account and region of the estate. */
    default List<String> readOnce() {
        return List.of();
    }

    /** Whether the feeder delivers bills, which have no progress. */
    default boolean hasBills() {
        return false;
    }

    /** How long the missing conditions may stay the same before the start fails. */
    Duration readinessTimeout();

    /** The arguments from which {@link #of} creates the mode in another process. */
    List<String> arguments();

    /** Creates the mode of these arguments. */
    static RunMode of(List<String> arguments, RunFolder run) {
        List<String> rest = arguments.subList(1, arguments.size());
        return switch (arguments.get(0)) {
            case StandIn.ARGUMENT -> new StandIn(rest, run);
            case RecordedAws.ARGUMENT -> new RecordedAws(rest, run);
            case Account.ARGUMENT -> Account.of(rest);
            default -> throw new IllegalArgumentException("no mode: " + arguments);
        };
    }

    /** A description, which is the same for runs that can share their data. */
    String describe();

    /**
     * A real AWS account, read only: the collector calls its API, and the actuator performs dry runs.
     *
     * @param budget USD a month that reading its metrics may cost
     */
    public record Account(String profile, List<String> regions, BigDecimal budget) implements RunMode {

        /** The first argument, which identifies the mode. */
        static final String ARGUMENT = "account";

        /** Days of which points of five minutes are requested. */
        public static final int DAYS = 14;

        /** Days of which points of an hour are requested, the former included. */
        public static final int HISTORY_DAYS = 62;

        public Account {
            regions = List.copyOf(regions);
        }

        /**
         * Queries metrics each hour, those of the past first; a trail is not required. Reports progress often, as a user
         * waits.
         */
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
                    "collector.get-metric-data.days",
                    Integer.toString(DAYS),
                    "collector.get-metric-data.history.days",
                    Integer.toString(HISTORY_DAYS),
                    "collector.get-metric-data.budget",
                    budget.toPlainString(),
                    "collector.progress.interval",
                    "PT5S",
                    // Shorter than the start waits for.
                    "collector.progress.patience",
                    "PT5M");
        }

        @Override
        public Map<String, String> actuatorSettings(RunPorts ports) {
            return Map.of("actuator.aws.profile", profile, "actuator.dry-run", "true");
        }

        /** The profile may also contain settings other than credentials, such as {@code endpoint_url}. */
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

        /** Creates the mode from the arguments after the first. */
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
     * A replayed estate without AWS: inventory and trail are read from folders, and nothing can be acted on.
     *
     * @param replayed arguments of the feeder that select the estate
     * @param run the folder in which the feeder records
     */
    public record RecordedAws(List<String> replayed, RunFolder run) implements RunMode {

        /** The first argument, which identifies the mode. */
        static final String ARGUMENT = "recorded-aws";

        public RecordedAws {
            replayed = List.copyOf(replayed);
        }

        /** Polls often, as a user waits. */
        @Override
        public Map<String, String> collectorSettings(RunPorts ports) {
            Map<String, String> settings = new HashMap<>(Map.of(
                    "collector.inventory.folder", run.recordedInventory().toString(),
                    "collector.inventory.interval", "PT5S",
                    "collector.cloudtrail.interval", "PT5S",
                    "collector.progress.interval", "PT1S"));
            if (!isRecordedTrail()) {
                settings.put("collector.cloudtrail.folder", run.generatedTrail().toString());
                settings.put("collector.billing.folder", run.bills().toString());
                settings.put("collector.billing.interval", "PT5S");
            }
            return settings;
        }

        @Override
        public boolean hasBills() {
            return !isRecordedTrail();
        }

        @Override
        public Map<String, String> actuatorSettings(RunPorts ports) {
            return Map.of("actuator.aws.enabled", "false", "actuator.dry-run", "true");
        }

        /** Invalid credentials: a call to AWS would fail. */
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

        /** A recorded trail contains other accounts. */
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
     * An AWS stand-in on 127.0.0.1 with a replayed estate: the only mode in which a local run acts.
     *
     * @param estate arguments of the feeder that select the estate
     * @param run the folder in which the feeder writes the regions of the estate and listings of the past
     */
    public record StandIn(List<String> estate, RunFolder run) implements RunMode {

        /** The first argument, which identifies the mode. */
        static final String ARGUMENT = "stand-in";

        private static final String METRIC_STREAM = "metric-stream";

        /** How the names of sources of requested metrics begin. */
        private static final String REQUESTED = "get-metric-data-";

        /** The account of the generated estates that has a reservation for the resources of the first. */
        private static final String OTHER_ACCOUNT = "210987654321";

        private static final String OTHER_ROLE = "arn:aws:iam::" + OTHER_ACCOUNT + ":role/gleaner-reader";

        /** What a prediction of the estate's service may cost, USD. */
        private static final String UNIT_COST_TARGET = "0.00005";

        public StandIn {
            estate = List.copyOf(estate);
        }

        /** Polls often, as a user waits. */
        @Override
        public Map<String, String> collectorSettings(RunPorts ports) {
            Map<String, String> settings = new HashMap<>();
            listings().forEach(source -> settings.put(intervalKey(source), "PT1M"));
            requestedMetrics().forEach(source -> settings.put(intervalKey(source), "PT1M"));
            settings.putAll(Map.of(
                    "collector.aws.endpoint", RunEndpoints.http(ports.aws()),
                    "collector.aws.regions", String.join(",", regions()),
                    // The trail and the flow logs are there before the collector starts, and each listing is a thousand
                    // keys.
                    "collector.cloudtrail.interval", "PT30S",
                    "collector.inventory.enabled", "true",
                    "collector.inventory.interval", "PT15S",
                    "collector.inventory.buckets.interval", "PT30S",
                    "collector.inventory.networks.interval", "PT30S",
                    // The prices of the stand-in are absent or invented.
                    "collector.prices.enabled", "false",
                    "collector.progress.interval", "PT1S"));
            settings.put("collector.aws.cost-interval", "PT1M");
            settings.put("collector.inventory.past-listings", run.pastListings().toString());
            // The metric stream of the estate delivers their minutes, and the memory of instances.
            settings.put("collector.get-metric-data.volumes.enabled", "false");
            settings.put("collector.get-metric-data.memory.enabled", "false");
            // Nothing was there before the estate.
            settings.put("collector.get-metric-data.history.enabled", "false");
            // The stand-in has no event history.
            settings.put("collector.cloudtrail.history.enabled", "false");
            settings.put("collector.inventory-reports.s3", "s3://gleaner-inventory/");
            settings.put("collector.inventory-reports.interval", "PT30S");
            // Those of the stand-in, and of the buckets with reports.
            settings.put("collector.inventory-reports.account", "123456789012");
            settings.put("collector.inventory-reports.region", "us-east-1");
            settings.put("collector.billing.s3", "s3://gleaner-billing/bills/");
            // A start waits for two readings after the newest bill was delivered.
            settings.put("collector.billing.interval", "PT5S");
            settings.put("collector.flow-logs.s3", "s3://gleaner-flow-logs/");
            settings.put("collector.flow-logs.interval", "PT30S");
            settings.put("collector.s3-access-logs.s3", "s3://gleaner-access-logs/logs/");
            settings.put("collector.s3-access-logs.interval", "PT30S");
            // All of them are there before the collector starts.
            settings.put("collector.s3-access-logs.delivery", "PT15M");
            // The flow logs show addresses on the internet.
            settings.put("collector.ip-ranges.url", run.addressRanges().toUri().toString());
            if (!isRecorded()) {
                settings.put("collector.aws.accounts.\"" + OTHER_ACCOUNT + "\".role", OTHER_ROLE);
                settings.put("collector.cloudtrail.s3", "s3://gleaner-trail/");
            }
            return settings;
        }

        /**
         * A generated trail has no more than 14 days, and what nobody reads is reported after 30 by default. The account has a cost
         * center, so that a missing tag has a value to propose.
         */
        @Override
        public Map<String, String> analyzerSettings() {
            return Map.of(
                    "analyzer.forgotten-storage.run-ended", "P10D",
                    "analyzer.forgotten-storage.run-unread", "P10D",
                    "analyzer.spend.interval", "PT2S",
                    "analyzer.missing-tags.accounts.\"123456789012\".cost-center", "cc-ml",
                    "analyzer.unit-cost.targets.\"ranking-production\"", UNIT_COST_TARGET);
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
            List<String> sources = new ArrayList<>(listings().toList());
            sources.add(METRIC_STREAM);
            // A recorded trail contains other accounts and ends in the past, so there is nothing to wait for.
            if (!isRecorded()) {
                sources.add("cloudtrail-s3");
            }
            return sources;
        }

        /** Whole hours, and what is complete only half an hour after it was listed: they don't pass the end of the estate. */
        @Override
        public List<String> readOnce() {
            return Stream.concat(requestedMetrics(), Stream.of("flow-logs")).toList();
        }

        private static Stream<String> listings() {
            return Arrays.stream(ResourceKind.values())
                    .map(kind -> kind.listing().name())
                    .distinct();
        }

        /** Sources of the metrics of kinds that the metric stream does not deliver. */
        private static Stream<String> requestedMetrics() {
            return Arrays.stream(ResourceKind.values())
                    .map(kind -> kind.metrics().stream()
                            .map(ResourceKind.Source::name)
                            .toList())
                    .filter(sources -> !sources.contains(METRIC_STREAM))
                    .flatMap(List::stream)
                    .filter(source -> source.startsWith(REQUESTED));
        }

        /** The key of the interval of a source, such as {@code collector.get-metric-data.networks.interval}. */
        private static String intervalKey(String source) {
            String key = source.startsWith(REQUESTED)
                    ? source.replace(REQUESTED, "get-metric-data.")
                    : source.replace("inventory-", "inventory.");
            return "collector." + key + ".interval";
        }

        @Override
        public boolean hasBills() {
            return true;
        }

        /** The history of a large estate is 75 times that of a small one. */
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

        /** Those of the generated estates, and all others of the estate that was built. */
        private Set<String> regions() {
            Set<String> regions = new LinkedHashSet<>(List.of("us-east-1", "eu-west-3"));
            regions.addAll(run.estateRegions());
            return regions;
        }

        private boolean isRecorded() {
            return estate.contains("--recordings");
        }
    }
}
