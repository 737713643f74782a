package dev.gleaner.systemtests.refusal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What people say by the console. */
final class ConsoleDecisions {

    private ConsoleDecisions() {}

    /** A yes by as many people as it takes. */
    static void approveByAll(RefusalAttempt attempt) {
        approveByOne(attempt);
        if (attempt.needsTwo()) {
            submit(attempt, "second", "approve", null);
        }
    }

    static void approveByOne(RefusalAttempt attempt) {
        submit(attempt, "first", "approve", null);
    }

    /** A yes of the owner of this token alone. */
    static Consumer<RefusalAttempt> approveBy(String who) {
        return attempt -> submit(attempt, who, "approve", null);
    }

    static void toAnotherPlan(RefusalAttempt attempt) {
        attempt.decide("first", said("approve", "sha256:" + "0".repeat(64), null));
    }

    /** The same people say the same many times at once. */
    static void manyTimes(RefusalAttempt attempt) {
        List<Thread> clicks = Stream.generate(() -> new Thread(() -> approveByAll(attempt)))
                .limit(8)
                .toList();
        clicks.forEach(Thread::start);
        clicks.forEach(ConsoleDecisions::join);
    }

    /** Nobody says anything. */
    static void ofNobody(RefusalAttempt attempt) {
        attempt.recordAnswer(200, "");
    }

    static void no(RefusalAttempt attempt) {
        submit(attempt, "first", "reject", "somebody needs it");
    }

    /** Not now. */
    static void snooze(RefusalAttempt attempt) {
        inAWeek(attempt, "snooze", null);
    }

    /** It is to be kept. */
    static void keep(RefusalAttempt attempt) {
        inAWeek(attempt, "keep", "it is needed for the demo");
    }

    /** It is to be kept, and nobody says why. */
    static void keepWithoutReason(RefusalAttempt attempt) {
        inAWeek(attempt, "keep", null);
    }

    private static void inAWeek(RefusalAttempt attempt, String decision, @Nullable String reason) {
        Map<String, Object> said = said(decision, attempt.plan(), reason);
        said.put("until", Instant.now().plus(Duration.ofDays(7)).toString());
        attempt.decide("first", said);
    }

    private static void submit(RefusalAttempt attempt, String who, String decision, @Nullable String reason) {
        attempt.decide(who, said(decision, attempt.plan(), reason));
    }

    private static Map<String, Object> said(String decision, String plan, @Nullable String reason) {
        Map<String, Object> said = new HashMap<>(Map.of("decision", decision, "remedy", 0, "plan", plan));
        if (reason != null) {
            said.put("reason", reason);
        }
        return said;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
