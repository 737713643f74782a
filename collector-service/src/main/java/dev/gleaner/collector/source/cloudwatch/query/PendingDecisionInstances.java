package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.fleet.InstanceRegistry;
import dev.gleaner.collector.kafka.RecentFindings;
import dev.gleaner.collector.source.cloudwatch.GetMetricDataConfig;
import dev.gleaner.contracts.resource.Arn;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Instances with a recent finding, about which people decide next. */
@ApplicationScoped
class PendingDecisionInstances {

    private final GetMetricDataConfig.Near config;
    private final RecentFindings findings;
    private final Clock clock;
    private List<Arn> newest = List.of();
    private Instant due = Instant.EPOCH;

    PendingDecisionInstances(GetMetricDataConfig config, RecentFindings findings, Clock clock) {
        this.config = config.near();
        this.findings = findings;
        this.clock = clock;
    }

    /** Reads the recent findings at an interval. If they can't be read, all instances keep the normal interval. */
    synchronized void refresh() {
        if (!config.enabled() || clock.instant().isBefore(due)) {
            return;
        }
        due = clock.instant().plus(config.interval());
        try {
            newest = findings.resourcesWithOpenFindings(config.within()).stream()
                    .map(Arn::parse)
                    .toList();
        } catch (RuntimeException e) {
            Log.warnf("Recent findings can't be read: %s", e.getMessage());
        }
    }

    /** Ids of the instances of a region, at most the configured share. */
    synchronized Set<String> inRegion(InstanceRegistry.Region region) {
        List<String> found = newest.stream()
                .filter(arn ->
                        arn.region().equals(region.name()) && arn.account().equals(region.account()))
                .map(Arn::id)
                .toList();
        if (found.isEmpty()) {
            return Set.of();
        }
        Set<String> known =
                region.instances().stream().map(InstanceRegistry.Member::id).collect(Collectors.toSet());
        return found.stream()
                .filter(known::contains)
                .limit((long) (config.share() * known.size()))
                .collect(Collectors.toSet());
    }
}
