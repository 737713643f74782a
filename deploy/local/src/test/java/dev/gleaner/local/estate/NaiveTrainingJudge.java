package dev.gleaner.local.estate;

import dev.gleaner.local.estate.kind.EstateInstance;
import dev.gleaner.local.estate.timeline.EstateTimeline;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which hosts of training runs save too rarely, and which ones would cost less on Spot: computed from the times of their checkpoints by the
 * definitions in words, without prices.
 */
public final class NaiveTrainingJudge {

    private static final Duration LONGEST_GAP = Duration.ofMinutes(10);

    private final EstateTimeline estateTimeline;

    public NaiveTrainingJudge(EstateTimeline estateTimeline) {
        this.estateTimeline = estateTimeline;
    }

    /** The instances, or their groups, whose checkpoints are far apart. */
    public List<String> gaps() {
        return longestGaps().entrySet().stream()
                .filter(host -> host.getValue().minusMinutes(1).compareTo(LONGEST_GAP) > 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Those outside production, on demand, whose checkpoints are close together. */
    public List<String> candidates() {
        return longestGaps().entrySet().stream()
                .filter(host -> host.getValue().minusMinutes(1).compareTo(LONGEST_GAP) <= 0)
                .map(Map.Entry::getKey)
                .filter(this::isOutsideProduction)
                .toList();
    }

    private Map<String, Duration> longestGaps() {
        Map<String, TreeSet<Instant>> minutes = new TreeMap<>();
        estateTimeline.checkpoints(estateTimeline.start(), estateTimeline.end()).stream()
                .filter(checkpoint ->
                        !"inference".equals(checkpoint.instance().tags().get("workload")))
                .forEach(checkpoint -> minutes.computeIfAbsent(host(checkpoint.instance()), name -> new TreeSet<>())
                        .add(checkpoint.at().truncatedTo(ChronoUnit.MINUTES)));
        Map<String, Duration> longest = new TreeMap<>();
        minutes.forEach((name, saved) -> longest.put(
                name,
                saved.stream()
                        .filter(at -> saved.lower(at) != null)
                        .map(at -> Duration.between(Objects.requireNonNull(saved.lower(at)), at))
                        .max(Duration::compareTo)
                        .orElseThrow()));
        return longest;
    }

    private static String host(EstateInstance instance) {
        String group = instance.autoScalingGroup();
        return group == null ? instance.name() : group;
    }

    private boolean isOutsideProduction(String name) {
        Estate estate = estateTimeline.estate();
        EstateInstance host = estate.scalingGroup(name).orElseGet(() -> estate.require(name));
        return host.market() == EstateInstance.Market.ON_DEMAND
                && host.tags().getOrDefault("environment", "production").equals("dev");
    }
}
