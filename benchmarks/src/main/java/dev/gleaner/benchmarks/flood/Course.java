package dev.gleaner.benchmarks.flood;

import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** One flood from its first finding to its last approval. */
final class Course {

    private static final Duration PATIENCE = Duration.ofMinutes(20);

    /** Long enough for all that the budget allows at once. */
    private static final Duration AFTERWARDS = Duration.ofSeconds(30);

    private static final int PORTION = 10;
    private static final String PLANS = "select f.id, f.plan from finding f join proposal p on p.target = f.target"
            + " where p.state = 'open' and f.plan is not null limit ";
    private static final String PLANNED = "select count(distinct finding) from audit_entry where kind = 'proposed'";

    private final Limits limits;
    private final Map<String, Finding> byInstance;
    private final Surroundings surroundings;
    private final FakeAws aws;
    private final Actuator actuator;
    private final Memory memory;
    private final Deciders deciders;

    Course(
            Limits limits,
            List<Finding> findings,
            Surroundings surroundings,
            FakeAws aws,
            Actuator actuator,
            Memory memory) {
        this.limits = limits;
        this.byInstance = byInstance(findings);
        this.surroundings = surroundings;
        this.aws = aws;
        this.actuator = actuator;
        this.memory = memory;
        this.deciders = new Deciders(actuator);
    }

    static Map<String, Finding> byInstance(List<Finding> findings) {
        return findings.stream().collect(Collectors.toMap(Course::instance, finding -> finding));
    }

    private static String instance(Finding finding) {
        return Arn.parse(finding.resource()).id();
    }

    Outcome run() throws IOException, InterruptedException {
        memory.look("idle");
        Duration planned = comeAndBePlanned();
        await("what was approved to be done", () -> aws.stops().size() >= limits.whileFlooded());
        memory.look("all planned");
        Histogram latency = latency();
        Deciders.Listing whole = deciders.list("");
        Deciders.Listing page = deciders.list("&limit=100");
        memory.look("the whole list read");
        deciders.approve(plans(limits.atOnce()), Duration.ZERO);
        LockSupport.parkNanos(AFTERWARDS.toNanos());
        memory.look("more approved than allowed");
        Spending actions = spent(finding -> BigDecimal.ONE);
        Spending dollars = spent(finding ->
                Objects.requireNonNull(finding.saving().monthly(), "every finding of the flood has a price"));
        return new Outcome(
                limits,
                planned,
                latency,
                whole,
                page,
                deciders.decided().size(),
                actions,
                dollars,
                memory.growth(),
                memory.peakResident(),
                aws);
    }

    /** How long it took until all were planned; people decided meanwhile. */
    private Duration comeAndBePlanned() {
        Instant sent = Analyzer.publish(surroundings.bootstrapServers(), List.copyOf(byInstance.values()));
        CompletableFuture<Void> people = CompletableFuture.runAsync(this::decideWhileFlooded);
        await("all plans", () -> {
            if (!actuator.isAlive()) {
                throw new IllegalStateException("the actuator ended");
            }
            return surroundings.count(PLANNED) >= limits.findings();
        });
        Duration planned = Duration.between(sent, Instant.now());
        people.join();
        return planned;
    }

    /** From when the first plans are there; small portions, so that they are of the plans that were just made. */
    private void decideWhileFlooded() {
        while (deciders.decided().size() < limits.whileFlooded()) {
            List<Map.Entry<String, String>> plans = plans(
                    Math.min(PORTION, limits.whileFlooded() - deciders.decided().size()));
            if (plans.isEmpty()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
            deciders.approve(plans, limits.apart());
        }
    }

    private List<Map.Entry<String, String>> plans(int count) {
        try {
            return List.copyOf(surroundings.pairs(PLANS + count).entrySet());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private Histogram latency() {
        Histogram latency = new Histogram(3);
        aws.stops().forEach((instance, at) -> {
            Instant yes = deciders.decided().get(finding(instance).id());
            latency.recordValue(Math.max(
                    0, TimeUnit.NANOSECONDS.toMicros(Duration.between(yes, at).toNanos())));
        });
        return latency;
    }

    private Finding finding(String instance) {
        return Objects.requireNonNull(byInstance.get(instance), "nobody asked to stop this one");
    }

    private interface Amount {
        BigDecimal of(Finding finding);
    }

    private Spending spent(Amount amount) {
        Spending spending = new Spending();
        aws.stops().forEach((instance, at) -> spending.add(at, amount.of(finding(instance))));
        return spending;
    }

    private interface Condition {
        boolean holds() throws SQLException;
    }

    private static void await(String what, Condition condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (!condition.holds()) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException("waited in vain for " + what);
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
