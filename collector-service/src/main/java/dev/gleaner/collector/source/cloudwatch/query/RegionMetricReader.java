package dev.gleaner.collector.source.cloudwatch.query;

import dev.gleaner.collector.aws.AwsAccountRegion;
import dev.gleaner.collector.metric.MetricQueryPlan;
import dev.gleaner.collector.metric.MetricTarget;
import dev.gleaner.collector.progress.BackfillCalls;
import dev.gleaner.collector.progress.SourceScope;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
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

/**
 * Requests the due metrics of a region in as few calls as possible, and stores how far they are complete.
 *
 * @param checkpoints up to when each resource was requested
 * @param backfill counts the calls for the past
 */
@Singleton
record RegionMetricReader(MetricQueryExecutor executor, MetricQueryCheckpoints checkpoints, BackfillCalls backfill) {

    /** A longer time is requested at a start only, and with as many calls as it takes. */
    private static final Duration LONG = Duration.ofDays(2);

    /**
     * Publishes the complete data and returns what is missing.
     *
     * @param all resources of the region
     * @param due resources to request now
     * @param from start of the period, by resource
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

    /** Number of resources with complete data; they are stored even if a later call fails. */
    private int query(
            AwsAccountRegion awsAccountRegion,
            MetricQueryPlan plan,
            List<MetricTarget> all,
            List<MetricTarget> due,
            MetricQueryRequest.Window window,
            Set<String> reasons) {
        Log.infof(
                "Requesting metrics in %s of %d resources (%s) since %s costs about %s USD",
                awsAccountRegion,
                due.size(),
                plan.source(),
                window.from(),
                plan.dollars(due.size()).toPlainString());
        SourceScope region =
                new SourceScope(plan.source(), awsAccountRegion.account().id(), awsAccountRegion.region());
        boolean isLong = Duration.between(window.from(), window.until()).compareTo(LONG) > 0;
        List<MetricQueryRequest> questions = MetricQueryRequest.split(plan, due, window);
        if (isLong) {
            backfill.expect(region, questions.size());
        }
        List<MetricTarget> answered = new ArrayList<>();
        try {
            for (MetricQueryRequest question : questions) {
                MetricQueryResponse answer = executor.execute(awsAccountRegion, question);
                answered.addAll(answer.completeTargets());
                reasons.addAll(answer.incompleteStatuses());
                if (isLong) {
                    checkpoints.addPart(region, answer.completeTargets(), window.until());
                    backfill.count(region, question.dollars());
                }
            }
        } finally {
            if (!answered.isEmpty()) {
                checkpoints.advance(region, answered, all, window.until());
            }
        }
        return answered.size();
    }

    /**
     * Data that CloudWatch did not return completely.
     *
     * @param targets number of resources
     * @param reasons statuses of CloudWatch
     */
    record Missing(int targets, Set<String> reasons) {

        /** Throws if anything is missing. */
        void throwIfAny() {
            if (targets > 0) {
                throw new MissingException(targets, reasons);
            }
        }
    }

    /** CloudWatch returned no complete data for some resources; that of the others was published. */
    static final class MissingException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        MissingException(int targets, Set<String> reasons) {
            super("CloudWatch has no complete answer for " + targets + " resources: " + String.join(", ", reasons));
        }
    }

    /** Pauses a region after a failure, because incomplete responses are charged, too. */
    static final class FailedRegionBackoff {

        private static final Duration MOST = Duration.ofMinutes(10);

        private final Duration pause;
        private final Clock clock;
        private final Map<AwsAccountRegion, Instant> paused = new ConcurrentHashMap<>();

        /** A pause for metrics that are requested at this interval. */
        FailedRegionBackoff(Duration interval, Clock clock) {
            this.pause = interval.compareTo(MOST) < 0 ? interval : MOST;
            this.clock = clock;
        }

        boolean isRetryDue(AwsAccountRegion awsAccountRegion) {
            return !clock.instant().isBefore(paused.getOrDefault(awsAccountRegion, Instant.MIN));
        }

        /** Runs the work; begins a pause if it fails. */
        void runOrPause(AwsAccountRegion awsAccountRegion, Runnable work) {
            try {
                work.run();
            } catch (RuntimeException e) {
                paused.put(awsAccountRegion, clock.instant().plus(pause));
                throw e;
            }
        }
    }
}
