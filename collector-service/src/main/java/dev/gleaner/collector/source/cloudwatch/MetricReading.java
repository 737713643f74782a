package dev.gleaner.collector.source.cloudwatch;

import dev.gleaner.collector.aws.Realm;
import dev.gleaner.collector.progress.Stretch;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** Asks for what is due of a region, in as few calls as that takes, and notes what was answered. */
@ApplicationScoped
class MetricReading {

    private final MetricAsking asking;
    private final AskedUntil askedUntil;

    MetricReading(MetricAsking asking, AskedUntil askedUntil) {
        this.asking = asking;
        this.askedUntil = askedUntil;
    }

    /**
     * Says what was not answered; the rest is published.
     *
     * @param all things of the region
     * @param due those of them that are asked for now
     * @param from since when each of them is
     */
    Missing read(
            Realm realm,
            MetricPlan plan,
            List<Measured> all,
            List<Measured> due,
            Function<Measured, Instant> from,
            Instant until) {
        Set<String> reasons = new TreeSet<>();
        int unanswered = 0;
        for (Map.Entry<Instant, List<Measured>> group :
                MetricWindow.group(due, from, until).entrySet()) {
            MetricWindow window = new MetricWindow(group.getKey(), until);
            unanswered += group.getValue().size() - ask(realm, plan, all, group.getValue(), window, reasons);
        }
        return new Missing(unanswered, reasons);
    }

    /** How many were answered; those are noted even when what comes behind them fails. */
    private int ask(
            Realm realm,
            MetricPlan plan,
            List<Measured> all,
            List<Measured> due,
            MetricWindow window,
            Set<String> reasons) {
        Log.infof(
                "Asking CloudWatch in %s for %d things (%s) since %s costs about %s USD",
                realm,
                due.size(),
                plan.source(),
                window.from(),
                plan.dollars(due.size()).toPlainString());
        List<Measured> answered = new ArrayList<>();
        try {
            for (MetricQuestion question : MetricQuestion.of(plan, due, window)) {
                MetricAnswer answer = asking.ask(realm, question);
                answered.addAll(answer.whole());
                reasons.addAll(answer.otherwise());
            }
        } finally {
            if (!answered.isEmpty()) {
                Stretch region = new Stretch(plan.source(), realm.account().id(), realm.region());
                askedUntil.advance(region, answered, all, window.until());
            }
        }
        return answered.size();
    }

    /**
     * What CloudWatch has no complete answer for.
     *
     * @param things how many
     * @param reasons its words for it
     */
    record Missing(int things, Set<String> reasons) {

        /** Throws where anything is missing. */
        void raise() {
            if (things > 0) {
                throw new MissingException(things, reasons);
            }
        }
    }
}
