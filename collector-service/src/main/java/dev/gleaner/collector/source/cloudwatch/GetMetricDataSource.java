package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.collector.aws.Realm;
import dev.gleaner.collector.fleet.Fleet;
import dev.gleaner.collector.progress.ProgressOwner;
import dev.gleaner.collector.progress.Stretch;
import dev.gleaner.collector.source.Rounds;
import dev.gleaner.collector.source.Source;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Asks CloudWatch for the metrics of the instances that the inventory knows. */
@ApplicationScoped
class GetMetricDataSource implements Source {

    private static final Duration LOOK = Duration.ofMinutes(1);

    /** How long a region that failed is left alone: what CloudWatch answers in part is billed each time. */
    private static final Duration PAUSE = Duration.ofMinutes(10);

    private final GetMetricDataConfig config;
    private final Rounds rounds;
    private final Fleet fleet;
    private final Near near;
    private final AskedUntil askedUntil;
    private final MetricAsking asking;
    private final ProgressOwner progress;
    private final Clock clock;
    private final Map<Realm, Instant> paused = new ConcurrentHashMap<>();

    GetMetricDataSource(
            GetMetricDataConfig config,
            Rounds rounds,
            Fleet fleet,
            Near near,
            AskedUntil askedUntil,
            MetricAsking asking,
            ProgressOwner progress,
            Clock clock) {
        this.config = config;
        this.rounds = rounds;
        this.fleet = fleet;
        this.near = near;
        this.askedUntil = askedUntil;
        this.asking = asking;
        this.progress = progress;
        this.clock = clock;
    }

    @Override
    public String name() {
        return MetricAsking.NAME;
    }

    @Override
    public boolean enabled() {
        return config.enabled();
    }

    /** Often, so that new instances do not wait; each is asked for once in the configured interval. */
    @Override
    public Duration interval() {
        return config.interval().compareTo(LOOK) < 0 ? config.interval() : LOOK;
    }

    @Override
    public void poll() {
        near.look();
        rounds.eachRegion(
                name(),
                realm -> !isPaused(realm),
                realm ->
                        fleet.region(realm.account().id(), realm.region()).ifPresent(region -> pausing(realm, region)));
    }

    private boolean isPaused(Realm realm) {
        return clock.instant().isBefore(paused.getOrDefault(realm, Instant.MIN));
    }

    private void pausing(Realm realm, Fleet.Region region) {
        try {
            poll(realm, region);
        } catch (RuntimeException e) {
            Duration pause = config.interval().compareTo(PAUSE) < 0 ? config.interval() : PAUSE;
            paused.put(realm, clock.instant().plus(pause));
            throw e;
        }
    }

    private void poll(Realm realm, Fleet.Region region) {
        Instant now = clock.instant();
        MetricSchedule schedule = new MetricSchedule(config, near.of(region), now);
        List<Fleet.Member> due = region.instances().stream()
                .filter(instance -> schedule.isDue(instance, askedUntil.of(region, instance)))
                .toList();
        Set<String> missing = new TreeSet<>();
        int unanswered = 0;
        for (Map.Entry<Instant, List<Fleet.Member>> group : MetricWindow.group(
                        due, instance -> schedule.from(askedUntil.of(region, instance)), schedule.until())
                .entrySet()) {
            MetricWindow window = new MetricWindow(group.getKey(), schedule.until());
            unanswered += group.getValue().size() - ask(realm, region, group.getValue(), window, missing);
        }
        through(region, schedule)
                .ifPresent(through -> progress.advance(new Stretch(name(), region.account(), region.name()), through));
        if (unanswered > 0) {
            throw new MissingException(unanswered, missing);
        }
    }

    /** How many were answered; those are noted even when what comes behind them fails. */
    private int ask(
            Realm realm, Fleet.Region region, List<Fleet.Member> due, MetricWindow window, Set<String> missing) {
        Log.infof(
                "Asking CloudWatch in %s for %d instances since %s costs about %s USD",
                realm,
                due.size(),
                window.from(),
                MetricQuestion.dollars(due.size()).toPlainString());
        List<Fleet.Member> answered = new ArrayList<>();
        try {
            for (MetricQuestion question : MetricQuestion.of(due, window)) {
                MetricAnswer answer = asking.ask(realm, question);
                answered.addAll(answer.whole());
                missing.addAll(answer.otherwise());
            }
        } finally {
            if (!answered.isEmpty()) {
                askedUntil.advance(region, answered, window.until());
            }
        }
        return answered.size();
    }

    /** A region is as complete as that of its instances that waits the longest; empty while one was never answered. */
    private Optional<Instant> through(Fleet.Region region, MetricSchedule schedule) {
        Instant least = schedule.until();
        for (Fleet.Member instance : region.instances()) {
            Optional<Instant> until = askedUntil.of(region, instance);
            if (!schedule.isWanted(instance, until)) {
                continue;
            }
            if (until.isEmpty()) {
                return Optional.empty();
            }
            least = until.get().isBefore(least) ? until.get() : least;
        }
        return Optional.of(least.minus(MetricSchedule.SETTLING));
    }
}
