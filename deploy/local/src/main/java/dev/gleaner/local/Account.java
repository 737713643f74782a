package dev.gleaner.local;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A real AWS account, read only: the collector asks its API, and the actuator only says what it would do.
 *
 * @param budget USD a month that reading its metrics may cost
 */
record Account(String profile, List<String> regions, BigDecimal budget) implements Mode {

    /** The first of its arguments. */
    static final String ARGUMENT = "account";

    Account {
        regions = List.copyOf(regions);
    }

    /** Metrics come by asking, each hour, with the last 14 days first; there need be no trail. A person waits for it. */
    @Override
    public Map<String, String> collectorSettings(Ports ports) {
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
    public Map<String, String> actuatorSettings(Ports ports) {
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
    public Duration patience() {
        return Duration.ofMinutes(15);
    }

    @Override
    public List<String> arguments() {
        return List.of(ARGUMENT, profile, String.join(",", regions), budget.toPlainString());
    }

    /** That of the arguments behind the first. */
    static Account of(List<String> arguments) {
        return new Account(arguments.get(0), List.of(arguments.get(1).split(",")), new BigDecimal(arguments.get(2)));
    }

    @Override
    public String text() {
        return "AWS account of profile " + profile + " in " + String.join(",", regions);
    }
}
