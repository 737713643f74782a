package dev.gleaner.analyzer.profile.inventory;

import dev.gleaner.analyzer.profile.training.CheckpointHistory;
import dev.gleaner.analyzer.profile.training.CheckpointSpacing;
import dev.gleaner.analyzer.profile.training.HostLaunch;
import dev.gleaner.contracts.resource.PriceKey;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What was known at the end of an hour of a host that may train models, or of an Auto Scaling group, and of the checkpoints that it saved.
 *
 * @param prices USD for one unit; empty if the price is not known
 */
public record TrainingHostSnapshot(
        InventorySnapshot<TrainingHostFacts, CheckpointHistory> listed, Function<PriceKey, Optional<BigDecimal>> prices)
        implements ListedInput {

    /** Whether checkpoints are recorded at all is not for each host to tell. */
    @Override
    public @Nullable String notApplicable(int hours) {
        String reason = listed.notApplicable(hours);
        boolean isSilent = reason == null && runs(hours, 0).isEmpty();
        return isSilent ? "it is not known to save checkpoints" : reason;
    }

    /** What it looked like; null when it was not seen yet or is gone. */
    public @Nullable TrainingHostFacts facts() {
        return listed.facts();
    }

    /**
     * The training runs that it saved in the last hours, the evaluated one included.
     *
     * @param pause longest gap in minutes that counts as training
     */
    public List<CheckpointSpacing> runs(int hours, int pause) {
        return listed.history().runs(hour(), hours, pause);
    }

    /** Whether all runs of the last hours are known. */
    public boolean hasAllRuns(int hours) {
        return listed.history().hasAllRuns(hour(), hours);
    }

    /** As what the host was launched: the instance itself, or the one of the group that saved a checkpoint last. */
    public HostLaunch launch(int hours) {
        TrainingHostFacts facts = facts();
        HostLaunch own = facts == null ? null : facts.launch();
        return own == null ? listed.history().launch(hour(), hours) : own;
    }
}
