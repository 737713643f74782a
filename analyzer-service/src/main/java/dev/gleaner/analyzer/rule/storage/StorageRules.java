package dev.gleaner.analyzer.rule.storage;

import dev.gleaner.analyzer.profile.inventory.BucketFacts;
import dev.gleaner.analyzer.profile.inventory.InventorySnapshot;
import dev.gleaner.analyzer.rule.Rule;
import dev.gleaner.analyzer.rule.WholeDurations;
import java.util.List;

/** The rules about what is stored in buckets. */
public final class StorageRules {

    private StorageRules() {}

    /** The rules as configured. */
    public static List<Rule<InventorySnapshot<BucketFacts>>> of(StorageLifecycleConfig lifecycle) {
        return List.of(new StorageLifecycle(
                lifecycle.conventions(),
                Math.toIntExact(lifecycle.abortUploads().toDays()),
                WholeDurations.minutes(lifecycle.effort())));
    }
}
