package dev.gleaner.analyzer.rule.instance;

import dev.gleaner.analyzer.profile.Facts;
import dev.gleaner.analyzer.profile.Snapshot;
import dev.gleaner.analyzer.rule.Rounded;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.Verdict;
import dev.gleaner.contracts.finding.Evidence;
import dev.gleaner.contracts.finding.Remedy;
import java.util.List;

/**
 * A running host all of whose cards do nothing, hour after hour: left running overnight.
 *
 * @param window hours, outside production
 * @param productionWindow hours
 */
record IdleGpu(int window, int productionWindow, Cards cards, InstanceRemedies remedies, int effortMinutes)
        implements Rule<Snapshot> {

    static final String NAME = "idle-gpu";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public int step() {
        return 1;
    }

    @Override
    public int hours() {
        return Math.max(window, productionWindow);
    }

    @Override
    public boolean readsCards() {
        return true;
    }

    @Override
    public boolean holdsWhileCardsIdle() {
        return true;
    }

    @Override
    public Verdict judge(Snapshot snapshot) {
        Facts facts = snapshot.facts();
        if (!facts.runs()) {
            return new Verdict.Nothing("it is not known to run");
        }
        if (!snapshot.hasReadCards()) {
            return new Verdict.Nothing("no cards of it were read");
        }
        CardUse use = cards.use(snapshot, remedies.isProduction(facts) ? productionWindow : window);
        if (use.activeHours() > 0) {
            return new Verdict.Nothing("its cards worked in " + use.activeHours() + " hours");
        }
        List<String> missing = cards.missing(facts, use);
        if (!missing.isEmpty() || use.cards() == 0) {
            return new Verdict.Insufficient(missing.isEmpty() ? List.of("readings of its cards: none") : missing);
        }
        return new Verdict.Found(evidence(use), remedies(facts, use), 1);
    }

    private List<Remedy> remedies(Facts facts, CardUse use) {
        return use.heldHours() > 0 ? List.of(remedies.askTheHolder()) : remedies.idleCards(facts);
    }

    private static List<Evidence> evidence(CardUse use) {
        double coverage = Rounded.to3(use.coverage());
        return List.of(
                new Evidence("cards", use.cards(), "cards", 1.0, use.present(), coverage),
                new Evidence("active hours", use.activeHours(), "hours", 1.0, use.present(), coverage),
                new Evidence("held hours", use.heldHours(), "hours", 1.0, use.present(), coverage),
                new Evidence("hours idle", use.hours(), "hours", (double) use.hours(), use.present(), coverage));
    }
}
