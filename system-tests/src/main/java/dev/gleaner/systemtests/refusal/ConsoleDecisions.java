package dev.gleaner.systemtests.refusal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decisions of people at the console. */
final class ConsoleDecisions {

    private ConsoleDecisions() {}

    /** Approves by as many people as necessary. */
    static void approveByAll(RefusalAttempt attempt) {
        approveByOne(attempt);
        if (attempt.needsTwo()) {
            submit(attempt, "second", "approve", null);
        }
    }

    static void approveByOne(RefusalAttempt attempt) {
        submit(attempt, "first", "approve", null);
    }

    /** Approves with one token only. */
    static Consumer<RefusalAttempt> approveBy(String who) {
        return attempt -> submit(attempt, who, "approve", null);
    }

    /** Approves by as many people as necessary, who enter these parameters. */
    static Consumer<RefusalAttempt> approveWith(Map<String, String> parameters) {
        return attempt -> {
            Map<String, Object> body = decision("approve", attempt.plan(), null);
            body.put("parameters", parameters);
            attempt.decide("first", body);
            if (attempt.needsTwo()) {
                attempt.decide("second", body);
            }
        };
    }

    static void toAnotherPlan(RefusalAttempt attempt) {
        attempt.decide("first", decision("approve", "sha256:" + "0".repeat(64), null));
    }

    /** The same people approve eight times concurrently. */
    static void manyTimes(RefusalAttempt attempt) {
        List<Thread> clicks = Stream.generate(() -> new Thread(() -> approveByAll(attempt)))
                .limit(8)
                .toList();
        clicks.forEach(Thread::start);
        clicks.forEach(ConsoleDecisions::join);
    }

    /** Nobody decides. */
    static void ofNobody(RefusalAttempt attempt) {
        attempt.recordAnswer(200, "");
    }

    static void reject(RefusalAttempt attempt) {
        submit(attempt, "first", "reject", "somebody needs it");
    }

    /** Snoozes the finding for a week. */
    static void snooze(RefusalAttempt attempt) {
        inAWeek(attempt, "snooze", null);
    }

    /** Keeps the target for a week. */
    static void keep(RefusalAttempt attempt) {
        inAWeek(attempt, "keep", "it is needed for the demo");
    }

    /** Keeps the target without giving a reason. */
    static void keepWithoutReason(RefusalAttempt attempt) {
        inAWeek(attempt, "keep", null);
    }

    private static void inAWeek(RefusalAttempt attempt, String decision, @Nullable String reason) {
        Map<String, Object> body = decision(decision, attempt.plan(), reason);
        body.put("until", Instant.now().plus(Duration.ofDays(7)).toString());
        attempt.decide("first", body);
    }

    private static void submit(RefusalAttempt attempt, String who, String decision, @Nullable String reason) {
        attempt.decide(who, decision(decision, attempt.plan(), reason));
    }

    private static Map<String, Object> decision(String decision, String plan, @Nullable String reason) {
        Map<String, Object> body = new HashMap<>(Map.of("decision", decision, "remedy", 0, "plan", plan));
        if (reason != null) {
            body.put("reason", reason);
        }
        return body;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
