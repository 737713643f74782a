package dev.gleaner.benchmarks.refusal;

import dev.gleaner.contracts.finding.FindingConfirmation;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What was true when it was found, and is not any more. */
final class TruthRows {

    private static final List<Effect> FREE = List.of(Effect.VOLUME, Effect.ADDRESS);
    private static final List<Effect> CHANGED =
            List.of(Effect.LIFECYCLE, Effect.ENDPOINT, Effect.RETENTION, Effect.MIX);

    private TruthRows() {}

    static List<Row> all() {
        return List.of(
                Row.of("never confirmed", Effect.ALL, Expected.refused("not confirmed"))
                        .about(Subject.PLAIN.confirmed(now -> Optional.empty())),
                Row.of("confirmed 26 hours ago", Effect.ALL, Expected.refused("confirmed the finding last"))
                        .about(Subject.PLAIN.confirmed(
                                now -> Optional.of(new FindingConfirmation(now.minus(Duration.ofHours(26)))))),
                Row.of("confirmed three hours ago", Effect.INSTANCES, Expected.refused("confirmed the finding last"))
                        .about(Subject.PLAIN.confirmed(
                                now -> Optional.of(new FindingConfirmation(now.minus(Duration.ofHours(3)))))),
                // What lies so far ahead is not kept when it arrives, so that there is no confirmation.
                Row.of("confirmation from the future", Effect.ALL, Expected.refused("not confirmed|of the future"))
                        .about(Subject.PLAIN.confirmed(
                                now -> Optional.of(new FindingConfirmation(now.plus(Duration.ofHours(1)))))),
                Row.of("cards read eleven minutes ago", Effect.IDLE, Expected.refused("confirmed the finding last"))
                        .about(Subject.PLAIN.cards(now -> new FindingConfirmation(now.minus(Duration.ofMinutes(11))))),
                Row.of("tags changed since the plan", Effect.ALL, Expected.refused("since the plan"))
                        .planned(attempt ->
                                attempt.estate().somebody().tag(attempt.target(), "purpose", "demo on Monday")),
                Row.of("stopped since the plan", Effect.INSTANCES, Expected.refused("planned was running"))
                        .planned(attempt -> attempt.estate().somebody().stop(attempt.target())),
                Row.of("terminated since the plan", Effect.INSTANCES, Expected.refused("planned was running"))
                        .planned(attempt -> attempt.estate().somebody().terminate(attempt.target())),
                Row.of("taken into use since the plan", FREE, Expected.refused("planned was available|associated"))
                        .planned(TruthRows::takeIntoUse),
                Row.of(
                                "changed by somebody since the plan",
                                CHANGED,
                                Expected.refused("since the plan|planned|already"))
                        .planned(TruthRows::change),
                Row.of("suspended since the plan", List.of(Effect.MIX), Expected.refused("suspended"))
                        .planned(attempt -> attempt.estate().somebody().suspend(attempt.target())),
                Row.of("what AWS would not take", Effect.WITH_PARAMETERS, new Expected("409|refused|failed", ""))
                        .about(Subject.PLAIN.impossible()),
                Row.of("no metrics", Effect.IDLE, Expected.refused("only 0")).about(Subject.PLAIN.withoutMetrics()),
                Row.of("metrics of 19 of 24 hours", Effect.IDLE, Expected.refused("only 19"))
                        .about(Subject.PLAIN.withoutMetrics())
                        .prepared(attempt -> attempt.estate().metrics().cpu(attempt.target(), 19, 0, 1)),
                Row.of("busy twenty hours ago", Effect.IDLE, Expected.refused("was busy"))
                        .prepared(attempt -> attempt.estate().metrics().cpu(attempt.target(), 20, 20, 90)),
                Row.of("peak twenty hours ago", Effect.IDLE, Expected.refused("at a peak"))
                        .prepared(attempt -> attempt.estate().metrics().peak(attempt.target(), 60)),
                Row.of("traffic today", Effect.IDLE, Expected.refused("bytes over the network"))
                        .prepared(attempt -> attempt.estate().metrics().traffic(attempt.target(), 2, 0, 40_000_000)),
                Row.of("GPU host with a busy processor", Effect.IDLE, Expected.refused("was busy"))
                        .about(Subject.PLAIN.cards(now -> new FindingConfirmation(now.minus(Duration.ofMinutes(1)))))
                        .prepared(attempt -> attempt.estate().metrics().cpu(attempt.target(), 1, 1, 100)),
                Row.of("busy in the hour under way", Effect.IDLE, Expected.refused("was busy"))
                        .planned(attempt -> attempt.estate().metrics().cpu(attempt.target(), 0, 0, 90)));
    }

    private static void takeIntoUse(Attempt attempt) {
        Estate estate = attempt.estate();
        estate.somebody().take(attempt.target(), estate.target(Effect.Kind.INSTANCE, Subject.PLAIN));
    }

    private static void change(Attempt attempt) {
        Somebody somebody = attempt.estate().somebody();
        switch (attempt.effect().kind()) {
            case BUCKET -> somebody.writeLifecycle(attempt.target());
            case VPC -> somebody.makeEndpoint(attempt.target());
            case LOG_GROUP -> somebody.keepLogs(attempt.target(), 365);
            case GROUP -> somebody.mix(attempt.target());
            case INSTANCE, VOLUME, ADDRESS -> throw new IllegalStateException("is not changed like that");
        }
    }
}
