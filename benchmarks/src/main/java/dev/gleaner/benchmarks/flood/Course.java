package dev.gleaner.benchmarks.flood;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gleaner.contracts.Json;
import dev.gleaner.contracts.finding.Finding;
import dev.gleaner.contracts.resource.Arn;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
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

    /** Long enough to see what the memory is when nothing more comes. */
    private static final Duration QUIET = Duration.ofSeconds(20);

    private static final int PORTION = 10;
    private static final int LAST = 500;
    private static final String OPEN_IN = "select f.id, f.plan from finding f join proposal p on p.target = f.target"
            + " where p.state = 'open' and f.plan is not null and split_part(p.target, ':', 5) in (";
    private static final String TAKEN_IN = "select count(*) from finding";
    private static final String PLANNED = "select count(*) from finding where plan is not null";

    /** AWS took the call, or there will be none now. */
    private static final String SETTLED = "select count(*) from action where state in"
            + " ('called', 'observed', 'refused', 'failed') or state = 'claimed' and waits_for is not null";

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
            List<Finding> all = List.copyOf(byInstance.values());
            begin(all.subList(0, limits.first()));
            memory.mark();
            Instant sent = publish(all.subList(limits.first(), all.size()));
            CompletableFuture<Void> people = CompletableFuture.runAsync(this::decideWhileFlooded);
            double takenIn = await(sent, TAKEN_IN, limits.all());
            double planned = await(sent, PLANNED, limits.all());
            Instant end = Instant.now();
            Set<String> flooded = decidedFrom(sent);
            people.join();
            Deciders.Listing whole = deciders.list("");
            Deciders.Listing page = deciders.list("&limit=100");
            for (Limits.Burst burst : limits.bursts()) {
                deciders.approve(plans(burst.size(), burst.of()), Duration.ZERO);
                await(Instant.now(), SETTLED, deciders.decided().size());
            }
            lookAtThePage();
            Looks looks = memory.seen();
            memory.close();
            Map<String, String> stages = Stages.between(surroundings, sent, end);
            return outcome(takenIn, planned, whole, page, flooded, stages, looks, endWhileBusy());
        }
    }

    /** The first findings and decisions, after which what is made once is there: connections, clients, classes. */
    private void begin(List<Finding> first) throws IOException, InterruptedException, SQLException {
        Instant sent = publish(first);
        await(sent, PLANNED, first.size());
        deciders.approve(plans(limits.firstDecisions(), Fleet.Part.LARGE, Fleet.Part.SMALL), limits.apart());
        await(sent, SETTLED, deciders.decided().size());
        deciders.list("");
        lookAtThePage();
    }

    /** Findings that nobody decided come again in a new version, and the actuator is asked to end. */
    private Ending endWhileBusy() throws IOException {
        Set<String> decided = deciders.decided().keySet();
        publish(byInstance.values().stream()
                .filter(finding -> !decided.contains(finding.id()))
                .limit(LAST)
                .map(Course::next)
                .toList());
        return actuator.end();
    }

    private static Finding next(Finding finding) {
        ObjectNode document = Json.mapper().valueToTree(finding);
        return Json.mapper().convertValue(document.put("version", finding.version() + 1), Finding.class);
    }

    private Instant publish(List<Finding> findings) {
        return Analyzer.publish(surroundings.bootstrapServers(), findings);
    }

    private Set<String> decidedFrom(Instant start) {
        return deciders.decided().entrySet().stream()
                .filter(decision -> !decision.getValue().isBefore(start))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private Outcome outcome(
            double takenIn,
            double planned,
            Deciders.Listing whole,
            Deciders.Listing page,
            Set<String> flooded,
            Map<String, String> stages,
            Looks memory,
            Ending ending)
            throws SQLException {
        Map<Finding, Instant> done = done();
        Map<String, String> waits = surroundings.pairs(WAITS);
        Set<String> lost = new HashSet<>(deciders.decided().keySet());
        lost.removeAll(waits.keySet());
        done.keySet().forEach(finding -> lost.remove(finding.id()));
        Set<String> others = new HashSet<>(deciders.decided().keySet());
        others.removeAll(flooded);
        return new Outcome(
                limits,
                takenIn,
                planned,
                whole,
                page,
                latency(done, flooded),
                latency(done, others),
                stages,
                waits.size(),
                lost.size(),
                new Bounds(limits, done, waits.values()).all(),
                memory,
                ending,
                aws);
    }

    /** Small portions, so that they are of the plans that were just made. */
    private void decideWhileFlooded() {
        int all = limits.firstDecisions() + limits.whileFlooded();
        while (deciders.decided().size() < all) {
            int left = all - deciders.decided().size();
            Map<String, String> plans = plans(Math.min(PORTION, left), Fleet.Part.LARGE, Fleet.Part.SMALL);
            if (plans.isEmpty()) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
            deciders.approve(plans, limits.apart());
        }
    }

    /** For a while in which nothing else happens. */
    private void lookAtThePage() throws IOException, InterruptedException {
        long end = System.nanoTime() + QUIET.toNanos();
        while (System.nanoTime() < end) {
            deciders.list("&limit=100");
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
        }
    }

    private Map<String, String> plans(int count, Fleet.Part... parts) {
        String accounts =
                Arrays.stream(parts).map(part -> "'" + part.account() + "'").collect(Collectors.joining(", "));
        try {
            return surroundings.pairs(OPEN_IN + accounts + ") order by f.id limit " + count);
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

    /** Seconds until a query counts so many. */
    private double await(Instant since, String query, int count) throws SQLException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (surroundings.count(query) < count) {
            if (!actuator.isAlive() || System.nanoTime() > deadline) {
                throw new IllegalStateException("the actuator ended, or waited in vain for " + query);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        return Duration.between(since, Instant.now()).toMillis() / 1e3;
    }
}
