package dev.gleaner.benchmarks.flood;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** One flood from its first finding to its last approval. */
final class Course {

    private static final Duration PATIENCE = Duration.ofMinutes(20);

    /** Long enough to see what the memory does when nothing more comes. */
    private static final Duration BEFORE = Duration.ofSeconds(6);

    private static final Duration AFTERWARDS = Duration.ofSeconds(30);

    private static final int PORTION = 10;
    private static final String PLANS = "select f.id, f.plan from finding f join proposal p on p.target = f.target"
            + " where p.state = 'open' and f.plan is not null and p.target %s like '%%:" + Fleet.Part.DEAREST.account()
            + ":%%' order by f.id limit %d";
    private static final String TAKEN_IN = "select count(*) from finding";
    private static final String PLANNED = "select count(*) from finding where plan is not null";
    private static final String WAITS =
            "select finding_id, reason from action where state = 'claimed' and waits_for = 'budget'";

    private final Limits limits;
    private final Map<String, Finding> byInstance;
    private final Surroundings surroundings;
    private final FakeAws aws;
    private final Actuator actuator;
    private final Deciders deciders;

    Course(Limits limits, Map<String, Finding> byInstance, Surroundings surroundings, FakeAws aws, Actuator actuator) {
        this.limits = limits;
        this.byInstance = Map.copyOf(byInstance);
        this.surroundings = surroundings;
        this.aws = aws;
        this.actuator = actuator;
        this.deciders = new Deciders(actuator);
    }

    static Map<String, Finding> byInstance(List<Finding> findings) {
        return findings.stream()
                .collect(Collectors.toMap(
                        finding -> Arn.parse(finding.resource()).id(), finding -> finding));
    }

    Outcome run() throws IOException, InterruptedException, SQLException {
        Memory memory = new Memory(actuator);
        try (memory) {
            LockSupport.parkNanos(BEFORE.toNanos());
            Instant sent = Analyzer.publish(surroundings.bootstrapServers(), List.copyOf(byInstance.values()));
            CompletableFuture<Void> people = CompletableFuture.runAsync(this::decideWhileFlooded);
            double takenIn = await(sent, TAKEN_IN);
            double planned = await(sent, PLANNED);
            people.join();
            Set<String> steady = deciders.decided().keySet();
            Deciders.Listing whole = deciders.list("");
            Deciders.Listing page = deciders.list("&limit=100");
            deciders.approve(plans("not", limits.atOnce()), Duration.ZERO);
            deciders.approve(plans("", 1), Duration.ZERO);
            awaitTheEnd();
            return outcome(takenIn, planned, whole, page, steady, memory.seen());
        }
    }

    private Outcome outcome(
            double takenIn,
            double planned,
            Deciders.Listing whole,
            Deciders.Listing page,
            Set<String> steady,
            Looks memory)
            throws SQLException {
        Map<Finding, Instant> done = done();
        Map<String, String> waits = surroundings.pairs(WAITS);
        Set<String> lost = new HashSet<>(deciders.decided().keySet());
        lost.removeAll(waits.keySet());
        done.keySet().forEach(finding -> lost.remove(finding.id()));
        Set<String> atOnce = new HashSet<>(deciders.decided().keySet());
        atOnce.removeAll(steady);
        return new Outcome(
                limits,
                takenIn,
                planned,
                whole,
                page,
                latency(done, steady),
                latency(done, atOnce),
                waits.size(),
                lost.size(),
                new Bounds(limits, done, waits.values()).all(),
                memory,
                aws);
    }

    /** From when the first plans are there; small portions, so that they are of the plans that were just made. */
    private void decideWhileFlooded() {
        while (deciders.decided().size() < limits.whileFlooded()) {
            int left = limits.whileFlooded() - deciders.decided().size();
            Map<String, String> plans = plans("not", Math.min(PORTION, left));
            if (plans.isEmpty()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
            deciders.approve(plans, limits.apart());
        }
    }

    /** Until what was approved is done or waits, and a while longer, in which somebody looks at the page. */
    private void awaitTheEnd() throws IOException, InterruptedException, SQLException {
        await(
                Instant.now(),
                "select count(*) + " + limits.findings() + " - "
                        + deciders.decided().size()
                        + " from action where state not in ('approved') and (state <> 'claimed' or waits_for is not null)");
        long end = System.nanoTime() + AFTERWARDS.toNanos();
        while (System.nanoTime() < end) {
            deciders.list("&limit=100");
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        }
    }

    private Map<String, String> plans(String whether, int count) {
        try {
            return surroundings.pairs(String.format(PLANS, whether, count));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Map<Finding, Instant> done() {
        return aws.stops().entrySet().stream()
                .collect(Collectors.toMap(
                        stop -> Objects.requireNonNull(byInstance.get(stop.getKey()), "nobody asked to stop this one"),
                        Map.Entry::getValue));
    }

    private Histogram latency(Map<Finding, Instant> done, Set<String> findings) {
        Histogram latency = new Histogram(3);
        done.forEach((finding, at) -> {
            if (findings.contains(finding.id())) {
                Instant yes = Objects.requireNonNull(deciders.decided().get(finding.id()));
                latency.recordValue(Math.max(0, Duration.between(yes, at).toNanos() / 1000));
            }
        });
        return latency;
    }

    /** Seconds until a query counts all findings. */
    private double await(Instant since, String query) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (surroundings.count(query) < limits.findings()) {
            if (!actuator.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("the actuator ended, or waited in vain for " + query);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        return Duration.between(since, Instant.now()).toMillis() / 1e3;
    }
}
