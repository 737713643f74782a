package dev.gleaner.benchmarks.refusal;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What people say by the console. */
final class Yes {

    private Yes() {}

    /** A yes by as many people as it takes. */
    static void ofAll(Attempt attempt) {
        ofOne(attempt);
        if (attempt.needsTwo()) {
            say(attempt, "second", "approve", null);
        }
    }

    static void ofOne(Attempt attempt) {
        say(attempt, "first", "approve", null);
    }

    /** A yes of the owner of this token alone. */
    static Consumer<Attempt> of(String who) {
        return attempt -> say(attempt, who, "approve", null);
    }

    static void toAnotherPlan(Attempt attempt) {
        attempt.decide("first", said("approve", "sha256:" + "0".repeat(64), null));
    }

    /** The same people say the same many times at once. */
    static void manyTimes(Attempt attempt) {
        List<Thread> clicks =
                Stream.generate(() -> new Thread(() -> ofAll(attempt))).limit(8).toList();
        clicks.forEach(Thread::start);
        clicks.forEach(Yes::join);
    }

    /** Nobody says anything. */
    static void ofNobody(Attempt attempt) {
        attempt.answered(200, "");
    }

    static void no(Attempt attempt) {
        say(attempt, "first", "reject", "somebody needs it");
    }

    /** Not now. */
    static void snooze(Attempt attempt) {
        inAWeek(attempt, "snooze", null);
    }

    /** It is to be kept. */
    static void keep(Attempt attempt) {
        inAWeek(attempt, "keep", "it is needed for the demo");
    }

    /** It is to be kept, and nobody says why. */
    static void keepWithoutReason(Attempt attempt) {
        inAWeek(attempt, "keep", null);
    }

    private static void inAWeek(Attempt attempt, String decision, @Nullable String reason) {
        Map<String, Object> said = said(decision, attempt.plan(), reason);
        said.put("until", Instant.now().plus(Duration.ofDays(7)).toString());
        attempt.decide("first", said);
    }

    private static void say(Attempt attempt, String who, String decision, @Nullable String reason) {
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
