package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.progress.SourceScope;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Asks for what is due of a region, in as few calls as that takes, and notes what was answered. */
@ApplicationScoped
class RegionMetricReader {

    private final MetricQueryExecutor executor;
    private final MetricQueryCheckpoints metricQueryCheckpoints;

    RegionMetricReader(MetricQueryExecutor asking, MetricQueryCheckpoints metricQueryCheckpoints) {
        this.executor = asking;
        this.metricQueryCheckpoints = metricQueryCheckpoints;
    }

    /**
     * Says what was not answered; the rest is published.
     *
     * @param all things of the region
     * @param due those of them that are asked for now
     * @param from since when each of them is
     */
    Missing read(
            AwsAccountRegion awsAccountRegion,
            MetricQueryPlan plan,
            List<MetricTarget> all,
            List<MetricTarget> due,
            Function<MetricTarget, Instant> from,
            Instant until) {
        Set<String> reasons = new TreeSet<>();
        int unanswered = 0;
        for (Map.Entry<Instant, List<MetricTarget>> group :
                MetricQueryRequest.Window.group(due, from, until).entrySet()) {
            MetricQueryRequest.Window window = new MetricQueryRequest.Window(group.getKey(), until);
            unanswered +=
                    group.getValue().size() - query(awsAccountRegion, plan, all, group.getValue(), window, reasons);
        }
        return new Missing(unanswered, reasons);
    }

    /** How many were answered; those are noted even when what comes behind them fails. */
    private int query(
            AwsAccountRegion awsAccountRegion,
            MetricQueryPlan plan,
            List<MetricTarget> all,
            List<MetricTarget> due,
            MetricQueryRequest.Window window,
            Set<String> reasons) {
        Log.infof(
                "Asking CloudWatch in %s for %d things (%s) since %s costs about %s USD",
                awsAccountRegion,
                due.size(),
                plan.source(),
                window.from(),
                plan.dollars(due.size()).toPlainString());
        List<MetricTarget> answered = new ArrayList<>();
        try {
            for (MetricQueryRequest question : MetricQueryRequest.split(plan, due, window)) {
                MetricQueryResponse answer = executor.execute(awsAccountRegion, question);
                answered.addAll(answer.completeTargets());
                reasons.addAll(answer.incompleteStatuses());
            }
        } finally {
            if (!answered.isEmpty()) {
                SourceScope region = new SourceScope(
                        plan.source(), awsAccountRegion.account().id(), awsAccountRegion.region());
                metricQueryCheckpoints.advance(region, answered, all, window.until());
            }
        }
        return answered.size();
    }

    /**
     * What CloudWatch has no complete answer for.
     *
     * @param targets how many
     * @param reasons its words for it
     */
    record Missing(int targets, Set<String> reasons) {

        /** Throws where anything is missing. */
        void throwIfAny() {
            if (targets > 0) {
                throw new MissingException(targets, reasons);
            }
        }
    }

    /** CloudWatch did not answer for some things; what it answered for the others has been published. */
    static final class MissingException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        MissingException(int things, Set<String> reasons) {
            super("CloudWatch has no complete answer for " + things + " things: " + String.join(", ", reasons));
        }
    }

    /** Leaves a region that failed alone for a while: what CloudWatch answers in part is billed each time. */
    static final class FailedRegionBackoff {

        private static final Duration MOST = Duration.ofMinutes(10);

        private final Duration pause;
        private final Clock clock;
        private final Map<AwsAccountRegion, Instant> paused = new ConcurrentHashMap<>();

        /** For what is asked for once in this interval. */
        FailedRegionBackoff(Duration interval, Clock clock) {
            this.pause = interval.compareTo(MOST) < 0 ? interval : MOST;
            this.clock = clock;
        }

        boolean isRetryDue(AwsAccountRegion awsAccountRegion) {
            return !clock.instant().isBefore(paused.getOrDefault(awsAccountRegion, Instant.MIN));
        }

        /** Does this, and begins a pause where it fails. */
        void runOrPause(AwsAccountRegion awsAccountRegion, Runnable asking) {
            try {
                asking.run();
            } catch (RuntimeException e) {
                paused.put(awsAccountRegion, clock.instant().plus(pause));
                throw e;
            }
        }
    }
}
