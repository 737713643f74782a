package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.Hour;
import dev.gleaner.analyzer.profile.RuleInput;
import dev.gleaner.analyzer.profile.history.History;
import dev.gleaner.contracts.finding.Saving;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was known of a listed resource at the end of an hour.
 *
 * @param facts what it looked like; null when it was not seen yet or is gone
 */
public record InventorySnapshot<F extends InventoryFacts, H extends History>(
        InventoryProfile<F, H> listed, Hour hour, @Nullable F facts) implements RuleInput {

    @Override
    public String resource() {
        return listed.resource();
    }

    @Override
    public String account() {
        return listed.account();
    }

    @Override
    public String region() {
        return listed.region();
    }

    @Override
    public @Nullable Map<String, String> tags() {
        return facts == null ? null : facts.tags();
    }

    @Override
    public @Nullable Long createdMillis() {
        if (facts == null) {
            return null;
        }
        Long created = facts.created();
        Long seen = listed.timeline().bornMillis();
        return created == null || (seen != null && seen < created) ? seen : created;
    }

    @Override
    public String controller() {
        String owner = facts == null ? null : facts.owner();
        return owner == null ? "" : owner;
    }

    @Override
    public Saving.@Nullable Charge charge() {
        Saving.Charge own = facts == null ? null : facts.charge();
        return own == null ? RuleInput.super.charge() : own;
    }

    @Override
    public @Nullable String creator() {
        return listed.creator();
    }

    @Override
    public @Nullable String notApplicable(int hours) {
        return facts == null ? "it is not listed" : null;
    }

    @Override
    public @Nullable Long lastListed() {
        return listed.listings().lastListed(hour);
    }

    /**
     * The first listing of the uninterrupted run of listings by the end of the hour that show it unused, epoch milliseconds; null if
     * there is none, or the facts are not {@link UsedFacts}.
     */
    public @Nullable Long unusedSince() {
        return listed.uses().unusedSince(hour);
    }

    /** What is kept of its use, before and after the hour. */
    public H history() {
        return listed.history();
    }

    /** How many of the last hours lie after it was first listed or used. */
    public int hoursSeen(int hours) {
        long born = listed.timeline()
                .born()
                .map(Hour::of)
                .map(first -> hour.number() - first.number() + 1)
                .orElse(0L);
        return (int) Math.max(0, Math.min(hours, born));
    }
}
