package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.collector.findings.RecentFindings;
import dev.gleaner.collector.fleet.Fleet;
import dev.gleaner.contracts.resource.Arn;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Which instances are near a decision: something was found of them lately. */
@ApplicationScoped
class Near {

    private final GetMetricDataConfig.Near config;
    private final RecentFindings findings;
    private final Clock clock;
    private List<String> newest = List.of();
    private Instant due = Instant.EPOCH;

    Near(GetMetricDataConfig config, RecentFindings findings, Clock clock) {
        this.config = config.near();
        this.findings = findings;
        this.clock = clock;
    }

    /** Looks what was found, once in a while. Who can't be told of findings asks as often as always. */
    synchronized void look() {
        if (!config.enabled() || clock.instant().isBefore(due)) {
            return;
        }
        due = clock.instant().plus(config.interval());
        try {
            newest = findings.open(config.within());
        } catch (RuntimeException e) {
            Log.warnf("Which instances are near a decision can't be told: %s", e.getMessage());
        }
    }

    /** Those of a region, never more than their share. */
    synchronized Set<Fleet.Member> of(Fleet.Region region) {
        Map<String, Fleet.Member> byArn = new HashMap<>();
        region.instances()
                .forEach(instance -> byArn.put(
                        Arn.instance(region.name(), instance.account(), instance.id())
                                .toString(),
                        instance));
        return newest.stream()
                .map(byArn::get)
                .filter(Objects::nonNull)
                .limit((long) Math.floor(config.share() * region.instances().size()))
                .collect(Collectors.toSet());
    }
}
